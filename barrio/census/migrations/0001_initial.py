import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0002_bounded_roles"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Challenge",
            fields=[
                ("key_id", models.UUIDField(db_index=True)),
                ("sealed", models.BinaryField()),
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "claim",
                    models.CharField(
                        choices=[
                            ("off", "does not belong on the roll"),
                            ("on", "belongs, and is not on the roll"),
                        ],
                        max_length=3,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "to be answered"),
                            ("upheld", "was right: the roll was mended"),
                            ("refused", "was refused"),
                            ("withdrawn", "was withdrawn"),
                        ],
                        default="open",
                        max_length=9,
                    ),
                ),
                ("filed_on", models.DateField()),
                ("due_on", models.DateField()),
                ("answered_on", models.DateField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "collective",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.collective",
                    ),
                ),
                (
                    "filed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "ordering": ["due_on", "filed_on"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("claim__in", ["off", "on"])),
                        name="census_challenge_known_claim",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answered_by__isnull", True),
                                ("answered_on__isnull", True),
                                ("state", "open"),
                            ),
                            models.Q(("answered_on__isnull", False), ("state", "withdrawn")),
                            models.Q(
                                ("answered_by__isnull", False),
                                ("answered_on__isnull", False),
                                ("state__in", ["upheld", "refused"]),
                            ),
                            _connector="OR",
                        ),
                        name="census_challenge_answered_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("due_on__gte", models.F("filed_on"))),
                        name="census_challenge_due_after_filing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("key_id", models.F("id"))),
                        name="census_challenge_own_key",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("collective", "person", "claim"),
                        name="census_challenge_one_open",
                        violation_error_message="That was said already, and waits for an answer.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("key_id", models.UUIDField(db_index=True)),
                ("sealed", models.BinaryField()),
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("number", models.PositiveIntegerField()),
                (
                    "belonging",
                    models.CharField(
                        choices=[
                            ("lives", "lives here"),
                            ("works", "works here"),
                            ("member", "is a member"),
                        ],
                        max_length=6,
                    ),
                ),
                ("since", models.DateField()),
                ("name_token", models.CharField(max_length=64)),
                ("issued_on", models.DateField()),
                ("good_until", models.DateField()),
                ("withdrawn_on", models.DateField(blank=True, null=True)),
                (
                    "collective",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.collective",
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "ordering": ["-year", "-number"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("belonging__in", ["lives", "works", "member"])),
                        name="census_letter_known_belonging",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("good_until__gte", models.F("issued_on"))),
                        name="census_letter_good_for_a_while",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("key_id", models.F("id"))), name="census_letter_own_key"
                    ),
                    models.UniqueConstraint(
                        fields=("collective", "year", "number"), name="census_letter_number_once"
                    ),
                ],
            },
        ),
    ]
