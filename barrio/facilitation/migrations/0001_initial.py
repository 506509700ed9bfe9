import barrio.core.ids
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0002_bounded_roles"),
        ("assemblies", "0008_consensus_in_the_database"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Access",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=barrio.core.ids.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "step_free",
                    models.BooleanField(
                        default=False, verbose_name="no steps, and a toilet without steps"
                    ),
                ),
                ("hearing_loop", models.BooleanField(default=False, verbose_name="a hearing loop")),
                (
                    "captions",
                    models.BooleanField(
                        default=False, verbose_name="captions on the wall and on phones"
                    ),
                ),
                ("childcare", models.BooleanField(default=False, verbose_name="childcare")),
                ("food", models.BooleanField(default=False, verbose_name="something to eat")),
                ("interpretation", models.JSONField(blank=True, default=dict)),
                ("more", models.JSONField(blank=True, default=dict)),
                (
                    "assembly",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="access",
                        to="assemblies.assembly",
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
            ],
        ),
        migrations.CreateModel(
            name="Caption",
            fields=[
                ("key_id", models.UUIDField(db_index=True)),
                ("sealed", models.BinaryField()),
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("language", models.CharField(max_length=8)),
                ("at", models.DateTimeField()),
                (
                    "assembly",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="captions",
                        to="assemblies.assembly",
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
            ],
            options={
                "ordering": ["at"],
                "indexes": [
                    models.Index(
                        fields=["assembly", "language", "at"], name="facilitation_caption_last"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("key_id", models.F("id"))),
                        name="facilitation_caption_own_key",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Dealing",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=barrio.core.ids.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "assembly",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dealings",
                        to="assemblies.assembly",
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
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dealings",
                        to="assemblies.agendaitem",
                    ),
                ),
            ],
            options={
                "ordering": ["began_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True),
                            ("ended_at__gte", models.F("began_at")),
                            _connector="OR",
                        ),
                        name="facilitation_dealing_ends_after_it_begins",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("assembly",),
                        name="facilitation_dealing_one_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "assembly",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers",
                        to="assemblies.assembly",
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("assembly", "number"), name="facilitation_offer_number_once"
                    ),
                    models.UniqueConstraint(
                        fields=("assembly", "person"), name="facilitation_offer_one_each"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Part",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("facilitator", "facilitates"),
                            ("time", "keeps the time"),
                            ("list", "keeps the list of speakers"),
                            ("notes", "takes the minutes"),
                            ("interpreter", "interprets or writes captions"),
                            ("door", "welcomes people at the door"),
                            ("care", "looks after how people are"),
                        ],
                        max_length=11,
                    ),
                ),
                (
                    "how",
                    models.CharField(
                        choices=[("drawn", "by lot"), ("asked", "was asked and agreed")],
                        max_length=5,
                    ),
                ),
                ("dice", models.CharField(blank=True, max_length=40)),
                ("drawn_from", models.JSONField(blank=True, default=list)),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "assembly",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="assemblies.assembly",
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "ordering": ["began_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    "facilitator",
                                    "time",
                                    "list",
                                    "notes",
                                    "interpreter",
                                    "door",
                                    "care",
                                ],
                            )
                        ),
                        name="facilitation_part_known_role",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("dice", ""), ("how", "asked")),
                            models.Q(
                                models.Q(("how", "drawn")), models.Q(("dice", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="facilitation_part_drawn_with_dice",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True),
                            ("ended_at__gte", models.F("began_at")),
                            _connector="OR",
                        ),
                        name="facilitation_part_ends_after_it_begins",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True),
                            ("role__in", ("facilitator", "time", "list", "notes")),
                        ),
                        fields=("assembly", "role"),
                        name="facilitation_part_one_of_each",
                        violation_error_message="Somebody does that already. End their part first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("assembly", "person"),
                        name="facilitation_part_one_for_each",
                        violation_error_message="They have a part already: nobody has two.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Signal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("louder", "Louder, please"),
                            ("slower", "Slower, please"),
                            ("lost", "I cannot follow: say it again"),
                            ("language", "I need it in my language"),
                            ("break", "I need a break"),
                        ],
                        max_length=8,
                    ),
                ),
                ("shown_at", models.DateTimeField()),
                (
                    "assembly",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signals",
                        to="assemblies.assembly",
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["louder", "slower", "lost", "language", "break"])
                        ),
                        name="facilitation_signal_known_kind",
                    ),
                    models.UniqueConstraint(
                        fields=("assembly", "person", "kind"), name="facilitation_signal_one_each"
                    ),
                ],
            },
        ),
    ]
