"""SF Express as a carrier: no postal enterprise, so official documents never go by it."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NoReturn

from beebox.adapters.carriers.sf import translate_answers as answers
from beebox.adapters.carriers.sf import translate_requests as requests
from beebox.adapters.carriers.sf.codes import CANCELLED, CONFIRMED, NOT_FOUND, Service
from beebox.adapters.carriers.sf.environment import misfit, on_this_machine
from beebox.adapters.carriers.sf.statement import statement_of
from beebox.adapters.carriers.sf.translate_fees import fees_from_wire
from beebox.adapters.carriers.sf.translate_pushes import ACK, events_from_push, is_ours
from beebox.adapters.carriers.sf.translate_scans import events_from_routes
from beebox.adapters.carriers.sf.transport import LabelGone, Patience, Transport
from beebox.kernel.clock import Clock
from beebox.kernel.errors import BeeboxError
from beebox.kernel.settings import SfAccount
from beebox.logistics.faults import (
    CarrierFault,
    Forged,
    NotServiceable,
    OutcomeUnknown,
    Rejected,
    Stopped,
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
from beebox.logistics.ports import Capability, Pace
from beebox.logistics.track_words import CarrierEvent

log = logging.getLogger(__name__)
NEVER_ORDERED = "LBB-START-CHECK"
"""A reference of no parcel: asking for it shows whether SF takes our keys, and changes nothing."""
_GONE_ALREADY = ("已取消", "已消单", "已撤销")


class CannotUseSf(BeeboxError):
    """The SF account cannot be used as it is set; the message says what to change."""

    code = "carrier_account"


class SfCarrier:
    """One contract with SF. `clock` stamps the calls, which SF compares with its own time.

    A pickup is ordered with the parcel (`Order.pickup`) and not changed afterwards: SF takes new times only
    in a confirmation, and a confirmed order takes no second one (8252) and may refuse to be cancelled (8019).
    """

    name = "sf"
    title = "顺丰速运"
    may_carry_official = False
    pace = Pace(a_second=30, a_day=3000, numbers_at_once=requests.MOST_NUMBERS)

    def __init__(self, account: SfAccount, clock: Clock, patience: Patience | None = None) -> None:
        self._account = account
        self._wire = Transport(account, clock, patience or Patience())
        self.simulated = on_this_machine(account.url)
        can = {
            Capability.CHECK_SERVICE,
            Capability.FIND,
            Capability.LABEL,
            Capability.CANCEL,
            Capability.TRACK,
            Capability.INTERCEPT,
            Capability.FEES,
            Capability.STATEMENT,
        }
        self.can = frozenset(can | ({Capability.PUSH} if account.push_token else set()))

    def check_start(self) -> None:
        """CannotUseSf when environment and card do not fit, or SF refuses our keys.

        SF being away is no reason not to start. A wrong card of the right environment shows only when
        something is ordered.
        """
        wrong = misfit(self._account)
        if wrong:
            raise CannotUseSf(wrong)
        try:
            self.find(NEVER_ORDERED)
        except Stopped as refused:
            raise CannotUseSf(
                f"顺丰不接受这个账号，请核对 BEEBOX_SF_* 设置：{refused}"
                f" / SF refuses the account ({refused.code}): check the settings BEEBOX_SF_*."
            ) from None
        except CarrierFault as away:
            log.warning("SF could not be asked at the start: %s", away)
        if not self._account.push_token:
            log.warning("BEEBOX_SF_PUSH_TOKEN is not set: what SF pushes is refused, parcels are polled")

    def check_service(self, order: Order) -> Coverage:
        told = self._wire.call(Service.FILTER, requests.filter_to_wire(order, self._account.monthly_card))
        coverage = answers.coverage_from_wire(told.data)
        if coverage.reach is not Reach.YES or order.leg is not Leg.OUTBOUND:
            return coverage
        return Coverage(coverage.reach, coverage.why, self._windows(order))

    def create(self, order: Order) -> Booked:
        told = self._wire.call(Service.CREATE, requests.order_to_wire(order, self._account.monthly_card))
        try:
            return answers.booked_from_wire(told.data, order.reference)
        except answers.UnderReview:
            return self._give_up(order.reference)

    def find(self, reference: str) -> Booked | None:
        """Raises Rejected for an order that was cancelled: its reference is used up, so none may follow."""
        try:
            told = self._wire.call(Service.SEARCH, requests.search_to_wire(reference))
        except Rejected as refused:
            if refused.code in NOT_FOUND:
                return None
            raise
        return answers.booked_from_wire(told.data, reference) if told.data else None

    def label(self, number: str, leg: Leg, paper: LabelPaper) -> Label:
        """SF prints both legs alike. A label whose token has ended is asked for once more."""
        try:
            return Label(self._print(number, paper))
        except LabelGone:
            return Label(self._print(number, paper))

    def cancel(self, reference: str, number: str, why: str) -> Cancelled:
        """SF wants no reason. Some answer a second cancellation with 8019: its sentence tells them apart."""
        try:
            told = self._wire.call(Service.UPDATE, requests.cancel_to_wire(reference, number))
        except Rejected as refused:
            if refused.code in NOT_FOUND:
                return Cancelled.NOT_FOUND
            if refused.code in CANCELLED:
                return Cancelled.ALREADY
            if refused.code in CONFIRMED:
                gone = any(word in str(refused) for word in _GONE_ALREADY)
                return Cancelled.ALREADY if gone else Cancelled.TOO_LATE
            raise
        return answers.cancelled_from_wire(told.data)

    def intercept(self, number: str, reference: str, action: Interception, to: Contact | None) -> Intercepted:
        wire = requests.intercept_to_wire(number, action, to, self._account.monthly_card)
        return answers.intercepted_from_wire(self._wire.call(Service.INTERCEPT, wire))

    def track(self, numbers: Sequence[str]) -> Sequence[CarrierEvent]:
        if not numbers:
            return []
        return events_from_routes(self._wire.call(Service.ROUTES, requests.routes_to_wire(numbers)).data)

    def parse_push(self, headers: Mapping[str, str], query: Mapping[str, str], body: bytes) -> Pushed:
        if not is_ours(query.get("token", ""), self._account.push_token):
            raise Forged("推送地址里的令牌不对")
        return Pushed(tuple(events_from_push(body)), ACK, signed=False)

    def fees(self, reference: str, number: str) -> Sequence[FeeLine]:
        try:
            told = self._wire.call(Service.FEES, requests.fees_to_wire(reference, number))
        except Rejected as refused:
            if refused.code in NOT_FOUND:
                return []
            raise
        return fees_from_wire(told.data)

    def parse_statement(self, data: bytes, file_name: str) -> Statement:
        return statement_of(data, file_name)

    def quote(self, order: Order) -> Quote:
        raise Unsupported("顺丰不在下单前报价")

    def book_pickup(self, number: str, reference: str, window: Window) -> PickupBooked:
        raise Unsupported("顺丰的上门取件在下单时预约，下单后不能再改")

    def cancel_pickup(self, number: str, reference: str) -> None:
        raise Unsupported("顺丰的上门取件随订单一起取消")

    def close_manifest(self, key: str, numbers: Sequence[str], at: datetime) -> Manifest:
        raise Unsupported("顺丰没有交接清单")

    def _give_up(self, reference: str) -> NoReturn:
        """Take back an order that has to wait for a person of SF: the citizen is told, another may carry it.

        OutcomeUnknown when it could not be taken back, for SF may still carry it.
        """
        try:
            outcome = self.cancel(reference, "", "")
        except CarrierFault as doubt:
            raise OutcomeUnknown(f"顺丰正在人工审核地址，订单没能撤回：{doubt}", code=doubt.code) from None
        if outcome is Cancelled.TOO_LATE:
            raise OutcomeUnknown("顺丰正在人工审核地址，订单不能再撤回")
        raise NotServiceable("顺丰要先人工审核这个地址，没有给出运单号，订单已撤回", code="filterResult 1")

    def _print(self, number: str, paper: LabelPaper) -> bytes:
        wire = requests.print_to_wire(number, paper, self._account.partner_id)
        return self._wire.fetch_label(
            answers.print_from_wire(self._wire.call(Service.PRINT, wire).data, number)
        )

    def _windows(self, order: Order) -> tuple[Window, ...]:
        """When a courier could come; not knowing is no reason to turn an order down."""
        try:
            told = self._wire.call(
                Service.WINDOWS, requests.windows_to_wire(order, self._account.monthly_card)
            )
        except CarrierFault as silent:
            log.info("SF told no pickup windows: %s", silent)
            return ()
        return answers.windows_from_wire(told.data)
