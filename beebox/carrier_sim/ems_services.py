"""What can be asked of the simulated EMS, by apiCode (EMS open platform V2.7)."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from beebox.carrier_sim import ems_orders, tariff, troubles
from beebox.carrier_sim.codes import EMS, EMS_PROOFS
from beebox.carrier_sim.company import Asked, Company
from beebox.carrier_sim.ems_orders import text
from beebox.carrier_sim.journeys import Step
from beebox.carrier_sim.labels import draw_label, local
from beebox.carrier_sim.parcels import Ordered, Parcel, Party, Refusal, Refused
from beebox.carrier_sim.places import place_of, sorting_code
from beebox.carrier_sim.road import Scan
from beebox.carrier_sim.tickets import LABEL, Tickets
from beebox.carrier_sim.troubles import LABEL_EXPIRED, NO_FEE, magic_in, stumble

PAPERS = {"129": (76, 129), "149": (76, 149), "179": (100, 179)}
"""Width and height in mm of each `type` of 010004."""
TITLE = "模拟邮政 EMS"
Wire = Mapping[str, Any]


@dataclass(frozen=True)
class Services:
    """`label_url` is where labels are fetched, without the ticket."""

    company: Company
    tickets: Tickets
    label_url: str

    def asked(self, api_code: str, told: Any) -> Asked:
        """The call as understood. KeyError for an unknown apiCode, Refused for what cannot be read."""
        make: dict[str, Callable[[Any], Asked]] = {
            "020003": self._create,
            "020006": self._cancel,
            "010004": self._label,
            "030005": self._coverage,
            "040001": self._track,
            "050001": self._fee,
            "050005": self._estimate,
            "060001": self._parse,
        }
        return make[api_code](told)

    def _create(self, told: Any) -> Asked:
        ordered = ems_orders.order_of(told)

        def do() -> Wire:
            parcel = self.company.accept(ordered)
            code = sorting_code(ordered.receiver.address)
            return {
                "waybillNo": parcel.number,
                "logisticsOrderNo": parcel.reference,
                "routeCode": code,
                "markDestinationCode": code,
            }

        return Asked("create", do, ordered.reference, ordered=ordered)

    def _cancel(self, told: Any) -> Asked:
        reference, number = told.get("logisticsOrderNo") or "", told.get("waybillNo") or ""
        text(told, "cancelReason")
        if not reference and not number:
            raise Refused(Refusal.FIELD, "字段 logisticsOrderNo 缺失")

        def do() -> Wire:
            self.company.cancel(reference, number)
            return {}

        return Asked("cancel", do, reference, number)

    def _label(self, told: Any) -> Asked:
        number, paper = text(told, "waybillNo"), PAPERS.get(text(told, "type"))
        if paper is None:
            raise Refused(Refusal.FIELD, "字段 type 取值不正确")
        reverse = told.get("isReturn") == "1"

        def do() -> str:
            parcel = self.company.parcel(number)
            if told.get("getURL") == "1":
                return self.label_url + self._ticket(parcel, f"{number} {told['type']} {int(reverse)}")
            return base64.b64encode(draw_label(parcel, TITLE, *paper, reverse=reverse)).decode()

        return Asked("label", do, number=number)

    def _ticket(self, parcel: Parcel, about: str) -> str:
        ended = False
        if troubles.has(parcel.ordered.words, LABEL_EXPIRED):
            with self.company.journal.open() as entry:
                ended = stumble(entry, f"ems {parcel.number}", LABEL_EXPIRED[0]) == 1
        return self.tickets.give(LABEL, about, ended=ended)

    def label_of(self, ticket: str) -> bytes | None:
        """The label behind an address that was given out; None when it has ended."""
        about = self.tickets.about(LABEL, ticket)
        if about is None:
            return None
        number, paper, reverse = about.split(" ")
        return draw_label(self.company.parcel(number), TITLE, *PAPERS[paper], reverse=reverse == "1")

    def _coverage(self, told: Any) -> Asked:
        address = "".join(str(told.get(part) or "") for part in ("prov", "city", "county"))
        address += text(told, "address")
        for name in ("bizProductNo", "type", "senderNo"):
            text(told, name)

        def do() -> Wire:
            return {"status": _reach(address, told["bizProductNo"])}

        return Asked("coverage", do, ordered=_about(address))

    def _track(self, told: Any) -> Asked:
        number = text(told, "waybillNo")

        def do() -> Wire:
            return {"responseItems": [item for scan in self.company.scans(number) if (item := item_of(scan))]}

        return Asked("track", do, number=number)

    def _fee(self, told: Any) -> Asked:
        number = text(told, "waybillNo")

        def do() -> Wire:
            parcel = self.company.parcel(number)
            steps = {scan.step for scan in self.company.scans(number)}
            if Step.PICKED_UP not in steps or troubles.has(parcel.ordered.words, NO_FEE):
                return {"postageTotal": "", "realWeight": ""}
            price = tariff.charged("ems", parcel.ordered)
            return {"postageTotal": tariff.yuan(price.fen), "realWeight": str(price.charged_grams)}

        return Asked("fees", do, told.get("logisticsOrderNo") or "", number)

    def _estimate(self, told: Any) -> Asked:
        weight = str(told.get("weight", ""))
        ends = [told.get(name) for name in ("senderInfo", "receiveInfo")]
        if not all(ends) or not weight.isdigit():
            raise Refused(Refusal.FIELD, "字段 senderInfo、receiveInfo 或 weight 不正确")

        def do() -> Wire:
            fee = tariff.yuan(tariff.price_of("ems", int(weight)).fen)
            return {"totalFee": fee, "realFee": fee, "standardFee": fee}

        return Asked("quote", do, ordered=_about("".join(map(str, ends))))

    def _parse(self, told: Any) -> Asked:
        if not isinstance(told, list) or not told:
            raise Refused(Refusal.FIELD, "报文应为数组")
        lines = [text(one, "wholeAddress") for one in told]

        def do() -> list[Wire]:
            return [_parsed(line) for line in lines]

        return Asked("parse", do, ordered=_about("".join(lines)))


def item_of(scan: Scan) -> dict[str, str] | None:
    """One scan as EMS tells it, or None for what EMS does not tell."""
    code = EMS.get(scan.step)
    if code is None:
        return None
    more = dict(code.more)
    if "deliverCode" in more and "proof" in scan.details:
        more["deliverCode"] = EMS_PROOFS.get(scan.details["proof"], "10")
    more |= {k: v for k, v in scan.details.items() if k in {"deliverCode", "attemptDeliveryCode"}}
    return {
        "waybillNo": scan.number,
        "opTime": local(scan.at),
        "opCode": scan.details.get("code", code.code),
        "opName": scan.text[:12],
        "opDesc": scan.text,
        "opOrgProvName": "广东省",
        "opOrgCity": "广州市",
        "opOrgCode": f"5100{code.code}",
        "opOrgName": "模拟营业部",
        "operatorNo": "SIM001",
        "operatorName": "模拟员",
        "deliverCode": more.get("deliverCode", ""),
        "attemptDeliveryCode": more.get("attemptDeliveryCode", ""),
        "productName": "特快专递",
    }


def _about(address: str) -> Ordered:
    """An order that is none, so that magic words count in questions about an address too."""
    return Ordered("", Party("", "", address), Party("", "", ""), "", 0)


def _reach(address: str, product: str) -> str:
    if product not in ems_orders.PRODUCTS:
        return "4"
    effects = {magic.effect for magic in magic_in(address, "create")}
    for refusal, status in ((Refusal.OUT_OF_RANGE, "1"), (Refusal.UNPARSABLE, "2"), (Refusal.REVIEW, "9")):
        if refusal in effects:
            return status
    return "0"


def _parsed(line: str) -> Wire:
    effects = {magic.effect for magic in magic_in(line, "create")}
    place = place_of("" if Refusal.UNPARSABLE in effects else line)
    codes = {"provCode": "440000", "cityCode": "440100", "countyCode": "440105"}
    return {
        "prov": place.prov,
        "city": place.city,
        "county": place.county,
        "address": place.rest,
        **{name: code if place.county else "" for name, code in codes.items()},
    }
