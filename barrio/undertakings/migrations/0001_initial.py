import barrio.core.ids
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0002_bounded_roles"),
        ("assemblies", "0015_handovers_in_the_database"),
    ]

    operations = [
        migrations.CreateModel(
            name="Undertaking",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("network", "emergency network"),
                            ("campaign", "campaign"),
                            ("programme", "programme"),
                            ("fund", "fund"),
                        ],
                        max_length=9,
                    ),
                ),
                ("title", models.JSONField(default=dict)),
                ("purpose", models.JSONField(blank=True, default=dict)),
                ("begun_on", models.DateField()),
                ("ended_on", models.DateField(blank=True, null=True)),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undertakings",
                        to="assemblies.act",
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
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assemblies.act",
                    ),
                ),
            ],
            options={
                "ordering": ["kind", "begun_on"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["network", "campaign", "programme", "fund"])
                        ),
                        name="undertakings_undertaking_known_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", {}), _negated=True),
                        name="undertakings_undertaking_has_a_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_by__isnull", True), ("ended_on__isnull", True)),
                            models.Q(("ended_by__isnull", False), ("ended_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="undertakings_undertaking_ends_by_an_act",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_by__isnull", True), ("kind", "network")),
                        fields=("collective",),
                        name="undertakings_undertaking_one_network",
                        violation_error_message="There is an emergency network already. One place, one network: people have to know whom to tell.",
                    ),
                ],
            },
        ),
    ]
