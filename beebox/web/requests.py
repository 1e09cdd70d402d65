"""What every view needs: the office and the settings."""

from flask import current_app, request

from beebox.kernel.db import Office
from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.settings import Settings


def office() -> Office:
    found: Office = current_app.extensions["beebox"]
    return found


def settings() -> Settings:
    return office().use(Settings)


def wants_json() -> bool:
    """Whether the answer goes to a program."""
    return request.path.startswith("/api/") or request.accept_mimetypes.best == "application/json"


def safe_next(default: str) -> str:
    """The page to go on to, taken from ?next= only when it is a path of this site."""
    wanted = request.values.get("next", "")
    inside = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and "\n" not in wanted
    return wanted if inside and len(wanted) < 500 else default


class TextRefused(BeeboxError):
    status = 422
    code = "text_refused"
    message = N_(
        "填写的内容太长，或含有看不见的特殊符号（最多 %(longest)d 个字）。请改短后再提交，其他内容都在。"
    )


def text_field(name: str, longest: int) -> str:
    """A submitted text, trimmed; TextRefused when it is too long or holds control signs."""
    found = request.form.get(name, "").strip()
    if len(found) > longest or any(_is_control(sign) for sign in found):
        raise TextRefused(longest=longest)
    return found


def _is_control(sign: str) -> bool:
    return (ord(sign) < 32 and sign not in "\r\n\t") or 0xD800 <= ord(sign) <= 0xDFFF
