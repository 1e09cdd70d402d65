"""Three small lanes of one story: the parcel to us, the envelope, the parcel to the citizen. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from beebox.cases.states import ENDED, State
from beebox.kernel.errors import N_
from beebox.logistics.models import HandIn
from beebox.logistics.queries import EnvelopeLane, Lanes, ParcelLane
from beebox.logistics.tables import WaybillState


@dataclass(frozen=True)
class LaneStop:
    text: str
    at: datetime | None = None
    done: bool = False
    here: bool = False


@dataclass(frozen=True)
class Lane:
    icon: str
    title: str
    small: str
    """A msgid, or empty."""
    stops: tuple[LaneStop, ...] = ()
    quiet: str = ""
    """A sentence in place of stops."""
    number: str = ""
    """The waybill's."""
    place: str = ""
    """The name of the box."""


_BOX = (("dropped", N_("您投箱")), ("collected", N_("开箱取走")), ("received", N_("到部门")))
_DOOR = (("carried", N_("快递取走")), ("sorting", N_("到分拣台")), ("received", N_("到部门")))
_WAY_IN = (("picked_up", N_("快递取走")), ("in_transit", N_("在路上")), ("delivered", N_("到分拣台")))
_WAY_OUT = (("picked_up", N_("交给邮政")), ("in_transit", N_("在路上")), ("delivered", N_("到您手里")))
_AT_THE_DOOR = (("out_for_delivery", N_("正在送")), ("ready_for_collection", N_("在自提点")))
"""Shown between once they happened."""
_WAY_BACK = (*_WAY_OUT[:2], ("returning", N_("正在退回")), ("returned", N_("退回我们这里")))
_TURNED_BACK = frozenset({WaybillState.RETURNING, WaybillState.RETURNED})
_NO_RETURN = {
    "collect": N_("您到窗口领取，这一段没有快递单。"),
    "none": N_("结果是电子的，这一段没有快递单。"),
}


def lanes_for(lanes: Lanes, state: State, result_by: str | None) -> tuple[Lane, Lane, Lane]:
    """Outbound, envelope, return: always all three, so that nobody has to guess what is missing."""
    return (
        _outbound(lanes, state),
        _envelope(lanes.envelope, state),
        _returning(lanes.returning, state, result_by),
    )


def _outbound(lanes: Lanes, state: State) -> Lane:
    title = N_("寄来的快递")
    envelope, parcel = lanes.envelope, lanes.outbound
    if envelope is not None and envelope.hand_in is HandIn.BOX:
        quiet = N_("您选了投小蜂箱，快递员不用上门。")
        number = parcel.number if parcel and parcel.number else ""
        return Lane("van", title, N_("没有用到"), quiet=quiet, number=number)
    if state in ENDED and (parcel is None or parcel.state is WaybillState.CANCELLED):
        return Lane("van", title, N_("没有用到"), quiet=N_("没有寄来过东西。"))
    if parcel is None or parcel.state is WaybillState.CANCELLED:
        return Lane("van", title, N_("还没有"), quiet=N_("预审通过以后，投小蜂箱或请快递上门都可以。"))
    if envelope is None or envelope.hand_in is None:
        quiet = N_("交原件时，可以投小蜂箱，也可以请快递上门。")
        return Lane("van", title, N_("等您选择"), quiet=quiet, number=parcel.number or "")
    return Lane("van", title, "", _stops(_WAY_IN, _times(parcel)), number=parcel.number or "")


def _envelope(envelope: EnvelopeLane | None, state: State) -> Lane:
    title = N_("信封和小蜂箱")
    if envelope is None and state in ENDED:
        return Lane("envelope", title, N_("没有用到"), quiet=N_("没有交过原件。"))
    if envelope is None:
        return Lane("envelope", title, N_("还没有"), quiet=N_("预审通过以后才交原件，现在不用寄。"))
    times: dict[str, datetime] = {stop.name: stop.at for stop in envelope.stops}
    stops = _DOOR if envelope.hand_in is HandIn.DOOR else _BOX
    return Lane("envelope", title, "", _stops(stops, times), place=envelope.box_name)


def _returning(parcel: ParcelLane | None, state: State, result_by: str | None) -> Lane:
    title = N_("寄回的快递")
    if parcel is None and (quiet := _NO_RETURN.get(result_by or "")):
        return Lane("home", title, N_("没有用到"), quiet=quiet)
    if parcel is None and state in ENDED:
        return Lane("home", title, N_("没有用到"), quiet=N_("没有东西要寄回。"))
    if parcel is None:
        return Lane("home", title, N_("办好才寄"), _stops(_WAY_OUT, {}))
    times = _times(parcel)
    return Lane("home", title, "", _stops(_way_out(parcel, times), times), number=parcel.number or "")


def _way_out(parcel: ParcelLane, times: Mapping[str, datetime]) -> tuple[tuple[str, str], ...]:
    if parcel.state in _TURNED_BACK:
        return _WAY_BACK
    between = tuple(stop for stop in _AT_THE_DOOR if stop[0] in times)
    return (*_WAY_OUT[:-1], *between, _WAY_OUT[-1])


def _times(parcel: ParcelLane) -> dict[str, datetime]:
    times = {stop.name: stop.at for stop in parcel.stops}
    if parcel.handed_over_at:
        times.setdefault("picked_up", parcel.handed_over_at)
    if parcel.delivered_at:
        times["delivered"] = parcel.delivered_at
    return times


def _stops(wanted: Sequence[tuple[str, str]], times: Mapping[str, datetime]) -> tuple[LaneStop, ...]:
    """What lies before the last stop reached is done, also where nobody told its hour."""
    last = max((n for n, (name, _) in enumerate(wanted) if name in times), default=-1)
    return tuple(
        LaneStop(text, times.get(name), done=n < last, here=n == last)
        for n, (name, text) in enumerate(wanted)
    )
