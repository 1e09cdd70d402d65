"""China Post EMS as a carrier of ours: the only one that may carry official documents."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime

from beebox.adapters.carriers.ems import translate
from beebox.adapters.carriers.ems import translate_answers as answers
from beebox.adapters.carriers.ems.cipher import Envelope
from beebox.adapters.carriers.ems.refusals import cancelled_of, knows_nothing
from beebox.adapters.carriers.ems.statement import parse_statement
from beebox.adapters.carriers.ems.translate_tracks import events_from, read_push
from beebox.adapters.carriers.ems.transport import Line, is_loopback
from beebox.kernel.clock import Clock
from beebox.kernel.errors import BeeboxError
from beebox.kernel.settings import EmsAccount
from beebox.logistics.faults import (
    AuthFailed,
    BadResponse,
    CarrierFault,
    OutcomeUnknown,
    Rejected,
    Unavailable,
    Unsupported,
)
from beebox.logistics.orders import (
    Booked,
    Cancelled,
    Contact,
    Coverage,
    FeeLine,
    Intercepted,
    Interception,
    Label,
    LabelPaper,
    Leg,
    Manifest,
    Order,
    PickupBooked,
    Pushed,
    Quote,
    Reach,
    Statement,
    Window,
)
from beebox.logistics.places import Place, place_of
from beebox.logistics.ports import Capability, Pace
from beebox.logistics.track_words import CarrierEvent

log = logging.getLogger(__name__)
_KNOWN_ADDRESS = "广东省广州市越秀区盘福路1号"
"""A public place, asked for at the start: nothing of anybody is told."""


class CannotUseEms(BeeboxError):
    """EMS does not take our keys; the message says which settings to look at."""

    code = "carrier_setting"


class EmsCarrier:
    """Speaks with the open platform of EMS by one contract. Safe to use from several threads.

    `line` may be given to wait shorter. A carrier on this machine is a stand-in and says so. Without
    a price code of the contract nothing can be estimated. Pickup is told with the order alone, there
    is nothing to ask for by our reference, and EMS has no list of a hand-over.
    """

    name = "ems"
    title = "中国邮政EMS"
    may_carry_official = True
    pace = Pace(a_second=5, a_day=20_000, numbers_at_once=1)
    """Ours, on the careful side: EMS publishes no figure."""

    def __init__(self, account: EmsAccount, clock: Clock, line: Line | None = None) -> None:
        self._account, self._clock = account, clock
        self._envelope = Envelope(account.sign_key)
        self._line = line or Line(account.url)
        self.simulated = is_loopback(account.url)
        self.can = frozenset(
            {
                Capability.CHECK_SERVICE,
                Capability.LABEL,
                Capability.CANCEL,
                Capability.TRACK,
                Capability.PUSH,
                Capability.FEES,
                Capability.STATEMENT,
                *([Capability.QUOTE] if account.price_code else []),
            }
        )

    def check_start(self) -> None:
        """Ask something harmless. CannotUseEms when the keys or the environment are not ours.

        A platform that cannot be reached stops nothing: what is ordered meanwhile waits.
        """
        try:
            self._ask(translate.ADDRESS, translate.address_to_wire(_KNOWN_ADDRESS)).insist()
        except AuthFailed as refused:
            raise CannotUseEms(
                "EMS 平台不接受我们的身份（%(why)s）：请核对 BEEBOX_EMS_URL（正式或测试环境）、"
                "BEEBOX_EMS_SENDER_NO、BEEBOX_EMS_AUTHORIZATION 和 BEEBOX_EMS_SIGN_KEY 是否属于同一环境。"
                " EMS refuses our keys: check that all four settings belong to the same environment.",
                why=str(refused),
            ) from refused
        except BadResponse as odd:
            if not odd.code.startswith("HTTP 4"):
                log.warning("EMS gave no readable answer at the start: %s", odd)
                return
            raise CannotUseEms(
                "BEEBOX_EMS_URL 不是 EMS 开放平台的接口地址（%(code)s），请核对域名和路径。"
                " BEEBOX_EMS_URL is not the address of the EMS open platform.",
                code=odd.code,
            ) from odd
        except CarrierFault as fault:
            log.warning("EMS did not answer the question at the start: %s", fault)

    def check_service(self, order: Order) -> Coverage:
        """Whether a courier comes to the citizen's door, at either end of the parcel."""
        translate.check_order(order)
        citizen = order.sender if order.leg is Leg.OUTBOUND else order.receiver
        place = self._place(citizen.address)
        if place is None:
            return Coverage(Reach.REVIEW, "地址无法识别，请补全省、市、区和门牌")
        wire = translate.coverage_to_wire(order, place, self._account.sender_no)
        return answers.coverage_from(self._ask(translate.COVERAGE, wire))

    def quote(self, order: Order) -> Quote:
        if Capability.QUOTE not in self.can:
            raise Unsupported("合同的资费产品代码没有设置，无法估价。")
        translate.check_order(order)
        wire = translate.estimate_to_wire(order, self._account.price_code)
        return answers.quote_from(self._ask(translate.ESTIMATE, wire), order.weight_grams)

    def create(self, order: Order) -> Booked:
        translate.check_order(order)
        sender = self._sure_place("sender.address", order.sender)
        receiver = self._sure_place("receiver.address", order.receiver)
        wire = translate.order_to_wire(order, sender, receiver, self._clock.now())
        return answers.booked_from(self._ask(translate.CREATE, wire))

    def find(self, reference: str) -> Booked | None:
        raise Unsupported("EMS 没有按我方单号查询的接口。")

    def label(self, number: str, leg: Leg, paper: LabelPaper) -> Label:
        got = answers.label_from(self._ask(translate.LABEL, translate.label_to_wire(number, paper)))
        return Label(answers.pdf_of(self._line.fetch(got)) if isinstance(got, str) else got)

    def cancel(self, reference: str, number: str, why: str) -> Cancelled:
        answer = self._ask(translate.CANCEL, translate.cancel_to_wire(reference, number, why))
        end = cancelled_of(answer.code, answer.text)
        if end is None:
            answer.insist()
        return end or Cancelled.CANCELLED

    def intercept(self, number: str, reference: str, action: Interception, to: Contact | None) -> Intercepted:
        raise Unsupported("EMS 开放平台没有拦截接口，请致电 11183。")

    def book_pickup(self, number: str, reference: str, window: Window) -> PickupBooked:
        raise Unsupported("EMS 的上门取件只能随订单一起预约。")

    def cancel_pickup(self, number: str, reference: str) -> None:
        raise Unsupported("EMS 的上门取件只能随订单一起取消。")

    def close_manifest(self, key: str, numbers: Sequence[str], at: datetime) -> Manifest:
        """EMS makes nothing of a hand-over, and telling it does no harm."""
        return Manifest()

    def track(self, numbers: Sequence[str]) -> Sequence[CarrierEvent]:
        found: list[CarrierEvent] = []
        for number in numbers:
            found += events_from(self._ask(translate.TRACK, translate.track_to_wire(number)), number)
        return found

    def parse_push(self, headers: Mapping[str, str], query: Mapping[str, str], body: bytes) -> Pushed:
        """Not `signed`: only the key opens it, but nothing shows that its blocks were not moved about."""
        told, events = read_push(body, self._envelope, self._account.sender_no)
        ack = translate.push_answer(told, self._account.sender_no)
        return Pushed(tuple(events), ack, signed=False)

    def fees(self, reference: str, number: str) -> Sequence[FeeLine]:
        answer = self._ask(translate.FEE, translate.fee_to_wire(reference, number))
        if not answer.done and knows_nothing(answer.code, answer.text):
            return []
        return answers.fees_from(answer)

    def parse_statement(self, data: bytes, file_name: str) -> Statement:
        return parse_statement(data, file_name)

    def _ask(self, code: str, wire: object) -> answers.Answer:
        account = self._account
        sealed = self._envelope.seal(translate.packed(wire))
        return self._line.ask(
            translate.form_of(code, sealed, account.sender_no, account.authorization, self._clock.now())
        )

    def _sure_place(self, field: str, contact: Contact) -> Place:
        place = self._place(contact.address)
        if place is None:
            raise Rejected("地址无法识别，请写全省、市、区（县）和门牌。", field=field)
        return place

    def _place(self, address: str) -> Place | None:
        """Taken apart here, else by EMS; a lost answer to that question has ordered nothing."""
        place = place_of(address)
        if place is not None:
            return place
        wire = translate.address_to_wire(address)
        try:
            return answers.place_from(self._ask(translate.ADDRESS, wire), wire[0]["wholeAddress"])
        except OutcomeUnknown as lost:
            raise Unavailable("没有问到地址的省、市、区，订单没有发送。", code=lost.code) from lost
