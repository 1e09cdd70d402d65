"""Where everything stands on a label of each size.

Zones and what may be read in them follow GB/T 41833-2022 as far as its summary tells: code, where it
goes, receiver, sender, contents, signature, each in a zone of its own; personal data masked. Exact
measures are in the paid standard.
"""

from functools import lru_cache
from math import floor

from beebox.kernel.barcodes import (
    CannotEncode,
    Symbol,
    code128_symbol,
    fitting_module_mm,
    qr_symbol,
)
from beebox.logistics.labels.contents import Party, WaybillLabel
from beebox.logistics.labels.drawing import (
    DOTS_A_MM,
    Code,
    Drawing,
    Face,
    Form,
    Frame,
    Operation,
    Rule,
    Zone,
)
from beebox.logistics.labels.fitting import across, words
from beebox.logistics.labels.plans import LARGE, SMALL, Place, Plan
from beebox.logistics.orders import LabelPaper, Leg

SIMULATED = "SIMULATED 模拟面单"
NO_COURIER = f"{SIMULATED}：没有快递公司会来取件"
STUB = "存根 · 小蜂箱留"
KEEP = "姓名、电话、门牌只由承运人凭运单号读取。"
LEGS = {Leg.OUTBOUND: "去件", Leg.RETURN: "回寄"}
_PLANS = {LabelPaper.LARGE: LARGE, LabelPaper.SMALL: SMALL}
_QR_MODULES = (1.0, 0.75, 0.5, 0.375)


def draw(label: WaybillLabel, paper: LabelPaper) -> Drawing:
    """The label on this paper. Raises CannotEncode for a number that no bar code can carry here."""
    plan = _PLANS[paper]
    operations: list[Operation] = [
        words(plan.route, label.route_code or "—", plan.route_size, Face.BOLD, smallest=10),
        _bars(plan, label.number),
        words(plan.number, label.number_in_groups, plan.number_size, Face.BOLD, align="centre"),
        *_party(plan, plan.receiver, label.receiver),
        *_party(plan, plan.sender, label.sender),
        *_details(plan, label),
        *_counterfoil(plan, label),
    ]
    if label.route:
        operations.append(words(plan.way, label.route, plan.small_size, align="right"))
    if label.nth > 1:
        for zone in plan.copy:
            inside = Zone(zone.x + 0.8, zone.y + 0.5, zone.width - 1.6, zone.height - 1)
            operations.append(Frame(zone, radius=0.8, width=0.3))
            operations.append(words(inside, f"补打 COPY {label.nth}", 9, Face.BOLD, align="centre"))
    return Drawing(paper, _form(paper, label.carrier, label.leg, label.simulated), tuple(operations))


@lru_cache(maxsize=64)
def _form(paper: LabelPaper, carrier: str, leg: Leg, simulated: bool) -> Form:  # noqa: FBT001
    plan = _PLANS[paper]
    operations: list[Operation] = [
        *(Rule(y, 0.3) for y in plan.rules),
        Rule(plan.cut, 0.3, dashed=True),
        words(plan.carrier, carrier, plan.carrier_size, Face.BOLD),
        Frame(plan.leg),
        words(plan.leg, LEGS[leg], plan.leg_size, Face.BOLD, align="centre"),
        words(plan.signed, "签收人", plan.text_size),
        words(plan.signed_at, "时间　　月　　日　　时", plan.text_size),
        words(plan.stub_title, STUB, plan.text_size, Face.BOLD),
        words(plan.stub_keep, KEEP, plan.small_size),
    ]
    for place, sign in ((plan.receiver, "收"), (plan.sender, "寄")):
        operations.append(Frame(place.sign, radius=place.sign.width / 2))
        operations.append(words(place.sign, sign, place.sign_size, Face.BOLD, align="centre"))
    if simulated:
        operations.append(words(plan.stand_in, "模拟承运", plan.text_size))
        operations.append(words(plan.stub_note, NO_COURIER, plan.text_size))
        operations += [across(SIMULATED, *place) for place in plan.across]
    return Form(f"{paper}-{carrier}-{leg}-{simulated}", tuple(operations))


def _bars(plan: Plan, number: str) -> Code:
    symbol = code128_symbol(number)
    module = fitting_module_mm(number, plan.bars.width)
    return _placed(plan.bars, symbol, module, plan.bars.height)


def _qr(plan: Plan, text: str) -> Code:
    symbol = qr_symbol(text)
    for module in _QR_MODULES:
        if symbol.columns * module <= plan.qr.width:
            return _placed(plan.qr, symbol, module, symbol.rows * module)
    raise CannotEncode(text=text[:40])


def _placed(zone: Zone, symbol: Symbol, module: float, height: float) -> Code:
    """In the middle of its zone, on the grid of the print head."""
    width = symbol.columns * module
    x = floor((zone.x + (zone.width - width) / 2) * DOTS_A_MM) / DOTS_A_MM
    y = floor((zone.y + (zone.height - height) / 2) * DOTS_A_MM) / DOTS_A_MM
    return Code(Zone(x, y, width, height), symbol, module)


def _party(plan: Plan, place: Place, who: Party) -> list[Operation]:
    return [
        words(place.name, who.shown_name, place.name_size, Face.BOLD),
        words(place.phone, who.shown_phone, place.phone_size, Face.BOLD, align="right"),
        words(place.address, who.shown_address, place.address_size),
    ]


def _details(plan: Plan, label: WaybillLabel) -> list[Operation]:
    first, second, third = plan.details
    shipped = f"寄出 {label.shipped_on}　" if label.shipped_on else ""
    return [
        words(first, f"内件 {label.contents}", plan.text_size),
        words(second, f"重量 {label.weight} 千克　付费 {label.payer}", plan.text_size, Face.BOLD),
        words(third, f"{shipped}单号 {label.reference}", plan.text_size),
    ]


def _counterfoil(plan: Plan, label: WaybillLabel) -> list[Operation]:
    return [
        words(plan.stub_code, label.code, plan.code_size, Face.BOLD, smallest=10),
        words(plan.stub_item, label.item, plan.text_size),
        words(plan.stub_number, f"运单 {label.number_in_groups}", plan.text_size),
        words(plan.stub_name, f"收件人 {label.receiver.shown_name}", plan.text_size),
        words(plan.stub_contents, f"装封前核对：{label.contents}", plan.text_size),
        _qr(plan, label.qr),
    ]
