"""What the carriers push to their customers, as it goes over the line."""

import base64
import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from beebox.carrier_sim import ems_cipher
from beebox.carrier_sim.accounts import Accounts
from beebox.carrier_sim.codes import SF_STATES
from beebox.carrier_sim.ems_services import item_of
from beebox.carrier_sim.labels import local
from beebox.carrier_sim.parcels import Parcel
from beebox.carrier_sim.road import Scan
from beebox.carrier_sim.sf_routes import route_of

MOST_ROUTES = 10
Told = tuple[Scan, Parcel]


@dataclass(frozen=True)
class Message:
    """`scans` are the rows it tells of, none when it is forged; `state` goes to the address for states."""

    body: str
    scans: tuple[int, ...] = ()
    state: bool = False


def ems_messages(told: Iterable[Told], accounts: Accounts, *, suffix: bool) -> list[Message]:
    """One message for each event (EMS open platform V2.7, 040002)."""
    made = []
    for scan, parcel in told:
        item = item_of(scan)
        if item is not None:
            event = json.dumps(item | {"orderNo": parcel.reference}, ensure_ascii=False)
            hidden = ems_cipher.conceal(accounts.ems_sign_key, event, suffix=suffix)
            made.append(Message(_ems_body(hidden, accounts, local(scan.at)), (scan.id,)))
    return made


def ems_forged(told: Iterable[Told], accounts: Accounts) -> list[Message]:
    """Deliveries that never were, hidden with a key that is not ours."""
    stranger = base64.b64encode(secrets.token_bytes(16)).decode()
    made = []
    for scan, parcel in told:
        event = {"waybillNo": scan.number, "orderNo": parcel.reference, "opCode": "704", "deliverCode": "10"}
        event |= {"opTime": local(scan.at), "opDesc": "邮件已签收"}
        hidden = ems_cipher.conceal(stranger, json.dumps(event, ensure_ascii=False), suffix=False)
        made.append(Message(_ems_body(hidden, accounts, local(scan.at))))
    return made


def sf_messages(told: Iterable[Told]) -> list[Message]:
    """Up to ten events of different numbers in one message; what happens to an order has its own."""
    made: list[Message] = []
    bundle: list[tuple[Scan, dict[str, Any]]] = []
    for scan, parcel in told:
        if scan.step in SF_STATES:
            made.append(Message(_state_body(scan, parcel), (scan.id,), state=True))
            continue
        row = route_of(scan, forwarded=bool(parcel.predecessor))
        if row is None:
            continue
        if len(bundle) == MOST_ROUTES or scan.number in {known.number for known, _ in bundle}:
            made.append(_bundled(bundle))
            bundle = []
        bundle.append((scan, row | {"mailno": scan.number, "orderid": parcel.reference, "id": str(scan.id)}))
    return [*made, _bundled(bundle)] if bundle else made


def sf_forged(told: Sequence[Told]) -> list[Message]:
    """Deliveries that never were: SF signs nothing, so they look like any other."""
    made = []
    for scan, parcel in told:
        row = {"id": str(10**9 + scan.id), "mailno": scan.number, "orderid": parcel.reference}
        row |= {"acceptTime": local(scan.at), "acceptAddress": "广州市", "opCode": "80", "remark": "已签收"}
        made.append(Message(_route_body([row])))
    return made


def _bundled(bundle: Sequence[tuple[Scan, dict[str, Any]]]) -> Message:
    return Message(_route_body([row for _, row in bundle]), tuple(scan.id for scan, _ in bundle))


def _route_body(rows: Sequence[dict[str, Any]]) -> str:
    blank = {"reasonCode": "", "reasonName": ""}
    return json.dumps({"Body": {"WaybillRoute": [blank | row for row in rows]}}, ensure_ascii=False)


def _state_body(scan: Scan, parcel: Parcel) -> str:
    state = {
        "orderNo": parcel.reference,
        "waybillNo": scan.number,
        "orderStateCode": SF_STATES[scan.step],
        "orderStateDesc": scan.text,
        "empCode": "SIM001",
        "empPhone": "020-80000000",
        "netCode": "020SIM",
        "lastTime": local(scan.at),
        "bookTime": local(parcel.at),
    }
    return json.dumps({"requestId": secrets.token_hex(16), "orderState": [state]}, ensure_ascii=False)


def _ems_body(hidden: str, accounts: Accounts, moment: str) -> str:
    told = {
        "logitcsInterface": hidden,
        "method": "040002",
        "msgType": "0",
        "senderNo": accounts.ems_sender_no,
        "serialNo": secrets.token_hex(16),
        "timeStamp": moment,
        "version": "V1.0.0",
    }
    return json.dumps(told, ensure_ascii=False)
