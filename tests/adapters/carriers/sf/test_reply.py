"""SF's answers in every shape they come in."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beebox.adapters.carriers.sf.codes import Service
from beebox.adapters.carriers.sf.reply import read_reply
from beebox.logistics.faults import AuthFailed, BadResponse, CarrierFault, Rejected


def gateway(result: object, code: str = "A1000") -> bytes:
    return json.dumps(
        {"apiResultCode": code, "apiErrorMsg": "", "apiResponseID": "0001", "apiResultData": result}
    ).encode()


def inner(**fields: Any) -> dict[str, Any]:
    return {"success": True, "errorCode": "S0000", "errorMsg": None, "msgData": {"a": 1}} | fields


@pytest.mark.parametrize(
    "result",
    [
        inner(),
        json.dumps(inner()),
        json.dumps(inner(msgData='{"a":1}')),
        inner(success="true"),
        inner(errorCode=None),
        {"errorCode": "S0000", "msgData": {"a": 1}},
        {"success": True, "errorCode": "S0000", "obj": {"a": 1}},
    ],
)
def test_a_good_answer_is_read_as_object_or_as_text(result: object) -> None:
    reply = read_reply(Service.CREATE, gateway(result))
    assert (reply.data, reply.answered_as) == ({"a": 1}, "0001")


def test_a_good_answer_may_carry_nothing() -> None:
    assert read_reply(Service.INTERCEPT, gateway(json.dumps(inner(msgData=None)))).data is None


def test_amounts_stay_exact() -> None:
    told = '{"success":true,"errorCode":"S0000","msgData":{"value":18.10}}'
    assert read_reply(Service.FEES, gateway(told)).data == {"value": Decimal("18.10")}


def test_a_working_gateway_does_not_make_a_refusal_good() -> None:
    told = inner(success=False, errorCode="20035", errorMsg="托寄物违禁", msgData=None)
    for result in (told, json.dumps(told)):
        with pytest.raises(Rejected) as refused:
            read_reply(Service.CREATE, gateway(result))
        assert refused.value.code == "20035"


def test_a_refusal_without_a_code_is_a_refusal() -> None:
    with pytest.raises(Rejected):
        read_reply(Service.CREATE, gateway({"success": False, "errorMsg": "失败"}))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"\xff\xfe\x00",
        b'"A1000"',
        b"<html><body>502 Bad Gateway</body></html>",
        b'{"apiResultCode":"A1000","apiResultData":',
        b'{"apiErrorMsg":"","apiResultData":"{}"}',
        b"[" * 100_000,
        b'{"apiResultCode":1e99999999999999999999}',
        b'{"apiResultCode":' + b"9" * 5000 + b"}",
        gateway(None),
        gateway(""),
        gateway("null"),
        gateway("[]"),
        gateway(7),
        gateway("<html>busy</html>"),
        gateway("{}"),
        gateway({"msgData": {"a": 1}}),
        gateway(inner(success=False)),
        gateway(inner(errorCode="8016")),
    ],
)
def test_an_answer_that_says_nothing_clear_is_no_answer(body: bytes) -> None:
    with pytest.raises(BadResponse):
        read_reply(Service.CREATE, body)


def test_what_cannot_be_read_is_kept_without_phones() -> None:
    with pytest.raises(BadResponse) as riddle:
        read_reply(Service.CREATE, "<html>李晓梅 13900000003</html>".encode())
    assert "<html>" in riddle.value.raw
    assert "13900000003" not in riddle.value.raw
    assert "13900000003" not in str(riddle.value)


def test_the_gateways_refusal_comes_before_anything_inside() -> None:
    with pytest.raises(AuthFailed):
        read_reply(Service.CREATE, gateway(inner(), "A1006"))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda more: (
            st.lists(more) | st.dictionaries(st.sampled_from(["success", "errorCode", "msgData", "x"]), more)
        ),
    )
)
def test_no_answer_ends_in_anything_but_a_reply_or_a_fault(result: object) -> None:
    for told in (result, json.dumps(result)):
        try:
            read_reply(Service.SEARCH, gateway(told))
        except CarrierFault:
            continue
