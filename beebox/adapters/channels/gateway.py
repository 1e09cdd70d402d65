"""A plain JSON gateway for SMS (and, while developing, e-mail): its format is in docs/messages.md."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import httpx

from beebox.adapters.channels.wire import NOT_TAKEN, client, failed
from beebox.kernel.clock import Clock
from beebox.message_sim.signing import SIGNATURE, STAMP, headers_of, why_not
from beebox.notices.ports import (
    BadReport,
    ChannelKind,
    Outcome,
    Outgoing,
    Pushed,
    Refused,
    Report,
    Sent,
    Told,
    Unknown,
)

MOST_REPORTS = 500
STATES = {"delivered": Told.DELIVERED, "failed": Told.FAILED, "accepted": Told.ON_ITS_WAY}


class Gateway:
    tells = True

    def __init__(
        self,
        kind: ChannelKind,
        url: str,
        key: str,
        clock: Clock,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.kind, self.name = kind, f"{kind} gateway"
        self._key, self._clock = key, clock
        self._line = client(url, transport)

    def close(self) -> None:
        self._line.close()

    def send(self, message: Outgoing) -> Outcome:
        told = {
            "channel": self.kind.value,
            "reference": message.reference,
            "to": message.to,
            "text": message.text,
            "language": message.language,
        }
        if message.subject:
            told["subject"] = message.subject
        body = json.dumps(told, ensure_ascii=False).encode()
        signed = {**self._signed(body), "Content-Type": "application/json"}
        try:
            answer = self._line.post("/v1/messages", content=body, headers=signed)
        except httpx.HTTPError as trouble:
            return failed(trouble)
        said = _said(answer)
        if answer.is_success:
            number = str(said.get("id", ""))
            return Sent(number) if number else Unknown("taken, but without a number")
        reason = f"{answer.status_code} {said.get('code', '')} {said.get('message', '')}".strip()[:200]
        if answer.status_code in NOT_TAKEN:
            return Refused(reason, permanent=False)
        if answer.is_client_error:
            return Refused(reason, permanent=answer.status_code in {400, 404, 410, 422})
        return Unknown(reason)

    def ask(self, reference: str, provider_id: str) -> Told:
        path = f"/v1/messages/{self.kind.value}/{quote(reference, safe='')}"
        try:
            answer = self._line.get(
                path, headers=self._signed(f"/v1/messages/{self.kind.value}/{reference}".encode())
            )
        except httpx.HTTPError:
            return Told.UNKNOWN
        said = _said(answer)
        if answer.status_code == 404 and said.get("code") == "unknown_reference":
            return Told.NEVER_HEARD
        return STATES.get(str(said.get("state")), Told.UNKNOWN) if answer.is_success else Told.UNKNOWN

    def take(self, headers: Mapping[str, str], query: Mapping[str, str], body: bytes) -> Pushed:
        stamp, signature = headers.get(STAMP.lower(), ""), headers.get(SIGNATURE.lower(), "")
        if wrong := why_not(self._key, stamp, signature, body, int(self._clock.now().timestamp())):
            raise BadReport(wrong, forged=True)
        try:
            rows = json.loads(body)["reports"]
            if not isinstance(rows, list) or len(rows) > MOST_REPORTS:
                raise ValueError
            return Pushed(tuple(_report(row) for row in rows))
        except (ValueError, KeyError, TypeError):
            wanted = (
                f'a JSON object with "reports", at most {MOST_REPORTS}, each with reference or id, and state'
            )
            raise BadReport(f"{wanted}, is wanted", forged=False) from None

    def _signed(self, told: bytes) -> dict[str, str]:
        return headers_of(self._key, int(self._clock.now().timestamp()), told)


def _report(row: Any) -> Report:
    if not isinstance(row, dict):
        raise TypeError("a report is an object")
    reference, number = str(row.get("reference", "")), str(row.get("id", ""))
    if not (reference or number):
        raise ValueError("a report names no message")
    told = STATES.get(str(row["state"]), Told.UNKNOWN)
    return Report(told, reference, number, str(row.get("reason", ""))[:200])


def _said(answer: httpx.Response) -> dict[str, Any]:
    try:
        said = answer.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
