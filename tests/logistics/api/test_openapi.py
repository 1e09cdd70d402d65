"""The OpenAPI document is valid, whole, and what the routes do. (Answers are checked by `Program`.)"""

import re
from typing import Any

import pytest
from flask import Flask
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from beebox.accounts.access import key_scope
from beebox.accounts.api_keys import Scope
from beebox.logistics.api.declaring import OPERATIONS
from beebox.logistics.api.words import KINDS as KIND_WORDS
from beebox.logistics.api.words import SCOPES
from beebox.logistics.changes import KINDS
from beebox.logistics.tables import WaybillState
from tests.logistics.api.conftest import DOOR


def test_it_is_a_valid_document_of_openapi_3_1(document: dict[str, Any]) -> None:
    validate(document, cls=OpenAPIV31SpecValidator)
    assert document["openapi"].startswith("3.1")
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_route_is_in_it_with_its_scope_and_nothing_else_is(
    app: Flask, document: dict[str, Any]
) -> None:
    routed = {}
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(f"{DOOR}/"):
            path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule.removeprefix(DOOR))
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                routed[path, method.lower()] = key_scope(app, rule.endpoint)
    told = {
        (path, method): found for path, item in document["paths"].items() for method, found in item.items()
    }
    assert routed.keys() == told.keys()
    for place, scope in routed.items():
        assert told[place]["security"] == ([{"key": [scope.value]}] if scope else [])


def test_every_write_wants_an_idempotency_key(document: dict[str, Any]) -> None:
    for item in document["paths"].values():
        if "post" in item:
            names = [p["name"] for p in item["post"]["parameters"] if p["required"] and p["in"] == "header"]
            assert names == ["Idempotency-Key"]
            assert {"400", "401", "409", "413", "415", "422", "429", "500"} <= item["post"][
                "responses"
            ].keys()


def test_every_answer_that_is_not_good_is_a_problem(document: dict[str, Any]) -> None:
    for operation in OPERATIONS:
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", operation.rule)
        for status, answer in document["paths"][path][operation.method.lower()]["responses"].items():
            if status >= "400":
                assert list(answer["content"]) == ["application/problem+json"]


def test_operations_have_names_of_their_own() -> None:
    assert len({operation.name for operation in OPERATIONS}) == len(OPERATIONS)


@pytest.mark.parametrize("state", [state for state in WaybillState if state is not WaybillState.PLANNED])
def test_every_state_a_parcel_reaches_has_a_kind_of_change(state: WaybillState) -> None:
    assert f"waybill.{state}" in KINDS


def test_every_kind_and_scope_has_a_word_for_people() -> None:
    assert set(KIND_WORDS) == set(KINDS) and set(SCOPES) == set(Scope)
