import django.db.models.deletion
import uuid
from django.db import migrations, models

from barrio.core.migrations_sql import BringTriggersBack, SetTriggersAside


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_bounded_roles"),
        ("assemblies", "0006_undoing_in_the_database"),
        ("people", "0001_initial"),
    ]

    operations = [
        SetTriggersAside(),
        migrations.CreateModel(
            name="Stance",
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
                    "stand",
                    models.CharField(
                        choices=[
                            ("concern", "has a concern, and goes along"),
                            ("aside", "stands aside"),
                            ("block", "blocks it"),
                        ],
                        max_length=7,
                        verbose_name="what they say",
                    ),
                ),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["at"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="vote",
            name="assemblies_vote_known_outcome",
        ),
        migrations.RemoveConstraint(
            model_name="vote",
            name="assemblies_vote_known_method",
        ),
        migrations.RemoveConstraint(
            model_name="vote",
            name="assemblies_vote_choice_not_by_name",
        ),
        migrations.RemoveConstraint(
            model_name="vote",
            name="assemblies_vote_closed_with_a_result",
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
                ],
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="vote",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("carried", "carried"),
                    ("lost", "not carried"),
                    ("void", "void"),
                    ("blocked", "no consensus"),
                ],
                max_length=7,
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("method__in", ["hands", "nominal", "urn", "phone", "consensus"])
                ),
                name="assemblies_vote_known_method",
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("rule", ""),
                    models.Q(("method__in", ["nominal", "consensus"]), _negated=True),
                    _connector="OR",
                ),
                name="assemblies_vote_choice_not_by_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["", "carried", "lost", "void", "blocked"])),
                name="assemblies_vote_known_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("outcome", ""), ("yes__isnull", True)),
                    models.Q(("closed_at__isnull", False), ("outcome", "void")),
                    models.Q(
                        ("abstain__isnull", False),
                        ("closed_at__gt", models.F("opened_at")),
                        ("no__isnull", False),
                        ("outcome__in", ["carried", "lost", "blocked"]),
                        ("rule", ""),
                        ("yes__isnull", False),
                    ),
                    models.Q(
                        models.Q(("rule", ""), _negated=True),
                        ("closed_at__gt", models.F("opened_at")),
                        ("outcome__in", ["carried", "lost"]),
                        ("yes__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="assemblies_vote_closed_with_a_result",
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("outcome__in", ["", "void"]),
                    models.Q(("method", "consensus"), ("outcome__in", ["carried", "blocked"])),
                    models.Q(
                        models.Q(("method", "consensus"), _negated=True),
                        ("outcome__in", ["carried", "lost"]),
                    ),
                    _connector="OR",
                ),
                name="assemblies_vote_blocked_where_consensus_is_sought",
            ),
        ),
        migrations.AddField(
            model_name="stance",
            name="collective",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.collective",
            ),
        ),
        migrations.AddField(
            model_name="stance",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
            ),
        ),
        migrations.AddField(
            model_name="stance",
            name="vote",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="stances",
                to="assemblies.vote",
            ),
        ),
        migrations.AddConstraint(
            model_name="stance",
            constraint=models.CheckConstraint(
                condition=models.Q(("stand__in", ["concern", "aside", "block"])),
                name="assemblies_stance_known_stand",
            ),
        ),
        migrations.AddConstraint(
            model_name="stance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stand", "block"), _negated=True),
                    models.Q(("digest", ""), _negated=True),
                    _connector="OR",
                ),
                name="assemblies_stance_block_has_a_reason",
                violation_error_message="Whoever blocks says why.",
            ),
        ),
        migrations.AddConstraint(
            model_name="stance",
            constraint=models.CheckConstraint(
                condition=models.Q(("key_id", models.F("id"))), name="assemblies_stance_own_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="stance",
            constraint=models.UniqueConstraint(
                fields=("vote", "person"), name="assemblies_stance_one_each"
            ),
        ),
        BringTriggersBack(),
    ]
