"""The inbox, the list of whom to call, and the supervisor's templates."""

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from beebox.accounts.models import AccessRecord, Person
from beebox.accounts.roles import Role
from beebox.cases import events as ev
from beebox.kernel.db import Office
from beebox.notices.delivery.asking import carry_messages
from beebox.notices.models import Message, MessageText
from beebox.notices.tables import MessageState
from beebox.notices.telling import write_down
from tests.handling.cases_made import by_code, received

Enter = Callable[..., FlaskClient]


def tell(office: Office, code: str, kind: type[ev.CaseEvent] = ev.CaseAccepted) -> int:
    with office.work() as work:
        write_down(work, kind(by_code(work, code).id))
    carry_messages(office)
    with office.look() as work:
        return work.session.scalars(sa.select(Message.id).order_by(Message.id.desc())).first() or 0


def state(office: Office, message_id: int) -> MessageState:
    with office.look() as work:
        return work.session.get_one(Message, message_id).state


@pytest.fixture
def unreachable(office: Office, citizen: Person) -> tuple[str, int]:
    """A case and a message with a term that no channel brought to its citizen."""
    code = received(office, citizen)
    with office.work() as work:
        work.session.get_one(Person, citizen.id).phone = "19900000001"
    return code, tell(office, code)


def test_the_inbox_counts_shows_and_is_read(
    office: Office, code: str, citizen: Person, signed_in: Enter
) -> None:
    mine = signed_in(citizen)
    assert "还没有消息" in mine.get("/inbox").text
    message_id = tell(office, code)
    page = mine.get("/inbox").text
    for accept in ("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8", "*/*"):
        assert "收件箱（1）" in mine.get("/inbox", headers={"Accept": accept}).text
    assert "收件箱（1）" in page and "已受理" in page and code in page
    opened = mine.post(f"/inbox/{message_id}/open")
    assert (opened.status_code, opened.headers["Location"]) == (303, f"/track/{code}")
    assert "未读" not in mine.get("/inbox").text
    assert state(office, message_id) is MessageState.DELIVERED


def test_an_inbox_is_its_owners_alone(office: Office, code: str, signed_in: Enter) -> None:
    message_id = tell(office, code)
    stranger = signed_in(Role.CITIZEN)
    assert code not in stranger.get("/inbox").text
    assert stranger.post(f"/inbox/{message_id}/open").status_code == 404
    stranger.post("/inbox/read", data={"up_to": "999999"})
    assert state(office, message_id) is MessageState.SENT


def test_many_messages_come_page_by_page(
    office: Office, code: str, citizen: Person, signed_in: Enter
) -> None:
    with office.work() as work:
        case = by_code(work, code)
        for n in range(60):
            work.session.add(
                Message(
                    case_id=case.id,
                    person_id=citizen.id,
                    kind="CaseClosed",
                    text=f"第{n}条<b>",
                    words={},
                    channels=[],
                    reference=f"r{n}",
                    made_at=work.now(),
                )
            )
    mine = signed_in(citizen)
    page = mine.get("/inbox").text
    assert "第59条" in page and "第9条" not in page and "条<b>" not in page
    older = re.search(r'href="(/inbox\?before=\d+)"', page)
    assert older and "第9条" in mine.get(older[1]).text
    assert mine.get("/inbox?before=x").status_code == 200
    newest = re.search(r'name="up_to" value="(\d+)"', page)
    assert newest
    mine.post("/inbox/read", data={"up_to": newest[1]})
    assert "都读过了" in mine.get("/inbox").text


def test_staff_have_an_inbox_too(signed_in: Enter) -> None:
    for role in (Role.AUDITOR, Role.COLLECTOR, Role.SUPERVISOR, Role.ADMINISTRATOR):
        page = signed_in(role).get("/inbox")
        assert page.status_code == 200 and "还没有消息" in page.text


def test_the_call_list_masks_and_the_call_itself_is_recorded(
    office: Office, unreachable: tuple[str, int], signed_in: Enter, person: Callable[..., Person]
) -> None:
    code, message_id = unreachable
    supervisor = person(Role.SUPERVISOR)
    desk = signed_in(supervisor)
    page = desk.get("/messages").text
    assert code in page and "19900000001" not in page and "199****" in page
    call = desk.get(f"/messages/{message_id}/call").text
    assert "tel:19900000001" in call
    with office.look() as work:
        seen = work.session.scalars(
            sa.select(AccessRecord.what).where(AccessRecord.person_id == supervisor.id)
        )
        assert "call_by_phone" in set(seen)
    empty = desk.post(f"/messages/{message_id}/reached", data={"note": ""})
    assert empty.status_code == 422 and "和谁通了话" in empty.text
    assert desk.post(f"/messages/{message_id}/reached", data={"note": "本人接的"}).status_code == 303
    assert state(office, message_id) is MessageState.REACHED
    twice = desk.post(f"/messages/{message_id}/reached", data={"note": "再打"})
    assert twice.status_code == 422 and "已经有结果" in twice.text
    assert code not in desk.get("/messages").text
    assert "本人接的" in desk.get(f"/messages?case={code}").text


def test_a_clerk_sees_and_calls_for_the_own_department_alone(
    office: Office, unreachable: tuple[str, int], signed_in: Enter
) -> None:
    code, message_id = unreachable
    own, other = signed_in(Role.CLERK, "civil-affairs"), signed_in(Role.CLERK, "market")
    assert code in own.get("/messages").text
    assert code not in other.get("/messages").text
    assert other.get(f"/messages/{message_id}/call").status_code == 404
    stranger = other.get(f"/messages?case={code}")
    assert stranger.status_code == 404 and code in stranger.text, "what was typed stays in the field"


def test_the_messages_of_a_case_with_every_attempt(
    office: Office, unreachable: tuple[str, int], signed_in: Enter
) -> None:
    code, _ = unreachable
    desk = signed_in(Role.SUPERVISOR)
    page = desk.get(f"/messages?case={code.lower()}").text
    assert "没有送到，要打电话" in page and "no_such_address" in page
    assert "19900000001" not in page and "199****" in page
    assert desk.get("/messages?case=xxxx").status_code == 404


def test_words_are_tried_saved_versioned_and_reset(office: Office, code: str, signed_in: Enter) -> None:
    desk, key = signed_in(Role.SUPERVISOR), {"on": "CaseAccepted", "way": "", "item": ""}
    assert "已受理" in desk.get("/admin/messages").text
    words = {**key, "text": "【小蜂箱】办件{code}受理了。", "text_en": "Case {code} accepted."}
    preview = desk.post("/admin/messages/edit", data={**words, "do": "preview"})
    assert preview.status_code == 200 and "办件7K3Q-9M2X受理了。" in preview.text
    assert "按 1 条计费" in preview.text and "Case 7K3Q-9M2X accepted." in preview.text
    with office.look() as work:
        assert work.session.scalars(sa.select(MessageText)).all() == []
    assert desk.post("/admin/messages/edit", data={**words, "do": "save"}).status_code == 303
    tell(office, code)
    with office.look() as work:
        message = work.session.scalars(sa.select(Message).order_by(Message.id.desc())).first()
        assert message is not None and message.words["sms"] == f"【小蜂箱】办件{code}受理了。"
        assert message.legal, "what starts a term is the catalogue's to say"
    assert desk.post("/admin/messages/reset", data=key).status_code == 303
    page = desk.get("/admin/messages/edit?on=CaseAccepted").text
    assert "恢复成目录" in page and "已受理，轮到部门办理" in page
    with office.look() as work:
        assert [row.version for row in work.session.scalars(sa.select(MessageText))] == [1, 2]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("您好{name}", "会泄露个人信息"),
        ("办{item}", "会泄露个人信息"),
        ("办件{cod}", "可以用的是"),
        ("办件{code", "花括号"),
        ("", "“短信（中文）”不能是空的"),
        ("长" * 401, "太长"),
    ],
)
def test_words_that_cannot_be_used_are_refused_and_stay_in_the_form(
    signed_in: Enter, text: str, said: str
) -> None:
    desk = signed_in(Role.SUPERVISOR)
    words = {"on": "CaseAccepted", "text": text, "text_en": "my own English", "do": "save"}
    answer = desk.post("/admin/messages/edit", data=words)
    assert answer.status_code == 422 and said in answer.text
    assert "my own English" in answer.text and text in answer.text


def test_an_item_gets_words_of_its_own(office: Office, code: str, signed_in: Enter) -> None:
    desk = signed_in(Role.SUPERVISOR)
    where = "/admin/messages/edit?on=CaseAccepted&item=elder-card-first"
    assert "还没有自己的写法" in desk.get(where).text
    words = {
        "on": "CaseAccepted",
        "item": "elder-card-first",
        "text": "优待{code}",
        "text_en": "e {code}",
        "do": "save",
    }
    assert desk.post("/admin/messages/edit", data=words).status_code == 303
    assert "还没有自己的写法" not in desk.get(where).text
    tell(office, code)
    with office.look() as work:
        message = work.session.scalars(sa.select(Message).order_by(Message.id.desc())).first()
        assert message is not None and message.words["sms"] == f"优待{code}"


@pytest.mark.parametrize(
    "query", ["on=CaseEaten", "on=", "on=CaseAccepted&item=no-such-item", "on=CaseAccepted&way=fly"]
)
def test_words_for_nothing_are_not_found_or_fall_back(signed_in: Enter, query: str) -> None:
    desk = signed_in(Role.SUPERVISOR)
    assert desk.get(f"/admin/messages/edit?{query}").status_code in {200, 404}
    told = dict(part.split("=") for part in query.split("&"))
    words = {**told, "text": "甲{code}", "text_en": "a {code}", "do": "save"}
    assert desk.post("/admin/messages/edit", data=words).status_code == 404
