"""What comes in and what goes out, without a web server: a call and its reply."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Call:
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes

    def told(self) -> dict[str, Any]:
        """The JSON object of the body; empty when there is none."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True)
class Reply:
    status: int
    body: bytes
    media_type: str = "application/json"

    @classmethod
    def of(cls, status: int, **told: Any) -> "Reply":
        return cls(status, json.dumps(told, ensure_ascii=False).encode())

    @classmethod
    def garbage(cls, text: str) -> "Reply":
        """An answer that tells the caller nothing."""
        return cls(502, text.encode(), "text/plain")
