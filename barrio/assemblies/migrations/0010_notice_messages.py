import barrio.core.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_bounded_roles"),
        ("assemblies", "0009_roll_stays_in_the_hall"),
        ("comms", "0003_reply"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NoticeMessage",
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
                ("written_at", models.DateTimeField()),
                ("dropped_at", models.DateTimeField(blank=True, null=True)),
                (
                    "assembly",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notice_messages",
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
                    "message",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="comms.message",
                    ),
                ),
                (
                    "notice",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="message",
                        to="assemblies.notice",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["written_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("notice__isnull", True), ("dropped_at__isnull", True), _connector="OR"
                        ),
                        name="assemblies_noticemessage_sent_or_dropped",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("dropped_at__isnull", True), ("notice__isnull", True)),
                        fields=("assembly",),
                        name="assemblies_noticemessage_one_waits",
                        violation_error_message="One waits for somebody else's yes already.",
                    ),
                ],
            },
        ),
    ]
