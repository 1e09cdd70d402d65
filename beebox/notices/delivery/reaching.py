"""请打电话: whom no channel reached, and that somebody did by phone."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select

from beebox.accounts.access import record_access
from beebox.accounts.models import Person
from beebox.accounts.roles import Actor, Role
from beebox.cases.access import within_reach
from beebox.cases.models import Case
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.notices.delivery.marking import mark_message
from beebox.notices.delivery.planning import send_again
from beebox.notices.models import Message
from beebox.notices.tables import MESSAGE_TABLE, MessageAction, MessageState

MOST = 200


class MessageNotFound(BeeboxError):
    status = 404
    code = "message_not_found"
    message = N_("没有找到这条消息，或者它不归您处理。请回到消息页看看最新的情况。")


class CallRefused(BeeboxError):
    status = 422
    code = "call_refused"


@dataclass(frozen=True)
class Call:
    """Somebody to be called."""

    message: Message
    case: Case
    citizen: Person


def to_call(work: Work, actor: Actor) -> Sequence[Call]:
    """Whom this member of staff may call, the oldest message first."""
    unreached = _listed(work, actor).where(Message.state == MessageState.UNREACHED)
    rows = work.session.execute(unreached.order_by(Message.id).limit(MOST))
    return [Call(message, case, citizen) for message, case, citizen in rows]


def open_call(work: Work, message_id: int, actor: Actor) -> Call:
    """One of them with the number to call; that somebody looked is written down."""
    found = _call(work, message_id, actor)
    record_access(work, actor, "call_by_phone", found.case.id)
    return found


def note_reached(work: Work, message_id: int, actor: Actor, note: str) -> Message:
    """They were told by phone: by whom, when, and what was said."""
    if not note:
        raise CallRefused(N_("请写明和谁通了话、说了什么，例如“本人接的，会来补材料”。"))
    call = _call(work, message_id, actor)
    if not MESSAGE_TABLE.allows(call.message.state, MessageAction.CALL, actor.role):
        raise CallRefused(N_("这条消息已经有结果了，不用再打。请回到消息页看看。"))
    mark_message(work, call.message, MessageAction.CALL, actor)
    call.message.reached_note = note
    return call.message


def try_again(work: Work, message_id: int, actor: Actor) -> None:
    """Send it once more, for example after the citizen gave another number."""
    call = _call(work, message_id, actor)
    if not MESSAGE_TABLE.allows(call.message.state, MessageAction.SEND_AGAIN, actor.role):
        raise CallRefused(N_("这条消息已经有结果了，不用再发。请回到消息页看看。"))
    if send_again(work, call.message, actor) is None:
        raise CallRefused(N_("没有可以再发的渠道：这一条可能已经发到过，不能重复发。请打电话。"))


def _call(work: Work, message_id: int, actor: Actor) -> Call:
    wanted = _listed(work, actor).where(Message.id == message_id).with_for_update(of=Message)
    for message, case, citizen in work.session.execute(wanted).all():
        return Call(message, case, citizen)
    raise MessageNotFound


def _listed(work: Work, actor: Actor) -> Select[Message, Case, Person]:
    """Messages of the cases this actor may touch; a supervisor calls about drafts too."""
    every = select(Message, Case, Person).join(Case, Case.id == Message.case_id)
    found = every.join(Person, Person.id == Message.person_id)
    return found if actor.role is Role.SUPERVISOR else found.where(within_reach(work, actor))
