"""Nothing that names somebody leaves by SMS or WeChat: every template, every item, both languages."""

from dataclasses import fields

import pytest
import sqlalchemy as sa

from beebox.accounts.models import Person
from beebox.cases import events as ev
from beebox.cases.queries import item_of
from beebox.catalog.queries import current_items
from beebox.kernel.db import Office
from beebox.kernel.settings import ROOT
from beebox.notices.contexts import OPEN_PLACES, OpenContext, OwnContext
from beebox.notices.models import Message, MessageText
from beebox.notices.telling import TELL_CITIZEN, write_down
from beebox.notices.templates import PERSONAL, messages_in
from beebox.notices.wording.privacy import gives_away, personal_values
from beebox.wiring import HANDLERS
from tests.handling.cases_made import ID_NUMBER, PHONE, by_code, case_made

NAME, ADDRESS = "黄建国", "广东省广州市海珠区琶影路80号金桂里10栋2106室"
TOLD = [kind for kind, heard in HANDLERS.items() if TELL_CITIZEN in heard]


def event_of(kind: type, case_id: int) -> ev.CaseEvent:
    """One such event, with the worst a carrier could write into it."""
    given = {"place": f"{ADDRESS} {NAME}", "to_person": None}
    made = {field.name: given.get(field.name, "2026-12-24") for field in fields(kind)}
    return kind(**{**made, "case_id": case_id})  # type: ignore[no-any-return]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_open_text_of_any_item_and_event_names_anybody(
    office: Office, citizen: Person, language: str
) -> None:
    with office.look() as work:
        items = [(item.code, item.name, item.name_en) for item in current_items(work)]
    assert len(items) > 10 and len(TOLD) > 20
    for number, (code, *names) in enumerate(items):
        case_code = case_made(office, citizen, code)
        with office.work() as work:
            case = by_code(work, case_code)
            case.form = {**case.form, "language": language, "address": ADDRESS}
            case.result_by = ("post", "collect", "none")[number % 3]
            for kind in TOLD:
                write_down(work, event_of(kind, case.id))
            work.session.flush()
            told = work.session.scalars(sa.select(Message).where(Message.case_id == case.id)).all()
            assert {message.kind for message in told} == {kind.__name__ for kind in TOLD}
            secret = {NAME, ID_NUMBER, PHONE, ADDRESS, citizen.phone, *filter(None, names)}
            for message in told:
                assert message.language == language
                for text in (message.words["sms"], *message.words["fields"].values()):
                    assert not any(value and value in text for value in secret), text


def test_an_open_text_is_given_no_place_for_names_at_all() -> None:
    assert {"code", "count", "url", "place"} == OPEN_PLACES
    assert not PERSONAL & {
        field for context in (OpenContext, OwnContext) for field in context.__dataclass_fields__
    }


def test_a_name_that_a_supervisor_typed_is_not_sent(office: Office, citizen: Person) -> None:
    """A text without any place can still say a name; then the catalogue's words go out instead."""
    code = case_made(office, citizen)
    words = {"text": f"{NAME}您好，办件{{code}}已提交", "text_en": "Hello {code}"}
    with office.work() as work:
        work.session.add(MessageText(on="CaseSubmitted", version=1, words=words, made_at=work.now()))
        work.session.flush()
        write_down(work, ev.CaseSubmitted(by_code(work, code).id))
        message = work.session.scalars(sa.select(Message)).one()
        assert NAME not in message.words["sms"] and code in message.words["sms"]
        assert message.text_id is None


def test_an_item_that_a_supervisor_named_is_not_sent(office: Office, citizen: Person) -> None:
    code = case_made(office, citizen)
    with office.work() as work:
        item = item_of(work, by_code(work, code))
        words = {"text": f"{item.name}，办件{{code}}已提交", "text_en": "Hello {code}"}
        work.session.add(MessageText(on="CaseSubmitted", version=1, words=words, made_at=work.now()))
        work.session.flush()
        write_down(work, ev.CaseSubmitted(by_code(work, code).id))
        assert item.name not in work.session.scalars(sa.select(Message)).one().words["sms"]


def test_who_is_called_by_a_word_of_the_text_is_told_all_the_same(office: Office, citizen: Person) -> None:
    code = case_made(office, citizen)
    with office.work() as work:
        case = by_code(work, code)
        case.form = {**case.form, "applicant_name": "办件"}
        write_down(work, ev.CaseSubmitted(case.id))
        assert code in work.session.scalars(sa.select(Message)).one().words["sms"]


def test_the_scan_itself_finds_what_it_looks_for(office: Office, citizen: Person) -> None:
    code = case_made(office, citizen)
    with office.look() as work:
        values = personal_values(by_code(work, code), work.session.get_one(Person, citizen.id))
    assert {NAME, ID_NUMBER, PHONE, ADDRESS, citizen.phone} <= values
    assert gives_away(f"请{NAME}来取", values) and not gives_away("请来取", values)


def test_the_texts_that_ship_name_no_item(office: Office) -> None:
    book = messages_in(ROOT / "catalogue")
    with office.look() as work:
        names = {item.name for item in current_items(work)}
    for told in book.messages:
        for text in (told.text, told.text_en, told.until, told.what, told.what_en):
            assert not any(name in text for name in names)
