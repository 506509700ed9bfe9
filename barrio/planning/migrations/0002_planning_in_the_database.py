"""Phases in their order and each by an act of one's own; what belongs to a phase stays in it."""

from django.db import migrations

from barrio.core.migrations_sql import refuse

OWN_ACT = """
    EXISTS (
        SELECT 1 FROM assemblies_act a
        WHERE a.id = NEW.act_id AND a.collective_id = NEW.collective_id
    )
"""
NOW_IN_IT = """
    EXISTS (SELECT 1 FROM planning_plan p WHERE p.id = NEW.plan_id AND p.phase = NEW.phase)
"""
CLOSED_BY_AN_ACT = """
    EXISTS (
        SELECT 1 FROM planning_phaseclosed c WHERE c.plan_id = OLD.id AND c.phase = OLD.phase
    )
"""
NEXT = """
    (
        (OLD.phase = 'diagnosis' AND NEW.phase = 'priorities')
        OR (OLD.phase = 'priorities' AND NEW.phase = 'plan')
        OR (OLD.phase = 'plan' AND NEW.phase = 'budget')
        OR (OLD.phase = 'budget' AND NEW.phase = 'execution')
        OR (OLD.phase = 'execution' AND NEW.phase = 'control')
        OR (OLD.phase = 'control' AND NEW.phase = 'closed')
    )
"""
IN_PRIORITIES = """
    EXISTS (
        SELECT 1 FROM planning_finding f JOIN planning_plan p ON p.id = f.plan_id
        WHERE f.id = NEW.finding_id AND p.phase = 'priorities'
    )
"""
POINTS_GIVEN = """
    (
        SELECT count(*) FROM planning_point q JOIN planning_finding g ON g.id = q.finding_id
        WHERE q.person_id = NEW.person_id
        AND g.plan_id = (SELECT f.plan_id FROM planning_finding f WHERE f.id = NEW.finding_id)
    )
"""
SUPPORTABLE = """
    EXISTS (
        SELECT 1 FROM planning_idea i JOIN planning_plan p ON p.id = i.plan_id
        WHERE i.id = NEW.idea_id AND i.state = 'open'
        AND p.phase IN ('diagnosis', 'priorities', 'plan')
    )
"""
CHOSEN = "EXISTS (SELECT 1 FROM planning_idea i WHERE i.id = NEW.idea_id AND i.state = 'chosen')"


class Migration(migrations.Migration):
    dependencies = [("planning", "0001_initial")]

    operations = [
        refuse("planning_plan_by_an_act_of_ones_own", "planning_plan", "insert update",
               f"NOT {OWN_ACT}"),
        refuse("planning_phase_closed_by_an_act_of_ones_own", "planning_phaseclosed", "insert",
               f"NOT {OWN_ACT} OR NOT {NOW_IN_IT}"),
        refuse("planning_phaseclosed_stays", "planning_phaseclosed", "delete",
               "OLD.id IS NOT NULL"),
        refuse("planning_phaseclosed_stays_as_it_was", "planning_phaseclosed", "update",
               "OLD.id IS NOT NULL"),
        refuse("planning_phases_in_order_by_acts", "planning_plan", "update",
               f"NEW.phase <> OLD.phase AND (NOT {NEXT} OR NOT {CLOSED_BY_AN_ACT})"),
        refuse("planning_point_in_priorities", "planning_point", "insert",
               f"NOT {IN_PRIORITIES} OR {POINTS_GIVEN} >= 3"),
        refuse("planning_support_while_gathered", "planning_support", "insert",
               f"NOT {SUPPORTABLE}"),
        refuse("planning_idea_stays_chosen", "planning_idea", "update",
               "OLD.state <> 'open' AND (NEW.state <> OLD.state "
               "OR coalesce(NEW.cost, 0) <> coalesce(OLD.cost, 0))"),
        refuse("planning_idea_chosen_by_an_act_of_ones_own", "planning_idea", "update",
               f"NEW.act_id IS NOT NULL AND NOT {OWN_ACT}"),
        refuse("planning_step_of_what_was_chosen", "planning_step", "insert", f"NOT {CHOSEN}"),
        refuse("planning_step_stays_done", "planning_step", "update",
               "OLD.done_on IS NOT NULL AND (NEW.done_on IS NULL OR NEW.done_on <> OLD.done_on "
               "OR coalesce(NEW.spent, 0) <> coalesce(OLD.spent, 0))"),
        refuse("planning_review_of_what_was_chosen", "planning_review", "insert",
               f"NOT {CHOSEN}"),
        refuse("planning_review_stays", "planning_review", "delete", "OLD.id IS NOT NULL"),
        refuse("planning_review_stays_as_written", "planning_review", "update",
               "OLD.id IS NOT NULL"),
    ]  # fmt: skip
