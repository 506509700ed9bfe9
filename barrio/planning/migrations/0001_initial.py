import barrio.core.ids
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0002_bounded_roles"),
        ("assemblies", "0009_roll_stays_in_the_hall"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("title", models.JSONField(default=dict)),
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
                            ("need", "something is wrong or missing"),
                            ("strength", "something we have or can do"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "people",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="people whom it concerns"
                    ),
                ),
                ("at", models.DateTimeField()),
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
            },
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("title", models.JSONField(default=dict)),
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
                    "phase",
                    models.CharField(
                        choices=[
                            ("diagnosis", "diagnosis: what is wrong, what we have"),
                            ("priorities", "priorities: what comes first"),
                            ("plan", "plan: what we could do, and what it costs"),
                            ("budget", "budget: what we choose"),
                            ("execution", "execution: it is done"),
                            ("control", "control: was it done as agreed"),
                            ("closed", "closed"),
                        ],
                        default="diagnosis",
                        max_length=10,
                    ),
                ),
                (
                    "budget",
                    models.PositiveBigIntegerField(
                        blank=True, null=True, verbose_name="money to share, in whole units"
                    ),
                ),
                ("begun_on", models.DateField()),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
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
            ],
            options={
                "ordering": ["-begun_on"],
            },
        ),
        migrations.CreateModel(
            name="PhaseClosed",
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
                    "phase",
                    models.CharField(
                        choices=[
                            ("diagnosis", "diagnosis: what is wrong, what we have"),
                            ("priorities", "priorities: what comes first"),
                            ("plan", "plan: what we could do, and what it costs"),
                            ("budget", "budget: what we choose"),
                            ("execution", "execution: it is done"),
                            ("control", "control: was it done as agreed"),
                            ("closed", "closed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
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
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closings",
                        to="planning.plan",
                    ),
                ),
            ],
            options={
                "ordering": ["at"],
            },
        ),
        migrations.CreateModel(
            name="Idea",
            fields=[
                ("title", models.JSONField(default=dict)),
                (
                    "id",
                    models.UUIDField(
                        default=barrio.core.ids.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("texts", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "proposed"),
                            ("merged", "merged into another"),
                            ("withdrawn", "withdrawn"),
                            ("chosen", "chosen by the assembly"),
                        ],
                        default="open",
                        max_length=9,
                    ),
                ),
                (
                    "cost",
                    models.PositiveBigIntegerField(
                        blank=True, null=True, verbose_name="cost, in whole units"
                    ),
                ),
                (
                    "reckoned",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="how the cost was reckoned"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "act",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ideas",
                        to="assemblies.act",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
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
                    "finding",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ideas",
                        to="planning.finding",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="planning.idea",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ideas",
                        to="planning.plan",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.AddField(
            model_name="finding",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="findings",
                to="planning.plan",
            ),
        ),
        migrations.CreateModel(
            name="Point",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
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
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="points",
                        to="planning.finding",
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
        ),
        migrations.CreateModel(
            name="Review",
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
                    "verdict",
                    models.CharField(
                        choices=[
                            ("as_agreed", "done as agreed"),
                            ("partly", "done in part"),
                            ("not", "not done as agreed"),
                        ],
                        max_length=9,
                    ),
                ),
                ("said", models.TextField(max_length=2000, verbose_name="what was found")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
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
                    "idea",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="planning.idea",
                    ),
                ),
            ],
            options={
                "ordering": ["at"],
            },
        ),
        migrations.CreateModel(
            name="Step",
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
                ("what", models.CharField(max_length=300, verbose_name="what is to be done")),
                ("who", models.CharField(max_length=120, verbose_name="who does it")),
                ("due_on", models.DateField(verbose_name="by when")),
                ("done_on", models.DateField(blank=True, null=True)),
                (
                    "spent",
                    models.PositiveBigIntegerField(
                        blank=True, null=True, verbose_name="spent, in whole units"
                    ),
                ),
                (
                    "said",
                    models.CharField(blank=True, max_length=500, verbose_name="what became of it"),
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
                    "idea",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="planning.idea",
                    ),
                ),
            ],
            options={
                "ordering": ["due_on"],
            },
        ),
        migrations.CreateModel(
            name="Support",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
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
                    "idea",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supports",
                        to="planning.idea",
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
        ),
        migrations.CreateModel(
            name="IdeaOption",
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
                ("number", models.PositiveSmallIntegerField()),
                (
                    "collective",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.collective",
                    ),
                ),
                (
                    "idea",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="planning.idea",
                    ),
                ),
                (
                    "motion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="idea_options",
                        to="assemblies.motion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("motion", "idea"), name="planning_ideaoption_once"
                    ),
                    models.UniqueConstraint(
                        fields=("motion", "number"), name="planning_ideaoption_number_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MergeOffer",
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
                ("offered_at", models.DateTimeField()),
                ("accepted", models.BooleanField(blank=True, null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "collective",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.collective",
                    ),
                ),
                (
                    "idea",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers",
                        to="planning.idea",
                    ),
                ),
                (
                    "into",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offered",
                        to="planning.idea",
                    ),
                ),
            ],
            options={
                "ordering": ["offered_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("idea", models.F("into")), _negated=True),
                        name="planning_mergeoffer_of_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted__isnull", True), ("answered_at__isnull", True)),
                            models.Q(("accepted__isnull", False), ("answered_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="planning_mergeoffer_answered_at_some_time",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("accepted__isnull", True)),
                        fields=("idea",),
                        name="planning_mergeoffer_one_open",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "phase__in",
                        [
                            "diagnosis",
                            "priorities",
                            "plan",
                            "budget",
                            "execution",
                            "control",
                            "closed",
                        ],
                    )
                ),
                name="planning_plan_known_phase",
            ),
        ),
        migrations.AddConstraint(
            model_name="phaseclosed",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "phase__in",
                        [
                            "diagnosis",
                            "priorities",
                            "plan",
                            "budget",
                            "execution",
                            "control",
                            "closed",
                        ],
                    ),
                    models.Q(("phase", "closed"), _negated=True),
                ),
                name="planning_phaseclosed_known_phase",
            ),
        ),
        migrations.AddConstraint(
            model_name="phaseclosed",
            constraint=models.UniqueConstraint(
                fields=("plan", "phase"), name="planning_phaseclosed_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="idea",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "merged", "withdrawn", "chosen"])),
                name="planning_idea_known_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="idea",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("merged_into__isnull", False), ("state", "merged")),
                    models.Q(
                        models.Q(("state", "merged"), _negated=True), ("merged_into__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="planning_idea_merged_into_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="idea",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged_into", models.F("id")), _negated=True),
                name="planning_idea_not_into_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="idea",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("act__isnull", False), ("cost__isnull", False), ("state", "chosen")),
                    models.Q(models.Q(("state", "chosen"), _negated=True), ("act__isnull", True)),
                    _connector="OR",
                ),
                name="planning_idea_chosen_by_an_act_with_its_cost",
            ),
        ),
        migrations.AddConstraint(
            model_name="idea",
            constraint=models.CheckConstraint(
                condition=models.Q(("cost__isnull", True), ("cost__gte", 1), _connector="OR"),
                name="planning_idea_costs_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="idea",
            constraint=models.UniqueConstraint(
                fields=("plan", "number"), name="planning_idea_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["need", "strength"])),
                name="planning_finding_known_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="point",
            constraint=models.UniqueConstraint(
                fields=("finding", "person"), name="planning_point_one_each"
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(("verdict__in", ["as_agreed", "partly", "not"])),
                name="planning_review_known_verdict",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("spent__isnull", True), ("done_on__isnull", False), _connector="OR"
                ),
                name="planning_step_spent_where_done",
            ),
        ),
        migrations.AddConstraint(
            model_name="support",
            constraint=models.UniqueConstraint(
                fields=("idea", "person"), name="planning_support_one_each"
            ),
        ),
    ]
