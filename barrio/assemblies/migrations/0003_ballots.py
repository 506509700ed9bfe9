import barrio.core.ids
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from barrio.core.migrations_sql import BringTriggersBack, SetTriggersAside


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_bounded_roles"),
        ("assemblies", "0002_rules_in_the_database"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        SetTriggersAside(),
        migrations.CreateModel(
            name="CountRun",
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
                ("engine", models.CharField(max_length=40)),
                ("ballots", models.PositiveIntegerField()),
                ("blank", models.PositiveIntegerField(default=0)),
                ("result", models.JSONField()),
                ("elected", models.JSONField(blank=True, default=list)),
                ("digest", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="HallPass",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("given_on", models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name="Option",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("title", models.JSONField(blank=True, default=dict)),
                ("cost", models.PositiveBigIntegerField(blank=True, null=True)),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="PaperEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("said", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="TellerKey",
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
                ("layer", models.PositiveSmallIntegerField()),
                ("salt", models.BinaryField()),
                ("point", models.BinaryField()),
            ],
            options={
                "ordering": ["layer"],
            },
        ),
        migrations.CreateModel(
            name="UrnBallot",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("said", models.TextField(blank=True)),
                ("tracker", models.CharField(max_length=12)),
            ],
        ),
        migrations.CreateModel(
            name="Voted",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.UUIDField()),
                (
                    "how",
                    models.CharField(
                        choices=[("phone", "on a phone"), ("paper", "on paper")], max_length=5
                    ),
                ),
                ("envelope", models.TextField(blank=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="vote",
            name="assemblies_vote_known_method",
        ),
        migrations.RemoveConstraint(
            model_name="vote",
            name="assemblies_vote_closed_with_a_result",
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="secrecy",
            field=models.CharField(
                choices=[
                    ("open", "open"),
                    ("tracked", "secret, with a tracker"),
                    ("urn", "secret, paper urn"),
                ],
                default="open",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="tellercount",
            name="options",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="vote",
            name="budget",
            field=models.PositiveBigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="vote",
            name="commitment",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="vote",
            name="dice",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="vote",
            name="hidden_seed",
            field=models.BinaryField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="vote",
            name="rule",
            field=models.CharField(
                blank=True,
                choices=[
                    ("approval", "Approval: mark everybody you can support"),
                    (
                        "scottish-stv",
                        "Ranking for several seats (Scottish single transferable vote)",
                    ),
                    ("meek-stv", "Ranking for several seats (Meek)"),
                    ("irv", "Ranking for one seat (instant run-off)"),
                    ("schulze", "Ranking, everybody against everybody (Schulze)"),
                    ("score", "Points from 0 to 5"),
                    ("majority-judgment", "Grades in words (majority judgment)"),
                    ("equal-shares", "Budget in equal shares"),
                    ("greedy", "Budget, most approved first"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="vote",
            name="seats",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="vote",
            name="seed",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AlterField(
            model_name="presence",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
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
                ],
                max_length=7,
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("secrecy__in", ["open", "tracked", "urn"])),
                name="assemblies_agendaitem_known_secrecy",
            ),
        ),
        migrations.AddConstraint(
            model_name="presence",
            constraint=models.CheckConstraint(
                condition=models.Q(("by__isnull", False), ("how", "code"), _connector="OR"),
                name="assemblies_presence_somebody_says_so",
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.CheckConstraint(
                condition=models.Q(("method__in", ["hands", "nominal", "urn", "phone"])),
                name="assemblies_vote_known_method",
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "rule__in",
                        [
                            "",
                            "approval",
                            "scottish-stv",
                            "meek-stv",
                            "irv",
                            "schulze",
                            "score",
                            "majority-judgment",
                            "equal-shares",
                            "greedy",
                        ],
                    )
                ),
                name="assemblies_vote_known_rule",
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("budget__isnull", True), ("rule", ""), ("seats__isnull", True)),
                    models.Q(
                        ("budget__isnull", True),
                        (
                            "rule__in",
                            [
                                "approval",
                                "scottish-stv",
                                "meek-stv",
                                "irv",
                                "schulze",
                                "score",
                                "majority-judgment",
                            ],
                        ),
                        ("seats__gte", 1),
                        ("seats__isnull", False),
                    ),
                    models.Q(
                        ("budget__isnull", False),
                        ("rule__in", ["equal-shares", "greedy"]),
                        ("seats__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="assemblies_vote_seats_or_a_budget",
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("rule", ""), models.Q(("method", "nominal"), _negated=True), _connector="OR"
                ),
                name="assemblies_vote_choice_not_by_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("rule", ""), models.Q(("commitment", ""), _negated=True), _connector="OR"
                ),
                name="assemblies_vote_choice_has_its_lot",
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.CheckConstraint(
                condition=models.Q(("seed", ""), ("closed_at__isnull", False), _connector="OR"),
                name="assemblies_vote_seed_shown_at_the_close",
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
                        ("outcome__in", ["carried", "lost"]),
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
        migrations.AddField(
            model_name="countrun",
            name="vote",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="run",
                to="assemblies.vote",
            ),
        ),
        migrations.AddField(
            model_name="hallpass",
            name="assembly",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="passes",
                to="assemblies.assembly",
            ),
        ),
        migrations.AddField(
            model_name="hallpass",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="hallpass",
            name="collective",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.collective",
            ),
        ),
        migrations.AddField(
            model_name="hallpass",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
            ),
        ),
        migrations.AddField(
            model_name="option",
            name="motion",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="options",
                to="assemblies.motion",
            ),
        ),
        migrations.AddField(
            model_name="option",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.person",
            ),
        ),
        migrations.AddField(
            model_name="paperentry",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="paperentry",
            name="vote",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="papers",
                to="assemblies.vote",
            ),
        ),
        migrations.AddField(
            model_name="tellerkey",
            name="teller",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="tellerkey",
            name="vote",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="keys",
                to="assemblies.vote",
            ),
        ),
        migrations.AddField(
            model_name="urnballot",
            name="vote",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="urn",
                to="assemblies.vote",
            ),
        ),
        migrations.AddField(
            model_name="voted",
            name="vote",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="voted",
                to="assemblies.vote",
            ),
        ),
        migrations.AddConstraint(
            model_name="countrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("blank__lte", models.F("ballots"))),
                name="assemblies_countrun_blank_of_all",
            ),
        ),
        migrations.AddConstraint(
            model_name="hallpass",
            constraint=models.UniqueConstraint(
                fields=("assembly", "person"), name="assemblies_hallpass_one_each"
            ),
        ),
        migrations.AddConstraint(
            model_name="option",
            constraint=models.UniqueConstraint(
                fields=("motion", "number"), name="assemblies_option_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="option",
            constraint=models.UniqueConstraint(
                condition=models.Q(("person__isnull", False)),
                fields=("motion", "person"),
                name="assemblies_option_stands_once",
                violation_error_message="This person stands already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="option",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("person__isnull", False),
                    models.Q(("title", {}), _negated=True),
                    _connector="OR",
                ),
                name="assemblies_option_says_what_it_is",
                violation_error_message="Say who stands, or write what there is to choose.",
            ),
        ),
        migrations.AddConstraint(
            model_name="option",
            constraint=models.CheckConstraint(
                condition=models.Q(("cost__isnull", True), ("cost__gte", 1), _connector="OR"),
                name="assemblies_option_costs_something",
                violation_error_message="Give a cost of 1 or more.",
            ),
        ),
        migrations.AddConstraint(
            model_name="paperentry",
            constraint=models.UniqueConstraint(
                fields=("vote", "number", "by"), name="assemblies_paperentry_once_each"
            ),
        ),
        migrations.AddConstraint(
            model_name="paperentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)), name="assemblies_paperentry_from_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="tellerkey",
            constraint=models.UniqueConstraint(
                fields=("vote", "layer"), name="assemblies_tellerkey_layer"
            ),
        ),
        migrations.AddConstraint(
            model_name="tellerkey",
            constraint=models.UniqueConstraint(
                fields=("vote", "teller"), name="assemblies_tellerkey_two_people"
            ),
        ),
        migrations.AddConstraint(
            model_name="tellerkey",
            constraint=models.CheckConstraint(
                condition=models.Q(("layer__in", [1, 2])), name="assemblies_tellerkey_two_layers"
            ),
        ),
        migrations.AddConstraint(
            model_name="voted",
            constraint=models.UniqueConstraint(
                fields=("vote", "person_id"), name="assemblies_voted_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="voted",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("how", "phone"), models.Q(("envelope", ""), ("how", "paper")), _connector="OR"
                ),
                name="assemblies_voted_paper_has_no_envelope",
            ),
        ),
        BringTriggersBack(),
    ]
