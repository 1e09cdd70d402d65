"""A program with a key, and what it sees: every answer of a test is held against the OpenAPI document."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from werkzeug.test import TestResponse

from beebox.accounts.api_keys import Scope, make_key
from beebox.accounts.roles import SYSTEM
from beebox.kernel.db import Office
from beebox.logistics.api.feed import sequence_changes

DOOR = "/api/v1"


def key_text(office: Office, *scopes: Scope, carrier: str = "simulated", a_minute: int = 600) -> str:
    with office.work() as work:
        _, text = make_key(work, "取件系统", scopes or tuple(Scope), carrier, 30, a_minute, SYSTEM)
    return text


class Program:
    """Asks as a courier company's program would; an answer that the document does not allow is a failure."""

    def __init__(self, client: FlaskClient, key: str, document: dict[str, Any]) -> None:
        self.client, self.key, self.document = client, key, document

    def get(self, path: str, **more: Any) -> TestResponse:
        return self._ask("GET", path, more)

    def post(self, path: str, body: Any = None, key: str | None = None, **more: Any) -> TestResponse:
        headers = {"Idempotency-Key": uuid4().hex if key is None else key, **more.pop("headers", {})}
        if "data" not in more:
            more["data"], more["content_type"] = json.dumps(body), "application/json"
        return self._ask("POST", path, {**more, "headers": headers})

    def _ask(self, method: str, path: str, more: dict[str, Any]) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.key}", **more.pop("headers", {})}
        answer = self.client.open(DOOR + path, method=method, headers=headers, **more)
        check(self.document, method, path, answer)
        assert "Set-Cookie" not in answer.headers
        return answer


def check(document: dict[str, Any], method: str, path: str, answer: TestResponse) -> None:
    """The status, the media type and the body of an answer are what the document says."""
    operation = operation_of(document, method, path)
    if operation is None:
        assert answer.status_code in {404, 405}
        problem = document["components"]["schemas"]["Problem"]
        content: dict[str, Any] = {"application/problem+json": {"schema": problem}}
    else:
        content = operation["responses"][str(answer.status_code)]["content"]
    assert answer.mimetype in content, (path, answer.status_code, answer.mimetype)
    schema = content[answer.mimetype].get("schema")
    if schema and answer.mimetype.endswith("json"):
        whole = {**schema, "components": document["components"]}
        Draft202012Validator(whole).validate(answer.get_json())


def operation_of(document: dict[str, Any], method: str, path: str) -> dict[str, Any] | None:
    plain = path.partition("?")[0]
    for template, item in document["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), plain) and method.lower() in item:
            found: dict[str, Any] = item[method.lower()]
            return found
    return None


@pytest.fixture
def document(client: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"{DOOR}/openapi.json").get_json()
    return found


ProgramMaker = Callable[..., Program]


@pytest.fixture
def program(office: Office, app: Flask, document: dict[str, Any]) -> ProgramMaker:
    """`program(Scope.READ_EVENTS)`: a program whose key has these scopes; without any: all of them."""

    def make(*scopes: Scope, **more: Any) -> Program:
        return Program(app.test_client(), key_text(office, *scopes, **more), document)

    return make


@pytest.fixture
def settled(office: Office) -> Iterator[Callable[[], int]]:
    """Give every change its place, as the duty would."""
    return lambda: sequence_changes(office)  # type: ignore[return-value]  # a plain function is enough
