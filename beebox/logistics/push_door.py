"""The short way in for pushes: proven, kept and acknowledged before the web application is woken.

A carrier may send thousands at once; sessions, languages and pages have no part in that. Whatever is not
simply fine goes on to `push_views.take_push`, which says what is wrong.
"""

from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl

from beebox.kernel.db import Office
from beebox.logistics.faults import CarrierFault
from beebox.logistics.ports import Carriers, NoCarrier
from beebox.logistics.push_desk import NotKept, PushDesk, row_of

BEFORE, BEHIND = "/api/carriers/", "/events"
MOST_BYTES = 256 * 1024
MOST_EVENTS = 500


class PushDoor:
    """Stands before a WSGI application and answers good pushes itself."""

    def __init__(self, behind: Any, office: Office) -> None:
        self._behind, self._office = behind, office

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path: str = environ.get("PATH_INFO", "")
        if environ.get("REQUEST_METHOD") == "POST" and path.startswith(BEFORE) and path.endswith(BEHIND):
            kept = self._kept(environ, path[len(BEFORE) : -len(BEHIND)])
            if kept is not None:
                ack, kind = kept
                headers = [
                    ("Content-Type", kind),
                    ("Content-Length", str(len(ack))),
                    ("X-Content-Type-Options", "nosniff"),
                    ("Cache-Control", "no-store"),
                ]
                start_response("200 OK", headers)
                return [ack]
        answer: Iterable[bytes] = self._behind(environ, start_response)
        return answer

    def _kept(self, environ: dict[str, Any], name: str) -> tuple[bytes, str] | None:
        """The acknowledgement once the message is committed; None where there is something to say."""
        length = environ.get("CONTENT_LENGTH") or ""
        if not length.isdigit() or int(length) > MOST_BYTES:
            return None
        body = environ["wsgi.input"].read(int(length))
        environ["wsgi.input"] = BytesIO(body)
        headers = headers_of(environ)
        query = dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True))
        try:
            carrier = self._office.use(Carriers).named(name)
            pushed = carrier.parse_push(headers, query, body)
            if len(pushed.events) > MOST_EVENTS:
                return None
            row = row_of(carrier.name, headers, body, pushed, self._office.now())
            self._office.use(PushDesk).keep(self._office, row)
        except (NoCarrier, CarrierFault, NotKept):
            return None
        return pushed.ack, pushed.ack_type


def headers_of(environ: Mapping[str, Any]) -> dict[str, str]:
    """The headers of a request, names in lower case."""
    found = {
        name[5:].replace("_", "-").lower(): str(value)
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    return {"content-type": str(environ.get("CONTENT_TYPE", "")), **found}
