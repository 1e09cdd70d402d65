"""The doctor notices a document that is not what was issued."""

import pytest

from beebox.accounts.models import Person
from beebox.accounts.roles import SYSTEM, Role
from beebox.cases.issuing.contents import Body
from beebox.cases.issuing.freezing import NAMES
from beebox.cases.issuing.issue import issue
from beebox.cases.issuing.models import Document
from beebox.doctor.documents import LATE, examine_documents
from beebox.doctor.findings import Finding, Word
from beebox.kernel.db import Office
from beebox.kernel.outbox import Lane, deliver_pending
from beebox.kernel.settings import Settings
from beebox.wiring import HANDLERS
from tests.handling.cases_made import by_code, received


@pytest.fixture
def issued(office: Office, person) -> Office:  # type: ignore[no-untyped-def]
    """A service in which two documents were issued, one of them printed."""
    citizen: Person = person(Role.CITIZEN)
    code = received(office, citizen)
    for kind in ("acceptance", "grant"):
        with office.work() as work:
            issue(work, by_code(work, code), kind, SYSTEM, Body(("现予受理。",)))
        if kind == "acceptance":
            deliver_pending(office, HANDLERS, (Lane.PRINTING,))
    return office


def looked(office: Office) -> list[Finding]:
    return list(examine_documents(office.use(Settings), office.now()))


def test_what_is_as_it_was_issued_is_well(issued: Office) -> None:
    (found,) = looked(issued)
    assert (found.word, "2 份" in found.sentence) == (Word.OK, True)


def test_a_file_that_was_tampered_with_is_told(issued: Office) -> None:
    with issued.look() as work:
        key = str(work.session.query(Document.file_key).filter(Document.file_key.is_not(None)).scalar())
    path = issued.use(Settings).var_dir / "files" / "blobs" / key[:2] / key
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    (found,) = looked(issued)
    assert found.word is Word.FAIL
    assert "海民受〔2026〕000001号" in found.sentence
    path.unlink()
    assert looked(issued)[0].word is Word.FAIL, "a file that is gone is told too"


def test_words_that_were_changed_past_the_triggers_are_told(issued: Office) -> None:
    with issued.engine.begin() as raw:
        for name in NAMES:
            raw.exec_driver_sql(f"DROP TRIGGER {name}")
        raw.exec_driver_sql("UPDATE documents SET content = '{}' WHERE kind = 'grant'")
    triggers, words = looked(issued)
    assert triggers.word is words.word is Word.FAIL
    assert NAMES[0] in triggers.sentence
    assert "海民准〔2026〕000001号" in words.sentence


def test_a_document_that_waits_too_long_for_its_print_is_told(issued: Office) -> None:
    found = list(examine_documents(issued.use(Settings), issued.now() + 2 * LATE))
    assert [one.word for one in found] == [Word.WARN, Word.OK]


def test_without_a_database_there_is_nothing_to_say(tmp_path, office: Office) -> None:  # type: ignore[no-untyped-def]
    settings = Settings.from_env({"BEEBOX_VAR": str(tmp_path / "empty")})
    assert list(examine_documents(settings, office.now())) == []
    assert not (tmp_path / "empty").exists()
