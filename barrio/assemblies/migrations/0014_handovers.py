import barrio.core.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from barrio.core.migrations_sql import BringTriggersBack, SetTriggersAside


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_bounded_roles"),
        ("assemblies", "0013_proxies_in_the_database"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        SetTriggersAside(),
        migrations.CreateModel(
            name="Handover",
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
                ("question", models.JSONField()),
                ("setup", models.BinaryField(blank=True, null=True)),
                ("fingerprint", models.CharField(blank=True, max_length=64)),
                ("archive", models.BinaryField(blank=True, null=True)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("tallied", models.PositiveIntegerField(blank=True, null=True)),
                ("yes", models.PositiveIntegerField(blank=True, null=True)),
                ("no", models.PositiveIntegerField(blank=True, null=True)),
                ("abstain", models.PositiveIntegerField(blank=True, null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="agendaitem",
            name="assemblies_agendaitem_known_secrecy",
        ),
        migrations.RemoveConstraint(
            model_name="vote",
            name="assemblies_vote_known_method",
        ),
        migrations.AlterField(
            model_name="agendaitem",
            name="secrecy",
            field=models.CharField(
                choices=[
                    ("open", "open"),
                    ("tracked", "secret, with a tracker"),
                    ("urn", "secret, paper urn"),
                    ("verifiable", "secret, and anybody can verify it"),
                ],
                default="open",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="vote",
            name="method",
            field=models.CharField(
                choices=[
                    ("hands", "show of hands, counted by two"),
                    ("nominal", "by name, each said aloud"),
                    ("urn", "secret, on paper, counted by two"),
                    ("phone", "secret, on phones and on paper in one count"),
                    ("consensus", "consensus: adopted unless somebody blocks it"),
                    ("belenios", "secret and verifiable by anybody, with Belenios"),
                ],
                max_length=9,
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("secrecy__in", ["open", "tracked", "urn", "verifiable"])),
                name="assemblies_agendaitem_known_secrecy",
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("method__in", ["hands", "nominal", "urn", "phone", "consensus", "belenios"])
                ),
                name="assemblies_vote_known_method",
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="collective",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.collective",
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="set_up_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="vote",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="handover",
                to="assemblies.vote",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("fingerprint", ""), ("set_up_by__isnull", True), ("setup__isnull", True)
                    ),
                    models.Q(
                        models.Q(("set_up_by__isnull", False), ("setup__isnull", False)),
                        models.Q(("fingerprint", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="assemblies_handover_set_up_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("archive__isnull", True), ("digest", ""), ("tallied__isnull", True)),
                    models.Q(
                        models.Q(
                            ("archive__isnull", False),
                            ("setup__isnull", False),
                            ("tallied__isnull", False),
                        ),
                        models.Q(("digest", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="assemblies_handover_counted_after_set_up",
            ),
        ),
        BringTriggersBack(),
    ]
