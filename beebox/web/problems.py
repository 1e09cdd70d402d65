"""Problem documents (RFC 9457) of the programs' door: everything below /api/v1."""

from collections.abc import Sequence

from flask import Response, current_app, jsonify, request
from flask_babel import get_locale
from flask_babel import gettext as _

from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.settings import Settings

DOOR = "/api/v1"
MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: N_("请求不完整"),
    401: N_("没有可用的密钥"),
    403: N_("密钥没有这项权限"),
    404: N_("没有找到"),
    405: N_("不支持这种方法"),
    406: N_("给不了这种格式"),
    409: N_("现在不能做"),
    410: N_("已经过期"),
    413: N_("内容太大"),
    415: N_("格式不对"),
    422: N_("内容不对"),
    429: N_("请求太频繁"),
    500: N_("我们这边出了问题"),
    503: N_("系统正忙"),
}
CODES = {
    400: ("bad_request", N_("请求读不懂，没有处理。请对照接口说明核对网址、参数和内容。")),
    401: ("key_wanted", N_("请求没有带可用的密钥。请在 Authorization 头里写 Bearer 和密钥。")),
    403: ("forbidden", N_("这个密钥没有这项权限。请联系管理员。")),
    404: ("not_found", N_("没有这个地址。请对照接口说明核对网址。")),
    405: ("method_not_allowed", N_("这个地址不支持这种方法。请看 Allow 头里列出的方法。")),
    406: ("not_acceptable", N_("没有您要的格式。请对照接口说明核对 Accept 头。")),
    413: ("too_large", N_("请求的内容太大，没有处理。请分成几次发送。")),
    415: ("unsupported_media_type", N_("请求的格式不对，没有处理。请用 application/json 和 UTF-8。")),
    429: ("too_often", N_("请求太频繁，没有处理。请按 Retry-After 头里的秒数等一等。")),
    500: ("fault", N_("我们这边出了问题，已经记下。请稍后用同一个 Idempotency-Key 再试。")),
    503: ("busy", N_("系统正忙，没有处理。请过几秒再试。")),
}
"""What an HTTP status that no rule of ours gave is called, and its sentence."""
Fault = dict[str, str]
"""`pointer` (JSON Pointer into what was sent, RFC 6901) or `parameter`, and `detail`."""


class FieldsWrong(BeeboxError):
    """Some values cannot be used; `faults` says which and why."""

    status = 422
    code = "invalid"
    message = N_("有 %(count)d 处内容不对，没有处理。请按 errors 里的说明改好再发。")

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(count=len(self.faults))


def at_the_door() -> bool:
    """Whether the present request is a program's."""
    return is_programs(request.path)


def is_programs(path: str) -> bool:
    """Whether this is asked by programs: everything below the door but the page that explains it."""
    return path == DOOR or (path.startswith(f"{DOOR}/") and path != f"{DOOR}/docs")


def faults_of(error: BeeboxError) -> Sequence[Fault]:
    return error.faults if isinstance(error, FieldsWrong) else ()


def of_status(status: int) -> Response:
    """The problem document of a bare HTTP status."""
    code, sentence = CODES.get(status, CODES[400])
    return problem(status, code, _(sentence))


def problem(status: int, code: str, detail: str, faults: Sequence[Fault] = ()) -> Response:
    """`type` leads to our page of the interface, where each kind of problem has a heading."""
    page = current_app.extensions["beebox"].use(Settings).public_url
    told = {
        "type": f"{page}{DOOR}/docs#{code}",
        "title": _(TITLES.get(status, TITLES[400])),
        "status": status,
        "detail": detail,
        "instance": request.path[:300],
        "code": code,
    }
    if faults:
        told["errors"] = list(faults)
    answer = jsonify(told)
    answer.status_code, answer.mimetype = status, MEDIA_TYPE
    locale = get_locale()
    answer.headers["Content-Language"] = "en" if locale and locale.language == "en" else "zh-CN"
    answer.headers["Vary"] = "Accept-Language"
    return answer
