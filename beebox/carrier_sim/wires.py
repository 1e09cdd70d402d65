"""What a wire sends back, before any web server is asked to send it."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Reply:
    """JSON, or a text, or bytes; `dropped` closes the line without a word."""

    told: Any = None
    status: int = 200
    text: str | None = None
    data: bytes | None = None
    media_type: str = "text/html; charset=utf-8"
    dropped: bool = False


GARBAGE = Reply(text="<html><body><h1>502 Bad Gateway</h1><hr>nginx</body></html>")
"""A page of some machine in between, with a status that says all is well."""
