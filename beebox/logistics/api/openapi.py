"""The OpenAPI 3.1 document, made from the declarations the routes are made from."""

import re
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from beebox.accounts.api_keys import Scope
from beebox.logistics.api.declaring import JSON, OPERATIONS, Operation
from beebox.logistics.api.shapes import Problem
from beebox.web.problems import DOOR, MEDIA_TYPE

REF = "#/components/schemas/{model}"
VERSION = "1.0.0"
ABOUT = (
    "Parcels of Little Bee Box for courier companies and their programs: labels, scans, hand-overs, "
    "what changed. Names, telephone numbers and addresses of citizens are masked in every answer. "
    "Moments are ISO 8601 in UTC; money is whole fen. New fields may be added to answers at any time."
)
PROBLEMS = {
    "400": "The request cannot be read",
    "401": "No usable key",
    "403": "The key lacks the scope",
    "404": "No such thing, or another company's",
    "409": "Not now: see `code`",
    "410": "The cursor is older than what is kept",
    "413": "Too large",
    "415": "Not application/json",
    "422": "Something in it is wrong: see `errors`",
    "429": "Too often: wait for Retry-After seconds",
    "500": "A fault of ours, which is written down",
    "503": "Busy: wait for Retry-After seconds",
}
ONLY_POST = {"409", "413", "415"}
_PLACE = re.compile(r"<(?:(\w+):)?(\w+)>")


def path_of(rule: str) -> str:
    """`/waybills/<name>` as OpenAPI writes it."""
    return _PLACE.sub(r"{\2}", rule)


@cache
def _schemas() -> tuple[dict[Any, Any], dict[str, Any]]:
    wanted: list[tuple[type[BaseModel], JsonSchemaMode]] = [(Problem, "serialization")]
    for operation in OPERATIONS:
        wanted += [(shape, "validation") for shape in (operation.query, operation.body) if shape]
        wanted += [(operation.answer, "serialization")] if operation.answer else []
    refs, whole = models_json_schema(list(dict.fromkeys(wanted)), ref_template=REF)
    return refs, whole["$defs"]


def document(server: str) -> dict[str, Any]:
    """The whole document; `server` is where people reach this installation."""
    paths: dict[str, Any] = {}
    for operation in OPERATIONS:
        paths.setdefault(path_of(operation.rule), {})[operation.method.lower()] = _told(operation)
    for rule, summary, media in (
        ("/openapi.json", "This document", JSON),
        ("/docs", "The same for people", "text/html"),
    ):
        good = {"description": summary, "content": {media: {"schema": {}}}}
        paths[rule] = {
            "get": {
                "operationId": rule.strip("/").replace(".", "_"),
                "summary": summary,
                "security": [],
                "responses": {"200": good},
            }
        }
    scopes = ", ".join(scope.value for scope in Scope)
    return {
        "openapi": "3.1.0",
        "info": {"title": "小蜂箱 Little Bee Box", "version": VERSION, "description": ABOUT},
        "servers": [{"url": f"{server}{DOOR}"}],
        "paths": paths,
        "components": {
            "schemas": _schemas()[1],
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer", "description": f"A key `bee_…`. Scopes: {scopes}"}
            },
        },
    }


def parameters_of(operation: Operation) -> list[dict[str, Any]]:
    """Those of the path, of the query and of the headers, in OpenAPI's words."""
    found: list[dict[str, Any]] = []
    for kind, name in _PLACE.findall(operation.rule):
        schema = {"type": "integer"} if kind == "int" else {"type": "string", "maxLength": 40}
        found.append({"name": name, "in": "path", "required": True, "schema": schema})
    if operation.query is not None:
        shape = _schemas()[1][operation.query.__name__]
        for name, schema in shape["properties"].items():
            found.append({"name": name, "in": "query", "required": False, "schema": schema})
    if operation.method == "POST":
        key = {"type": "string", "minLength": 1, "maxLength": 202}
        found.append({"name": "Idempotency-Key", "in": "header", "required": True, "schema": key})
    return found


def _told(operation: Operation) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "security": [{"key": [operation.scope.value]}],
        "parameters": parameters_of(operation),
        "responses": {str(operation.status): _good(operation), **_problems(operation)},
    }
    if operation.body is not None:
        told["requestBody"] = {
            "required": True,
            "content": {JSON: {"schema": _schemas()[0][operation.body, "validation"]}},
        }
    return told


def _good(operation: Operation) -> dict[str, Any]:
    if operation.answer is None:
        return {"description": operation.summary, "content": {media: {} for media in operation.media}}
    schema = _schemas()[0][operation.answer, "serialization"]
    told: dict[str, Any] = {"description": operation.summary, "content": {JSON: {"schema": schema}}}
    if operation.method == "POST":
        why = "`true` when this is the stored answer of an earlier request"
        told["headers"] = {"Idempotent-Replayed": {"description": why, "schema": {"type": "string"}}}
    return told


def _problems(operation: Operation) -> dict[str, Any]:
    content = {MEDIA_TYPE: {"schema": _schemas()[0][Problem, "serialization"]}}
    fits = (status for status in PROBLEMS if operation.method == "POST" or status not in ONLY_POST)
    label = {"409"} if operation.answer is None else set()
    return {
        status: {"description": PROBLEMS[status], "content": content}
        for status in sorted({*fits, *label}, key=int)
    }
