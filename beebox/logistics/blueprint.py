"""The one blueprint of the room, and the words its pages share."""

from typing import Any

from flask import Blueprint

from beebox.logistics import words
from beebox.logistics.taking_lists import MOST_CODES

bp = Blueprint("logistics", __name__)


@bp.context_processor
def _words() -> dict[str, Any]:
    return {"words": words, "most_codes": MOST_CODES}
