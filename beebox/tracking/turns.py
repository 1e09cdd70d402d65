"""Where it is, whose turn it is and by when: the sentence on top. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from beebox.cases.states import State
from beebox.kernel.errors import N_
from beebox.logistics.tables import EnvelopeState, WaybillState


class Step(StrEnum):
    """What the citizen can do next."""

    UPLOAD = "upload"
    FIX = "fix"
    HAND_IN = "hand_in"
    RATE = "rate"
    READ = "read"
    """The notice of refusal, with its reasons and the way to remedy."""


@dataclass(frozen=True)
class Situation:
    state: State
    envelope: EnvelopeState | None = None
    returning: WaybillState | None = None
    result_by: str | None = None
    notice_due_on: date | None = None
    decide_due_on: date | None = None
    lapses_on: date | None = None
    mend_by: date | None = None
    mend: int = 0
    rated: bool = False
    stopped: bool = False
    """The department is in a procedure whose time does not count."""


@dataclass(frozen=True)
class Turn:
    text: str
    """A msgid with the places department and count."""
    yours: bool = False
    until: date | None = None
    step: Step | None = None


NEXT = {
    Step.UPLOAD: ("/cases/{code}", N_("继续准备材料")),
    Step.FIX: ("/cases/{code}/fix", N_("去修改")),
    Step.HAND_IN: ("/cases/{code}/hand-in", N_("交原件")),
    Step.RATE: ("/cases/{code}/rating", N_("评价这次办事")),
    Step.READ: ("/cases/{code}/documents/newest/refusal", N_("看通知书和您的权利")),
}
_ENVELOPE = {
    EnvelopeState.DROPPED: N_("信封在小蜂箱里，轮到我们来取"),
    EnvelopeState.CARRIED: N_("信封在快递手里，正送来给我们"),
    EnvelopeState.COLLECTED: N_("信封在收件员手里，正送去分拣"),
    EnvelopeState.SORTING: N_("信封在分拣台，轮到我们送去%(department)s"),
    EnvelopeState.BAGGED: N_("信封正送往%(department)s"),
}
_RETURN = {
    WaybillState.FAILED: N_("这次没有送到，轮到我们联系邮政"),
    WaybillState.IN_TRANSIT: N_("结果正寄给您，在路上"),
    WaybillState.READY: N_("邮包在自提点，轮到您去取"),
    WaybillState.DELIVERED: N_("结果已经送到"),
    WaybillState.RETURNING: N_("邮包没有送到，正在退回来，轮到我们联系您"),
    WaybillState.RETURNED: N_("邮包退回来了，轮到我们联系您再寄"),
    WaybillState.LOST: N_("邮包找不到了，轮到我们查清楚、答复您"),
}
_DECIDED = {
    "post": Turn(N_("已经有结果，轮到我们寄给您")),
    "collect": Turn(N_("已经有结果，轮到您到%(department)s领取"), yours=True),
    "none": Turn(N_("已经有结果，登录后可以下载")),
}

_Due = Callable[[Situation], date | None]
_PLAIN: dict[State, tuple[str, _Due, Step | None]] = {
    State.DRAFT: (N_("还没有提交，轮到您"), lambda now: now.lapses_on, Step.UPLOAD),
    State.CHECKING: (N_("已经提交，机器正在看，接着由预审员看"), lambda now: now.notice_due_on, None),
    State.REVIEWING: (N_("材料在预审员那里，轮到我们答复"), lambda now: now.notice_due_on, None),
    State.SENT_BACK: (
        N_("还差 %(count)s 项，轮到您修改"),
        lambda now: now.mend_by or now.lapses_on,
        Step.FIX,
    ),
    State.RECEIVED: (
        N_("材料在%(department)s，轮到他们答复是否受理"),
        lambda now: now.notice_due_on,
        None,
    ),
    State.CORRECTING: (N_("%(department)s要求补正 %(count)s 项，轮到您"), lambda now: now.mend_by, Step.FIX),
    State.ACCEPTED: (N_("材料在%(department)s，轮到他们答复"), lambda now: now.decide_due_on, None),
}
"""State: what to say, which date counts, and what the citizen can do."""


def turn_of(now: Situation) -> Turn:
    """The sentence for this situation."""
    if now.state is State.ACCEPTED and now.stopped:
        return Turn(N_("%(department)s在做一道法定程序，期限暂停，做完接着算"))
    if now.state in _PLAIN:
        text, due, step = _PLAIN[now.state]
        return Turn(text, step is not None, due(now), step)
    match now.state:
        case State.AWAITING_PAPER:
            return _paper(now)
        case State.DECIDED:
            return _DECIDED.get(now.result_by or "", _DECIDED["post"])
        case State.RETURNING:
            sent = N_("结果已经交给邮政，正寄给您")
            text = _RETURN.get(now.returning, sent) if now.returning else sent
            return Turn(text, yours=now.returning is WaybillState.READY)
        case _:
            return _ended(now)


def _paper(now: Situation) -> Turn:
    if now.envelope in _ENVELOPE:
        return Turn(_ENVELOPE[now.envelope])
    return Turn(N_("预审通过，轮到您交原件"), True, None, Step.HAND_IN)


def _ended(now: Situation) -> Turn:
    home = now.returning is not None and now.returning not in {
        WaybillState.DELIVERED,
        WaybillState.CANCELLED,
    }
    if now.state is State.CLOSED:
        return Turn(N_("已经办结"), step=None if now.rated else Step.RATE)
    if now.state is State.REFUSED:
        text = N_("%(department)s不予受理，原件正寄还给您") if home else N_("%(department)s不予受理")
        return Turn(text, step=Step.READ)
    if now.state is State.WITHDRAWN:
        return Turn(N_("已经撤回，原件正寄还给您") if home else N_("已经撤回"))
    return Turn(N_("过了期限没有提交，已经终止"))
