"""Migration operations for what Django cannot express: triggers, on both databases."""

from typing import Any

from django.db.migrations.operations import RunSQL
from django.db.migrations.operations.base import Operation


class VendorSQL(RunSQL):
    """Runs the statements written for the database in use: ``sqlite=`` or ``postgresql=``."""

    def __init__(self, *, sqlite: Any, postgresql: Any, undo: Any = None):
        self.by_vendor = {"sqlite": sqlite, "postgresql": postgresql}
        self.undo = undo
        forwards: Any = sqlite
        backwards: Any = undo or RunSQL.noop
        super().__init__(sql=forwards, reverse_sql=backwards)

    def deconstruct(self):
        return (
            type(self).__name__,
            [],
            {
                "sqlite": self.by_vendor["sqlite"],
                "postgresql": self.by_vendor["postgresql"],
                "undo": self.undo,
            },
        )

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        from django.db import router

        if router.allow_migrate(schema_editor.connection.alias, app_label, **self.hints):
            self._run_sql(schema_editor, self.by_vendor[schema_editor.connection.vendor])

    def _run_sql(self, schema_editor, sqls):
        for sql in sqls if isinstance(sqls, list) else [sqls]:
            schema_editor.execute(sql, params=None)


class _Triggers(Operation):
    """Says nothing of the models; on PostgreSQL it does nothing."""

    reduces_to_sql = False
    reversible = True

    def state_forwards(self, app_label, state):
        """The models stay as they are."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == "sqlite":
            self.work(app_label, schema_editor)

    database_backwards = database_forwards

    def work(self, app_label, schema_editor):
        """On SQLite alone."""


class SetTriggersAside(_Triggers):
    """First in a migration that changes a table: SQLite makes such a table anew, and refuses
    while a trigger names it or loses those it has. `BringTriggersBack` ends the migration.
    """

    def work(self, app_label, schema_editor):
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(
                "SELECT name, sql FROM sqlite_master "
                "WHERE type = 'trigger' AND (tbl_name LIKE %s OR sql LIKE %s)",
                [f"{app_label}_%", f"%{app_label}_%"],
            )
            schema_editor.connection.triggers_aside = cursor.fetchall()
        for name, _sql in schema_editor.connection.triggers_aside:
            schema_editor.execute(f"DROP TRIGGER {name}", params=None)


class BringTriggersBack(_Triggers):
    """Puts back what `SetTriggersAside` took, as it was written."""

    def work(self, app_label, schema_editor):
        for _name, sql in schema_editor.connection.__dict__.pop("triggers_aside", ()):
            schema_editor.execute(sql, params=None)


def append_only(table: str) -> VendorSQL:
    """Rows of `table` can be added; the database refuses to change or remove them."""
    sentence = f"{table} is append-only"
    function = f"{table}_append_only"
    return VendorSQL(
        sqlite=[
            statement
            for verb in ("update", "delete")
            for statement in (
                f"DROP TRIGGER IF EXISTS {table}_no_{verb}",
                f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END",
            )
        ],
        postgresql=[
            f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{sentence}' USING ERRCODE = '23514'; END $$",
            f"DROP TRIGGER IF EXISTS {function} ON {table}",
            f"CREATE TRIGGER {function} BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {function}()",
        ],
    )


def refuse(rule: str, table: str, when: str, condition: str) -> VendorSQL:
    """Refuses the change of a row for which the condition holds, under the rule's name.

    Said again it takes the place of what it said before.
    """
    return VendorSQL(
        sqlite=[
            statement
            for verb in when.split()
            for statement in (
                f"DROP TRIGGER IF EXISTS {rule}_{verb}",
                f"CREATE TRIGGER {rule}_{verb} BEFORE {verb.upper()} ON {table} "
                f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{rule}'); END",
            )
        ],
        postgresql=[
            f"CREATE OR REPLACE FUNCTION {rule}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {condition} THEN RAISE EXCEPTION '{rule}' USING ERRCODE = '23514'; END IF; "
            "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$",
            *(
                statement
                for verb in when.split()
                for statement in (
                    f"DROP TRIGGER IF EXISTS {rule}_{verb} ON {table}",
                    f"CREATE TRIGGER {rule}_{verb} BEFORE {verb.upper()} ON {table} "
                    f"FOR EACH ROW EXECUTE FUNCTION {rule}()",
                )
            ),
        ],
    )
