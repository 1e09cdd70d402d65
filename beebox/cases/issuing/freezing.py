"""The triggers that keep an issued document as it is, for whoever writes past the program.

Refused: changing anything but the empty file, filling the file twice or by halves, deleting, replacing.
The migrations and `metadata.create_all` run the same statements; `beebox doctor` looks that they stand.
"""

from collections.abc import Iterator

from sqlalchemy import DDL, Connection, text

NAMES = ("documents_no_change", "documents_no_deletion", "documents_no_replacement")
MESSAGE = "issued documents never change"
_FROZEN = (
    "id", "case_id", "kind", "occasion", "number", "mark", "issued_at", "issued_on", "issued_by",
    "replaces_id", "template", "content", "content_sha256",
)  # fmt: skip
_FILE = ("file_key", "file_sha256", "file_size", "printed_at")


def _changed(differs: str, cast: str) -> str:
    """True unless this update fills the empty file, whole, and touches nothing else."""
    touched = [f"NEW.{name}{cast} {differs} OLD.{name}{cast}" for name in _FROZEN]
    halves = [f"NEW.{name} IS NULL" for name in _FILE]
    return " OR ".join(["OLD.file_key IS NOT NULL", *touched, *halves])


def _sqlite() -> Iterator[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    change, deletion, replacement = NAMES
    yield f"CREATE TRIGGER {change} BEFORE UPDATE ON documents WHEN {_changed('IS NOT', '')} {refuse}"
    yield f"CREATE TRIGGER {deletion} BEFORE DELETE ON documents {refuse}"
    same = "id = NEW.id OR number = NEW.number OR mark = NEW.mark OR occasion = NEW.occasion"
    there = f"EXISTS (SELECT 1 FROM documents WHERE {same} OR file_key = NEW.file_key)"  # noqa: S608 - our own words
    yield f"CREATE TRIGGER {replacement} BEFORE INSERT ON documents WHEN {there} {refuse}"


def _postgresql() -> Iterator[str]:
    change, deletion, replacement = NAMES
    yield (
        "CREATE FUNCTION refuse_document_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    run = "EXECUTE FUNCTION refuse_document_change()"
    condition = _changed("IS DISTINCT FROM", "::text")
    yield f"CREATE TRIGGER {change} BEFORE UPDATE ON documents FOR EACH ROW WHEN ({condition}) {run}"
    yield f"CREATE TRIGGER {deletion} BEFORE DELETE ON documents FOR EACH ROW {run}"
    yield f"CREATE TRIGGER {replacement} BEFORE TRUNCATE ON documents FOR EACH STATEMENT {run}"


def statements() -> Iterator[DDL]:
    """What makes the triggers, each for its own database."""
    for dialect, made in (("sqlite", _sqlite()), ("postgresql", _postgresql())):
        for statement in made:
            made_once = DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call]  # SQLAlchemy's own gap
            yield made_once.execute_if(dialect=dialect)


def freeze(connection: Connection) -> None:
    """For a migration: make the triggers now."""
    made = {"sqlite": _sqlite, "postgresql": _postgresql}[connection.dialect.name]
    for statement in made():
        connection.exec_driver_sql(statement)


def thaw(connection: Connection) -> None:
    """For taking the migration back: after the table is gone."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("DROP FUNCTION IF EXISTS refuse_document_change()")


def triggers_there(connection: Connection) -> set[str]:
    """The names of the triggers that stand in this database."""
    told = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'documents'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = 'documents'::regclass "
        "AND NOT tgisinternal AND tgenabled <> 'D'",
    }
    return set(connection.scalars(text(told[connection.dialect.name])))
