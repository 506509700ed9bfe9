import django.db.models.deletion
import django.db.models.expressions
import uuid
from django.conf import settings
from django.db import migrations, models

from barrio.core.migrations_sql import BringTriggersBack, SetTriggersAside


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_bounded_roles"),
        ("assemblies", "0011_notice_messages_in_the_database"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        SetTriggersAside(),
        migrations.CreateModel(
            name="Proxy",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("place", models.PositiveSmallIntegerField()),
                ("given_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["given_at"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="vote",
            name="assemblies_vote_no_more_than_present",
        ),
        migrations.AddField(
            model_name="assembly",
            name="proxies",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="vote",
            name="represented",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "entitled__gte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("present"), "+", models.F("represented")
                        ),
                    )
                ),
                name="assemblies_vote_voices_of_entitled",
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("method", "consensus"), _negated=True),
                    ("represented", 0),
                    _connector="OR",
                ),
                name="assemblies_vote_consensus_of_who_is_there",
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("yes__isnull", True),
                    (
                        "present__gte",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    models.F("yes"), "+", models.F("no")
                                ),
                                "+",
                                models.F("abstain"),
                            ),
                            "-",
                            models.F("represented"),
                        ),
                    ),
                    _connector="OR",
                ),
                name="assemblies_vote_no_more_than_present",
                violation_error_message="That is more votes than people present.",
            ),
        ),
        migrations.AddField(
            model_name="proxy",
            name="assembly",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="given",
                to="assemblies.assembly",
            ),
        ),
        migrations.AddField(
            model_name="proxy",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="proxy",
            name="collective",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.collective",
            ),
        ),
        migrations.AddField(
            model_name="proxy",
            name="giver",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
            ),
        ),
        migrations.AddField(
            model_name="proxy",
            name="holder",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
            ),
        ),
        migrations.AddConstraint(
            model_name="proxy",
            constraint=models.CheckConstraint(
                condition=models.Q(("giver", models.F("holder")), _negated=True),
                name="assemblies_proxy_to_somebody_else",
                violation_error_message="Choose somebody else: nobody is their own proxy.",
            ),
        ),
        migrations.AddConstraint(
            model_name="proxy",
            constraint=models.CheckConstraint(
                condition=models.Q(("place__gte", 1)), name="assemblies_proxy_from_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="proxy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_at__isnull", True),
                    ("ended_at__gte", models.F("given_at")),
                    _connector="OR",
                ),
                name="assemblies_proxy_ends_after_it_was_given",
            ),
        ),
        migrations.AddConstraint(
            model_name="proxy",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("assembly", "giver"),
                name="assemblies_proxy_given_once",
                violation_error_message="They have given their vote to somebody already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="proxy",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("assembly", "holder", "place"),
                name="assemblies_proxy_no_more_than_allowed",
            ),
        ),
        BringTriggersBack(),
    ]
