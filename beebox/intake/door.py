"""The blueprint of the citizen's room, and what all its views share."""

from typing import Any

from flask import Blueprint, request
from flask_babel import gettext

from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor, is_role
from beebox.cases.models import Case
from beebox.catalog import facts
from beebox.intake.own_case import own_case
from beebox.intake.remarking import LONGEST
from beebox.intake.wording import reading_words, shown_value, stand_of
from beebox.kernel.db import Work
from beebox.kernel.ids import new_secret
from beebox.web.requests import settings

bp = Blueprint("intake", __name__)


@bp.context_processor
def _words() -> dict[str, Any]:
    return {
        "facts": facts,
        "say": gettext,
        "stand_of": stand_of,
        "new_token": new_secret,
        "shown_value": shown_value,
        "reading_words": reading_words,
        "longest_note": LONGEST,
        "limits": _limits(),
    }


def _limits() -> dict[str, int]:
    """The limits of the door in the units people read."""
    chosen = settings()
    return {
        "mb": chosen.max_upload_bytes // (1024 * 1024),
        "megapixels": chosen.max_pixels // 1_000_000,
        "pages": chosen.max_pages,
    }


def mine(work: Work, code: str) -> Case:
    """The visitor's own case, or CaseNotFound."""
    return own_case(work, code, current_actor())


def citizen_here() -> bool:
    """Whether a signed-in citizen stands at the door: whose files are taken."""
    return is_role(Role.CITIZEN)


def token(name: str) -> str:
    """A one-time token that came with a form."""
    return request.form.get(name, "")[:80]
