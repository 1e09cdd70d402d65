"""The pages about rules: who may come in, and what every template of them needs."""

from typing import Any

from flask import Blueprint, abort, request

from beebox.accounts.roles import Role
from beebox.preaudit.rulework import words

bp = Blueprint("rules", __name__)
EDITORS = (Role.SUPERVISOR, Role.ADMINISTRATOR)


@bp.url_value_preprocessor
def _plain_words_only(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    for value in (values or {}).values():
        if not str(value).isprintable() or (isinstance(value, int) and value > 2**31 - 1):
            abort(404)


@bp.context_processor
def _words() -> dict[str, Any]:
    return {"words": words, "night": request.cookies.get("theme") == "night"}
