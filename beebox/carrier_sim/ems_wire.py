"""The single address of EMS: who calls is checked, the body is revealed, the answer is wrapped."""

import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from beebox.carrier_sim import ems_cipher
from beebox.carrier_sim.accounts import Accounts
from beebox.carrier_sim.company import Asked, Served
from beebox.carrier_sim.ems_services import Services
from beebox.carrier_sim.parcels import Refusal, Refused
from beebox.carrier_sim.troubles import Fault
from beebox.carrier_sim.wires import GARBAGE, Reply

DONE = "00000"
CODES = {
    Refusal.FIELD: "B0001",
    Refusal.DUPLICATE: "B0002",
    Refusal.NOT_FOUND: "B0003",
    Refusal.MISMATCH: "B0003",
    Refusal.ALREADY: "B0004",
    Refusal.BURNT: "B0004",
    Refusal.TOO_LATE: "B0005",
    Refusal.POOL_EMPTY: "B0006",
    Refusal.CARD_INVALID: "B0007",
    Refusal.PAYMENT: "B0008",
    Refusal.OUT_OF_RANGE: "B0009",
    Refusal.REVIEW: "B0013",
    Refusal.UNPARSABLE: "B0013",
    Refusal.LABEL_DOWN: "B0010",
    Refusal.REJECTED: "B0012",
}
"""Made up: the carrier's own table is not public."""
UNKNOWN_MAIL = "无此邮件的客户信息"
_FIELDS = ("apiCode", "senderNo", "authorization", "timeStamp", "msgType", "version", "logitcsInterface")


@dataclass(frozen=True)
class EmsWire:
    accounts: Accounts
    services: Services

    def answer(self, form: Mapping[str, str], *, test: bool) -> Reply:
        """What comes back for this form; `test` for the address of the sandbox."""
        company = self.services.company
        wrong = self._wrong_caller(form, test=test)
        if wrong is not None:
            company.note("refused", wrong[0])
            return _wrapped(*wrong)
        try:
            plain = ems_cipher.reveal(self.accounts.ems_sign_key, form["logitcsInterface"])
            asked = self.services.asked(form["apiCode"], json.loads(plain))
        except (ems_cipher.CannotRead, json.JSONDecodeError):
            company.note("refused", "E0004")
            return _wrapped("E0004", "报文解密失败")
        except KeyError:
            return _wrapped("E0005", "接口代码不存在或未授权")
        except (Refused, AttributeError) as no:
            refused = no if isinstance(no, Refused) else Refused(Refusal.FIELD)
            company.note(form["apiCode"], refused.kind)
            return _wrapped(CODES[refused.kind], refused.message)
        return self._told(asked, company.serve(asked))

    def _wrong_caller(self, form: Mapping[str, str], *, test: bool) -> tuple[str, str] | None:
        missing = [name for name in _FIELDS if not form.get(name)]
        if missing or form["msgType"] != "0" or form["version"] != "V1.0.0":
            return "E0001", f"参数 {missing[0] if missing else 'msgType 或 version'} 不正确"
        if form["senderNo"] != self.accounts.ems_sender_no:
            return "E0003", "协议客户号不存在"
        known = self.accounts.ems_test_authorization if test else self.accounts.ems_authorization
        if not secrets.compare_digest(form["authorization"].encode(), known.encode()):
            return "E0002", "授权码不正确"
        return None

    def _told(self, asked: Asked, served: Served) -> Reply:
        fault = served.fault
        if fault in _PLAIN:
            return _PLAIN[fault]
        if fault is Fault.HANG:
            time.sleep(self._habit().hang_seconds)
        if fault in {Fault.TIMEOUT_AFTER, Fault.HANG}:
            return Reply(dropped=True)
        if served.refused is not None:
            return _wrapped(served.refused.code or CODES[served.refused.kind], served.refused.message)
        if fault is Fault.DUPLICATE:
            return _wrapped(CODES[Refusal.DUPLICATE], "重复下单：订单号已存在")
        if fault is Fault.NULL:
            return _wrapped(DONE, "成功", None)
        empty = asked.operation == "track" and not served.answer["responseItems"]
        shape = "object" if fault is Fault.OBJECT else self._habit().ems_body
        return _wrapped(DONE, UNKNOWN_MAIL if empty else "成功", _shaped(served.answer, shape))

    def _habit(self) -> Any:
        with self.services.company.journal.look() as entry:
            return entry.habits


def _shaped(payload: Any, shape: str) -> Any:
    if isinstance(payload, str) or shape == "object":
        return payload
    if shape == "array":
        return payload if isinstance(payload, list) else [payload]
    return json.dumps(payload, ensure_ascii=False)


def _wrapped(code: str, message: str, body: Any = "") -> Reply:
    return Reply(
        {
            "success": code == DONE,
            "retCode": code,
            "retMsg": message,
            "retBody": body,
            "retDate": "",
            "serialNo": secrets.token_hex(16),
        }
    )


_PLAIN = {
    Fault.DROP_BEFORE: Reply(dropped=True),
    Fault.UNAVAILABLE: Reply(text="Service Unavailable", status=503),
    Fault.GARBAGE: GARBAGE,
    Fault.BUSY: _wrapped("E0007", "系统繁忙，请稍后再试"),
    Fault.THROTTLE: _wrapped("E0006", "调用过于频繁"),
    Fault.EXPIRE_TOKEN: _wrapped("E0002", "授权码不正确"),
    Fault.EMPTY: _wrapped(DONE, "成功"),
}
