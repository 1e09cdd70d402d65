"""One declaration for each operation: from it come the route, its checks, its answer and its documents."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from flask import Response, request
from flask_babel import gettext as _
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import UnsupportedMediaType

from beebox.accounts.access import api_key
from beebox.accounts.api_keys import Scope
from beebox.accounts.key_door import program
from beebox.kernel.errors import N_, BeeboxError
from beebox.logistics.api.blueprint import bp
from beebox.logistics.api.once import Request, once, read_key
from beebox.web.problems import Fault, FieldsWrong
from beebox.web.requests import office

MOST_BYTES = 512 * 1024
JSON = "application/json"
SAID = {
    "missing": N_("缺少这一项。"),
    "extra_forbidden": N_("没有这一项。请核对名称。"),
    "enum": N_("不是允许的值。请看接口说明里列出的值。"),
    "literal_error": N_("不是允许的值。请看接口说明里列出的值。"),
    "timezone_aware": N_("时间要带时区，例如 2026-11-30T09:00:00+08:00。"),
    "string_too_long": N_("太长了。"),
    "string_too_short": N_("不能是空的。"),
    "too_long": N_("一次给得太多，请分成几次。"),
    "too_short": N_("至少要有一条。"),
    "control_sign": N_("含有看不见的控制字符。"),
    "too_far_ahead": N_("时间比现在晚了十分钟以上。请核对时钟和时区。"),
}
OTHERWISE = N_("内容不对。请对照接口说明。")
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Operation:
    name: str
    method: str
    rule: str
    """As Flask writes it, below the door."""
    scope: Scope
    summary: str
    answer: type[BaseModel] | None
    """None: a file of one of `media`."""
    status: int
    query: type[BaseModel] | None
    body: type[BaseModel] | None
    media: tuple[str, ...]


OPERATIONS: list[Operation] = []


class NotJson(BeeboxError):
    status = 400
    code = "not_json"
    message = N_("请求的正文不是合格的 JSON，没有处理。")


def reads(
    rule: str,
    scope: Scope,
    summary: str,
    answer: type[BaseModel] | None,
    *,
    query: type[BaseModel] | None = None,
    media: tuple[str, ...] = (JSON,),
) -> Callable[[View], View]:
    """A GET: the view is given the work, the checked query (where there is one) and what the path says.

    One that gives a file (`answer` is None) is given the office, with no transaction open.
    """

    def declare(view: View) -> View:
        made = Operation(view.__name__, "GET", rule, scope, summary, answer, 200, query, None, media)

        @wraps(view)
        def serve(**path: str) -> Response:
            asked = (_query(query),) if query is not None else ()
            if answer is None:
                made_file: Response = view(office(), *asked, **path)
                return made_file
            with office().look() as work:
                found = view(work, *asked, **path)
            return _json(200, _dumped(found))

        return _register(made, view, serve)

    return declare


def writes(
    rule: str,
    scope: Scope,
    summary: str,
    answer: type[BaseModel],
    *,
    body: type[BaseModel],
    status: int = 200,
) -> Callable[[View], View]:
    """A POST: the view is given the work and the checked body, and is done once for each Idempotency-Key."""

    def declare(view: View) -> View:
        made = Operation(view.__name__, "POST", rule, scope, summary, answer, status, None, body, (JSON,))

        @wraps(view)
        def serve(**path: str) -> Response:
            key, raw = read_key(request.headers.get("Idempotency-Key", "")), _raw()
            told = _body(body, raw)
            asked = Request(program().key_id, key, "POST", request.path, raw)
            done = once(office(), asked, lambda work: (status, _dumped(view(work, told, **path))))
            answer = _json(done.status, done.body)
            if done.replayed:
                answer.headers["Idempotent-Replayed"] = "true"
            return answer

        return _register(made, view, serve)

    return declare


def _register(made: Operation, view: View, serve: Callable[..., Response]) -> View:
    OPERATIONS.append(made)
    bp.add_url_rule(made.rule, made.name, api_key(made.scope)(serve), methods=[made.method])
    return view


def _dumped(answer: BaseModel) -> bytes:
    return answer.model_dump_json().encode()


def _json(status: int, body: bytes) -> Response:
    return Response(body, status, mimetype=JSON)


def _query(shape: type[BaseModel]) -> BaseModel:
    try:
        return shape.model_validate(request.args.to_dict())
    except ValidationError as wrong:
        raise FieldsWrong([_fault(error, "parameter") for error in wrong.errors()]) from None


def _raw() -> bytes:
    if request.mimetype != JSON:
        raise UnsupportedMediaType
    request.max_content_length = MOST_BYTES
    return request.get_data()


def _body(shape: type[BaseModel], raw: bytes) -> BaseModel:
    try:
        return shape.model_validate_json(raw)
    except ValidationError as wrong:
        errors = wrong.errors()
        if any(error["type"] == "json_invalid" for error in errors):
            raise NotJson from None
        raise FieldsWrong([_fault(error, "pointer") for error in errors[:50]]) from None


def _fault(error: Any, place: str) -> Fault:
    parts = [str(part).replace("~", "~0").replace("/", "~1")[:60] for part in error["loc"]]
    where = "".join(f"/{part}" for part in parts) if place == "pointer" else ".".join(parts)
    return {place: where, "detail": _(SAID.get(error["type"], OTHERWISE))}
