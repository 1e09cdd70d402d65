"""The single address of SF: who calls is checked by digest or token, the answer is wrapped twice."""

import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from beebox.carrier_sim import sf_digest
from beebox.carrier_sim.accounts import Accounts
from beebox.carrier_sim.company import Asked, Served
from beebox.carrier_sim.habits import Habits
from beebox.carrier_sim.parcels import Refusal, Refused
from beebox.carrier_sim.sf_services import Services, unbooked
from beebox.carrier_sim.tickets import ACCESS, LASTS, Tickets
from beebox.carrier_sim.troubles import Fault
from beebox.carrier_sim.wires import GARBAGE, Reply

DONE = "A1000"
CODES = {
    Refusal.FIELD: "1007",
    Refusal.DUPLICATE: "8016",
    Refusal.NOT_FOUND: "8024",
    Refusal.MISMATCH: "8017",
    Refusal.ALREADY: "8037",
    Refusal.BURNT: "8253",
    Refusal.TOO_LATE: "8252",
    Refusal.POOL_EMPTY: "8119",
    Refusal.CARD_INVALID: "8114",
    Refusal.PAYMENT: "8256",
    Refusal.LABEL_DOWN: "8177",
    Refusal.REJECTED: "20035",
}
_UNBOOKED = {Refusal.OUT_OF_RANGE, Refusal.REVIEW, Refusal.UNPARSABLE}
_NEEDED = ("partnerID", "requestID", "serviceCode", "timestamp", "msgData")


@dataclass(frozen=True)
class SfWire:
    accounts: Accounts
    services: Services
    tickets: Tickets

    def access_token(self, form: Mapping[str, str]) -> Reply:
        """OAuth as SF has it: the checkword for a token of two hours."""
        right = form.get("partnerID") == self.accounts.sf_partner_id
        right = right and _same(form.get("secret", ""), self.accounts.sf_checkword)
        if not right or form.get("grantType") != "password":
            return _wrapped("A1004", "无对应服务权限")
        token = self.tickets.give(ACCESS, self.accounts.sf_partner_id)
        seconds = int(LASTS[ACCESS].total_seconds())
        told = {"apiResultCode": DONE, "accessToken": token, "expiresIn": seconds, "apiErrorMsg": ""}
        return Reply(told)

    def answer(self, form: Mapping[str, str]) -> Reply:
        """What comes back for this form."""
        company = self.services.company
        wrong = self._wrong_caller(form)
        if wrong is not None:
            company.note("refused", wrong[0])
            return _wrapped(*wrong)
        try:
            told = json.loads(form["msgData"])
            asked = self.services.asked(form["serviceCode"], told)
        except KeyError:
            return _wrapped("A1004", "无对应服务权限")
        except Refused as no:
            company.note(form["serviceCode"], no.kind)
            return self._inside(no.code or CODES[no.kind], no.message)
        except (ValueError, TypeError, AttributeError):
            return _wrapped("A1001", "msgData 不是合法的 JSON 对象")
        return self._told(asked, company.serve(asked))

    def _wrong_caller(self, form: Mapping[str, str]) -> tuple[str, str] | None:
        missing = [name for name in _NEEDED if not form.get(name)]
        if missing or not (form.get("msgDigest") or form.get("accessToken")):
            return "A1001", f"必传参数 {missing[0] if missing else 'msgDigest'} 不可为空"
        if form["partnerID"] != self.accounts.sf_partner_id:
            return "A1004", "无对应服务权限"
        if form.get("accessToken"):
            known = self.tickets.about(ACCESS, form["accessToken"])
            return None if known else (self._habits().sf_expired_code, "请求时效已过期")
        word = self.accounts.sf_checkword
        if not sf_digest.fits(form["msgDigest"], form["msgData"], form["timestamp"], word):
            return "A1006", "数字签名无效"
        return None

    def _told(self, asked: Asked, served: Served) -> Reply:
        fault = served.fault
        if fault is Fault.EXPIRE_TOKEN:
            self.tickets.end_all(ACCESS)
            return _wrapped(self._habits().sf_expired_code, "请求时效已过期")
        if fault in _PLAIN:
            return _PLAIN[fault]
        if fault is Fault.HANG:
            time.sleep(self._habits().hang_seconds)
        if fault in {Fault.TIMEOUT_AFTER, Fault.HANG}:
            return Reply(dropped=True)
        if served.refused is not None:
            return self._refused(asked, served.refused)
        if fault is Fault.DUPLICATE:
            return self._inside(CODES[Refusal.DUPLICATE], "重复下单")
        if fault is Fault.NULL:
            return _wrapped(DONE, "", None)
        name = "obj" if asked.operation == "label" else "msgData"
        payload = None if fault is Fault.EMPTY else served.answer
        return self._inside("S0000", "", {name: payload}, as_object=fault is Fault.OBJECT)

    def _refused(self, asked: Asked, no: Refused) -> Reply:
        if no.kind in _UNBOOKED:
            return self._inside("S0000", "", {"msgData": unbooked(asked.reference, no.kind)})
        code = no.code or CODES[no.kind]
        if asked.operation == "cancel":
            code = {Refusal.ALREADY: self._habits().sf_second_cancel, Refusal.NOT_FOUND: "8018"}.get(
                no.kind, code
            )
        return self._inside(code, no.message)

    def _inside(
        self, code: str, message: str, payload: Mapping[str, Any] | None = None, *, as_object: bool = False
    ) -> Reply:
        """What the service itself says, inside what the gateway says."""
        told = {"success": code == "S0000", "errorCode": code, "errorMsg": message}
        told |= payload or {"msgData": None}
        if as_object or self._habits().sf_data == "object":
            return _wrapped(DONE, "", told)
        return _wrapped(DONE, "", json.dumps(told, ensure_ascii=False))

    def _habits(self) -> Habits:
        with self.services.company.journal.look() as entry:
            return entry.habits


def _same(told: str, known: str) -> bool:
    return secrets.compare_digest(told.encode(), known.encode())


def _wrapped(code: str, message: str, data: Any = None) -> Reply:
    return Reply(
        {
            "apiErrorMsg": message,
            "apiResponseID": secrets.token_hex(16),
            "apiResultCode": code,
            "apiResultData": data,
        }
    )


_PLAIN = {
    Fault.DROP_BEFORE: Reply(dropped=True),
    Fault.UNAVAILABLE: Reply(text="Service Unavailable", status=503),
    Fault.GARBAGE: GARBAGE,
    Fault.BUSY: _wrapped("A1009", "后台服务不可用"),
    Fault.THROTTLE: _wrapped("A1005", "调用频率超限"),
    Fault.EMPTY: _wrapped(DONE, "", json.dumps({"success": True, "errorCode": "S0000", "msgData": None})),
}
