"""The citizen's page of channels: confirmed by a code, bound by a scan, never without a way to reach them."""

import re

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from beebox.accounts.models import Person
from beebox.accounts.ports import MessageSender
from beebox.adapters.messages import WriteDown
from beebox.kernel.db import Office
from beebox.notices.choices.ways import channels_for
from beebox.notices.models import ContactPoint
from beebox.notices.ports import ChannelKind

K = ChannelKind


@pytest.fixture
def mine(signed_in, citizen: Person) -> FlaskClient:  # type: ignore[no-untyped-def]
    return signed_in(citizen)  # type: ignore[no-any-return]


def mail_code(office: Office) -> str:
    sender = office.use(MessageSender)
    assert isinstance(sender, WriteDown)
    newest = next(told for told in sender.latest(None) if told["channel"] == "email")
    found = re.search(r"\b(\d{6})\b", newest["text"])
    assert found
    return found[1]


def way(office: Office, citizen: Person, *, legal: bool) -> list[ChannelKind]:
    with office.look() as work:
        return channels_for(work, work.session.get_one(Person, citizen.id), legal=legal)


def confirm(mine: FlaskClient, office: Office, address: str = "wang@example.org") -> None:
    assert mine.post("/me/messages/email", data={"email": address}).status_code == 303
    assert mine.post("/me/messages/email/confirm", data={"code": mail_code(office)}).status_code == 303


def test_who_chooses_nothing_gets_sms_and_the_inbox(
    office: Office, citizen: Person, mine: FlaskClient
) -> None:
    assert way(office, citizen, legal=True) == [K.SMS, K.IN_APP]
    page = mine.get("/me/messages").text
    assert "150****" in page and citizen.phone not in page


def test_an_email_counts_once_its_code_came_back(office: Office, citizen: Person, mine: FlaskClient) -> None:
    mine.post("/me/messages/email", data={"email": "wang@example.org"})
    code = mail_code(office)
    assert K.EMAIL not in way(office, citizen, legal=False)
    wrong = mine.post("/me/messages/email/confirm", data={"code": "000000" if code != "000000" else "111111"})
    assert wrong.status_code == 422 and "验证码不对" in wrong.text
    assert mine.post("/me/messages/email/confirm", data={"code": code}).status_code == 303
    assert way(office, citizen, legal=False) == [K.SMS, K.EMAIL, K.IN_APP]
    again = mine.post("/me/messages/email/confirm", data={"code": code})
    assert again.status_code == 422, "a code counts once"


def test_five_wrong_tries_spend_a_code(office: Office, mine: FlaskClient) -> None:
    mine.post("/me/messages/email", data={"email": "wang@example.org"})
    code = mail_code(office)
    for _ in range(5):
        mine.post("/me/messages/email/confirm", data={"code": "x"})
    assert mine.post("/me/messages/email/confirm", data={"code": code}).status_code == 422


@pytest.mark.parametrize(
    "typed", ["", "wang", "wang@", "王@example.org", "a b@example.org", "a@b", "x" * 70 + "@example.org"]
)
def test_a_bad_address_is_told_and_kept_in_the_form(mine: FlaskClient, typed: str) -> None:
    answer = mine.post("/me/messages/email", data={"email": typed})
    assert answer.status_code == 422 and "name@example.com" in answer.text
    assert typed in answer.text


def test_a_mailbox_that_does_not_exist_is_said_at_once(mine: FlaskClient) -> None:
    answer = mine.post("/me/messages/email", data={"email": "refused@example.org"})
    assert answer.status_code == 503 and "邮件没有发出去" in answer.text


def test_codes_are_not_given_without_end(mine: FlaskClient) -> None:
    statuses = [
        mine.post("/me/messages/email", data={"email": "w@example.org"}).status_code for _ in range(8)
    ]
    assert statuses == [303] * 6 + [422] * 2


def test_sms_stays_on_until_another_channel_is_confirmed(office, citizen: Person, mine: FlaskClient) -> None:  # type: ignore[no-untyped-def]
    refused = mine.post("/me/messages", data={"place1": "", "language": "en"})
    assert refused.status_code == 422 and "短信现在不能关" in refused.text
    unconfirmed = mine.post("/me/messages", data={"place1": "email"})
    assert unconfirmed.status_code == 422 and "没有确认过" in unconfirmed.text
    confirm(mine, office)
    assert mine.post("/me/messages", data={"place1": "email", "language": "zh"}).status_code == 303
    assert way(office, citizen, legal=True) == [K.EMAIL, K.IN_APP]
    assert mine.post("/me/messages/email/remove").status_code == 303
    assert way(office, citizen, legal=True) == [K.SMS, K.IN_APP], "it comes back by itself"


def test_order_and_language_are_kept_and_shown(office: Office, citizen: Person, mine: FlaskClient) -> None:
    confirm(mine, office)
    mine.post("/me/messages", data={"place1": "email", "place2": "sms", "place3": "sms", "language": "en"})
    assert way(office, citizen, legal=False) == [K.EMAIL, K.SMS, K.IN_APP]
    page = mine.get("/me/messages").text
    assert re.search(r'value="email" selected', page) and re.search(r'value="en" selected', page)


def test_wechat_is_bound_by_whoever_scans_the_code(
    office: Office, citizen: Person, mine: FlaskClient
) -> None:
    page = mine.post("/me/messages/wechat").text
    found = re.search(r'name="url" value="([^"]+)"', page)
    assert found and "<svg" in page
    assert mine.post("/dev/wechat/scan", data={"url": found[1], "openid": "o-wang"}).status_code == 303
    assert way(office, citizen, legal=False) == [K.SMS, K.WECHAT, K.IN_APP]
    assert mine.post("/dev/wechat/scan", data={"url": found[1], "openid": "o-thief"}).status_code == 303
    with office.look() as work:
        bound = sa.select(ContactPoint.address).where(ContactPoint.confirmed_at.is_not(None))
        assert work.session.scalars(bound).all() == ["o-wang"], "a code binds once"
    mine.post("/me/messages/wechat/remove")
    assert way(office, citizen, legal=False) == [K.SMS, K.IN_APP]


def test_one_persons_code_confirms_nothing_for_another(
    office: Office, mine: FlaskClient, signed_in, person
) -> None:  # type: ignore[no-untyped-def]
    from beebox.accounts.roles import Role

    mine.post("/me/messages/email", data={"email": "wang@example.org"})
    other = signed_in(person(Role.CITIZEN))
    assert other.post("/me/messages/email/confirm", data={"code": mail_code(office)}).status_code == 422
