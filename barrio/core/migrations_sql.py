"""Migration operations for what Django cannot express: triggers, on both databases."""

from typing import Any

from django.db.migrations.operations import RunSQL


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


def append_only(table: str) -> VendorSQL:
    """Rows of `table` can be added; the database refuses to change or remove them."""
    sentence = f"{table} is append-only"
    function = f"{table}_append_only"
    return VendorSQL(
        sqlite=[
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
            for verb in ("update", "delete")
        ],
        postgresql=[
            f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{sentence}' USING ERRCODE = '23514'; END $$",
            f"CREATE TRIGGER {function} BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {function}()",
        ],
    )


def refuse(rule: str, table: str, when: str, condition: str) -> VendorSQL:
    """Refuses the change of a row for which the condition holds, under the rule's name."""
    return VendorSQL(
        sqlite=[
            f"CREATE TRIGGER {rule}_{verb} BEFORE {verb.upper()} ON {table} "
            f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{rule}'); END"
            for verb in when.split()
        ],
        postgresql=[
            f"CREATE FUNCTION {rule}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {condition} THEN RAISE EXCEPTION '{rule}' USING ERRCODE = '23514'; END IF; "
            "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$",
            *(
                f"CREATE TRIGGER {rule}_{verb} BEFORE {verb.upper()} ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {rule}()"
                for verb in when.split()
            ),
        ],
    )
