"""What the two databases say differently when days move, numbers are padded and sequences are set."""

from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True)
class Dialect:
    """`{0}` is a column or an expression, `{1}` a number of years."""

    day: str
    moment: str
    padded: str
    keep_apart: str
    indexes: str
    quiet: tuple[str, ...]
    loud: tuple[str, ...]

    def earlier_day(self, column: str, years: str) -> str:
        return self.day.format(column, years)

    def earlier_moment(self, column: str, years: str) -> str:
        return self.moment.format(column, years)

    def six_digits(self, number: str) -> str:
        return self.padded.format(number, 6)


SQLITE = Dialect(
    day="date({0}, '-' || {1} || ' years')",
    moment="datetime({0}, '-' || {1} || ' years')",
    padded="printf('%%0{1}d', {0})",
    keep_apart="LIMIT -1 OFFSET 0",
    indexes="SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = %s",
    quiet=(
        "PRAGMA foreign_keys = OFF", "PRAGMA synchronous = OFF", "PRAGMA cache_size = -524288", "PRAGMA temp_store = MEMORY",
        "PRAGMA threads = 2",
    ),
    loud=(
        "PRAGMA foreign_keys = ON", "PRAGMA synchronous = FULL", "PRAGMA cache_size = -65536", "PRAGMA temp_store = DEFAULT",
        "PRAGMA threads = 0",
    ),
)  # fmt: skip
POSTGRESQL = Dialect(
    day="({0} - make_interval(years => ({1})::int))::date",
    moment="({0} - make_interval(years => ({1})::int))",
    padded="lpad(({0})::text, {1}, '0')",
    keep_apart="OFFSET 0",
    indexes=(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename = %s "
        "AND indexname NOT IN (SELECT conname FROM pg_constraint)"
    ),
    quiet=(
        "SET synchronous_commit = off",
        "SET session_replication_role = replica",
        "SET maintenance_work_mem = '512MB'",
    ),
    loud=("RESET synchronous_commit", "RESET session_replication_role", "RESET maintenance_work_mem"),
)


def dialect() -> Dialect:
    """The one of the present database."""
    return SQLITE if connection.vendor == "sqlite" else POSTGRESQL
