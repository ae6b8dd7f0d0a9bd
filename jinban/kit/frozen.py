"""Rows that the database itself will not let anyone change: a migration operation for SQLite and PostgreSQL.

Danger: Django rebuilds a SQLite table to alter it and the triggers are lost with the old one. A migration that
alters such a table must repeat the operation; `tests/kit/test_events.py` looks for every trigger.
"""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class Frozen(Operation):
    """Forbid DELETE and any change of the model's rows, but: columns in `free` may always change, columns in `once`
    may be set while they are empty. With `when` (an SQL condition on the old row, written with `OLD.`) only those rows."""

    reversible = True

    def __init__(self, model: str, once: tuple[str, ...] = (), free: tuple[str, ...] = (), when: str = "1=1") -> None:
        self.model, self.once, self.free, self.when = model, once, free, when

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models do not change."""

    def describe(self) -> str:
        return f"Freeze the rows of {self.model}"

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return "Frozen", [self.model], {"once": self.once, "free": self.free, "when": self.when}

    def _condition(self, model: Any, same: str) -> str:
        parts = []
        for column in (field.column for field in model._meta.local_concrete_fields):
            if column in self.free:
                continue
            equal = f'OLD."{column}" {same} NEW."{column}"'
            parts.append(f'(OLD."{column}" IS NULL OR {equal})' if column in self.once else equal)
        return f"({self.when}) AND NOT ({' AND '.join(parts)})"

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model)
        table = model._meta.db_table
        if schema_editor.connection.vendor == "sqlite":
            changed = self._condition(model, "IS")
            stop = f"BEGIN SELECT RAISE(ABORT, '{table} is frozen'); END"
            schema_editor.execute(f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} WHEN {self.when} {stop}")
            schema_editor.execute(f"CREATE TRIGGER {table}_fixed BEFORE UPDATE ON {table} WHEN {changed} {stop}")
            return
        changed = self._condition(model, "IS NOT DISTINCT FROM")
        schema_editor.execute(
            f"CREATE FUNCTION {table}_frozen() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{table} is frozen'; END $$"
        )
        for name, when in (("kept", f"DELETE ON {table} FOR EACH ROW WHEN ({self.when})"),
                           ("fixed", f"UPDATE ON {table} FOR EACH ROW WHEN ({changed})"),
                           ("whole", f"TRUNCATE ON {table} FOR EACH STATEMENT")):  # fmt: skip
            schema_editor.execute(f"CREATE TRIGGER {table}_{name} BEFORE {when} EXECUTE FUNCTION {table}_frozen()")

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        table = from_state.apps.get_model(app_label, self.model)._meta.db_table
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f"DROP TRIGGER {table}_kept")
            schema_editor.execute(f"DROP TRIGGER {table}_fixed")
        else:
            schema_editor.execute(f"DROP FUNCTION {table}_frozen() CASCADE")


class Removable(Frozen):
    """From here on a frozen row may be removed, once it is marked: `mark` is a column that is empty unless an action takes
    the row back within the same transaction. What refers to the row still keeps it."""

    def __init__(self, model: str, mark: str = "withdrawn_at", when: str = "1=1") -> None:
        super().__init__(model, when=when)
        self.mark = mark

    def describe(self) -> str:
        return f"Let marked rows of {self.model} be removed"

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return "Removable", [self.model], {"mark": self.mark, "when": self.when}

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        self._keep(app_label, schema_editor, to_state, f'({self.when}) AND OLD."{self.mark}" IS NULL')

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        self._keep(app_label, schema_editor, from_state, self.when)

    def _keep(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, state: ProjectState, condition: str
    ) -> None:
        """Replace the trigger that forbids to remove a row."""
        table = state.apps.get_model(app_label, self.model)._meta.db_table
        if schema_editor.connection.vendor == "sqlite":
            stop = f"BEGIN SELECT RAISE(ABORT, '{table} is frozen'); END"
            schema_editor.execute(f"DROP TRIGGER {table}_kept")
            schema_editor.execute(f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} WHEN {condition} {stop}")
            return
        row = f"FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION {table}_frozen()"
        schema_editor.execute(f"DROP TRIGGER {table}_kept ON {table}")
        schema_editor.execute(f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} {row}")
