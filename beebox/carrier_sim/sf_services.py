"""What can be asked of the simulated SF, by serviceCode (SF open platform)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from beebox.carrier_sim import sf_orders, tariff, troubles
from beebox.carrier_sim.company import Asked, Company
from beebox.carrier_sim.journeys import Step
from beebox.carrier_sim.numbers import is_ours
from beebox.carrier_sim.parcels import Fate, Ordered, Parcel, Party, Payer, Refusal, Refused
from beebox.carrier_sim.places import sorting_code
from beebox.carrier_sim.sf_print import Printing
from beebox.carrier_sim.sf_routes import route_of, windows_from
from beebox.carrier_sim.troubles import NO_FEE, magic_in

Wire = Mapping[str, Any]
MOST_NUMBERS = 10
_PAYING = {Payer.SENDER: "1", Payer.RECEIVER: "2", Payer.THIRD: "3"}
_ACTIONS = {"1": "redirect", "2": "return", "7": "hold"}


@dataclass(frozen=True)
class Services:
    company: Company
    printing: Printing
    card: str

    def asked(self, service: str, told: Wire) -> Asked:
        """The call as understood. KeyError for an unknown service, Refused for what cannot be read."""
        make: dict[str, Callable[[Wire], Asked]] = {
            "EXP_RECE_CREATE_ORDER": self._create,
            "EXP_RECE_SEARCH_ORDER_RESP": self._search,
            "EXP_RECE_UPDATE_ORDER": self._update,
            "EXP_RECE_FILTER_ORDER_BSP": self._filter,
            "EXP_RECE_PRE_ORDER": self._windows,
            "EXP_EXCE_CHECK_PICKUP_TIME": self._windows,
            "EXP_RECE_SEARCH_ROUTES": self._routes,
            "EXP_RECE_WANTED_INTERCEPT": self._intercept,
            "EXP_RECE_QUERY_SFWAYBILL": self._fees,
            "EXP_RECE_VALIDATE_WAYBILLNO": self._validate,
            "COM_RECE_CLOUD_PRINT_WAYBILLS": self.printing.asked,
        }
        return make[service](told)

    def _create(self, told: Wire) -> Asked:
        with self.company.journal.look() as entry:
            ordered = sf_orders.order_of(told, entry.habits, self.card)

        def do() -> Wire:
            return _booked(self.company.accept(ordered), told)

        return Asked("create", do, ordered.reference, ordered=ordered)

    def _search(self, told: Wire) -> Asked:
        reference = _text(told, "orderId")

        def do() -> Wire:
            try:
                parcel = self.company.lookup(reference)
            except Refused as no:
                raise Refused(no.kind, code="6150") from no
            if parcel.fate is Fate.CANCELLED:
                raise Refused(Refusal.ALREADY)
            found = dict(_booked(parcel, {}))
            found["origincode"], found["destcode"] = found.pop("originCode"), found.pop("destCode")
            return found

        return Asked("find", do, reference)

    def _update(self, told: Wire) -> Asked:
        reference, deal = _text(told, "orderId"), str(told.get("dealType") or 1)
        rows = told.get("waybillNoInfoList") or []
        number = str(rows[0].get("waybillNo") or "") if rows else ""

        def do() -> Wire:
            if deal == "2":
                self.company.cancel(reference, number)
            elif not number or self.company.lookup(reference).number != number:
                raise Refused(Refusal.MISMATCH)
            return {"orderId": reference, "resStatus": 2, "waybillNoInfoList": rows}

        return Asked("cancel" if deal == "2" else "confirm", do, reference, number)

    def _filter(self, told: Wire) -> Asked:
        """Takes a list of orders and answers a list; an order alone is answered alone."""
        orders = told if isinstance(told, list) else [told]
        words = [str(sf_orders.address_of(sf_orders.contact_of(one, 2))) + str(one) for one in orders]
        if not orders or not all(sf_orders.address_of(sf_orders.contact_of(one, 2)) for one in orders):
            raise Refused(Refusal.FIELD, "收件地址不能为空", "1014")

        def do() -> Wire | list[Wire]:
            rows = [
                {"orderId": one.get("orderId") or "", "filterResult": found, "remark": _REMARKS[found]}
                for one, found in zip(orders, map(_filtered, words), strict=True)
            ]
            return rows if isinstance(told, list) else rows[0]

        return Asked("coverage", do, ordered=_about("".join(words)))

    def _windows(self, told: Wire) -> Asked:
        """When a courier could come to the sender; field names are not verified."""
        address = sf_orders.address_of(sf_orders.contact_of(told, 1)) or sf_orders.address_of(told)
        if not address:
            raise Refused(Refusal.FIELD, "寄件地址不能为空", "1010")

        def do() -> list[dict[str, str]]:
            return windows_from(self.company.journal.now()) if _filtered(str(told)) == 2 else []

        return Asked("coverage", do, ordered=_about(address))

    def _routes(self, told: Wire) -> Asked:
        numbers = [str(n) for n in told.get("trackingNumber") or []]
        if not numbers or len(numbers) > MOST_NUMBERS:
            raise Refused(Refusal.FIELD, f"单号应为 1 至 {MOST_NUMBERS} 个", "8003")
        by_order = str(told.get("trackingType") or 1) == "2"

        def do() -> Wire:
            found = [self._number_of(n) for n in numbers] if by_order else numbers
            return {"routeResps": [{"mailNo": n, "routes": self._routes_of(n)} for n in found]}

        return Asked("track", do, number=numbers[0])

    def _number_of(self, reference: str) -> str:
        try:
            return self.company.lookup(reference).number
        except Refused:
            return reference

    def _routes_of(self, number: str) -> list[dict[str, str]]:
        scans = self.company.scans(number)
        forwarded = bool(scans) and bool(self.company.parcel(number).predecessor)
        return [row for scan in scans if (row := route_of(scan, forwarded=forwarded))]

    def _intercept(self, told: Wire) -> Asked:
        number, action = _text(told, "waybillNo"), _ACTIONS.get(_text(told, "serviceCode"))
        if action is None:
            raise Refused(Refusal.FIELD, "serviceCode 不支持", "1010")
        toward = str(told.get("newDestAddress") or "")
        if action == "redirect" and not toward:
            raise Refused(Refusal.FIELD, "newDestAddress 不能为空", "1015")

        def do() -> Wire | None:
            key, fen = self.company.intercept(number, action, toward)
            return {"cusId": key, "amount": tariff.yuan(fen)} if fen else None

        return Asked("intercept", do, number=number)

    def _fees(self, told: Wire) -> Asked:
        key = _text(told, "trackingNum")
        by_order = str(told.get("trackingType") or 2) == "1"

        def do() -> Wire:
            parcel = self.company.lookup(key) if by_order else self.company.parcel(key)
            return self._fee_of(parcel)

        return Asked("fees", do, key if by_order else "", "" if by_order else key)

    def _fee_of(self, parcel: Parcel) -> Wire:
        steps = {scan.step for scan in self.company.scans(parcel.number)}
        price = tariff.charged("sf", parcel.ordered)
        known = Step.PICKED_UP in steps and not troubles.has(parcel.ordered.words, NO_FEE)
        paying = _PAYING[parcel.ordered.payer]
        freight = {
            "type": "1",
            "name": "运费",
            "value": tariff.yuan(price.fen),
            "paymentTypeCode": paying,
            "settlementTypeCode": "1" if paying == "2" else "2",
        }
        info = {
            "waybillNo": parcel.number,
            "orderId": parcel.reference,
            "customerAcctCode": self.card,
            "meterageWeightQty": f"{price.charged_grams / 1000:.3f}" if known else "",
            "realWeightQty": f"{parcel.ordered.grams / 1000:.3f}" if known else "",
        }
        return {"waybillInfo": info, "waybillFeeList": [freight] if known else []}

    def _validate(self, told: Wire) -> Asked:
        number = _text(told, "waybillNo")
        return Asked("validate", lambda: {"waybillNo": number, "result": is_ours(number)}, number=number)


_REMARKS = {1: "需人工确认", 2: "可收派", 3: "不可收派"}


def unbooked(reference: str, kind: Refusal) -> Wire:
    """How SF says that an order is out of range or waits for a person: well, but without a number."""
    found = 3 if kind is Refusal.OUT_OF_RANGE else 1
    return {
        "orderId": reference,
        "originCode": "020",
        "destCode": "",
        "filterResult": found,
        "remark": _REMARKS[found],
        "waybillNoInfoList": [],
        "routeLabelInfo": [],
    }


def _booked(parcel: Parcel, told: Wire) -> Wire:
    code = sorting_code(parcel.ordered.receiver.address)
    label = {
        "destRouteLabel": code,
        "proCode": "T4",
        "codingMapping": "SIM",
        "abFlag": "A",
        "checkCode": "99",
    }
    label["twoDimensionCode"] = f"SIMULATED={parcel.number}"
    return {
        "orderId": parcel.reference,
        "originCode": "020",
        "destCode": "020",
        "filterResult": 2,
        "remark": "",
        "waybillNoInfoList": [{"waybillType": 1, "waybillNo": parcel.number}],
        "routeLabelInfo": [{"code": "1000", "routeLabelData": label}]
        if str(told.get("isReturnRoutelabel", 1)) == "1"
        else [],
    }


def _filtered(words: str) -> int:
    effects = {magic.effect for magic in magic_in(words, "create")}
    if Refusal.OUT_OF_RANGE in effects:
        return 3
    return 1 if effects & {Refusal.REVIEW, Refusal.UNPARSABLE} else 2


def _about(words: str) -> Ordered:
    return Ordered("", Party("", "", words), Party("", "", ""), "", 0)


def _text(told: Wire, name: str) -> str:
    found = told.get(name)
    if not found:
        raise Refused(Refusal.FIELD, f"字段 {name} 不能为空", "1007")
    return str(found)
