"""Messages on their way: claimed, sent with no transaction open, written down, tried again later."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Select, or_, select

from beebox.kernel.db import Office, Work
from beebox.kernel.ids import new_secret
from beebox.kernel.keys import Keys
from beebox.kernel.sealing import CannotUnseal, unseal
from beebox.kernel.settings import Settings
from beebox.logistics.api.models import Webhook, WebhookMessage, WebhookSending, WebhookTry
from beebox.logistics.api.outward import Answer, post
from beebox.logistics.api.signing import headers_of

log = logging.getLogger(__name__)
PURPOSE = "webhook"
WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""Before the second try, the third and so on; after the last wait a message is given up."""
STOP_AFTER = timedelta(days=3)
"""An address where nothing got through for so long is stopped, and a person told."""
LEASE = timedelta(minutes=2)
AT_ONCE = 200
GONE = 410
"""By the specification a receiver answers so that wants nothing more."""


@dataclass(frozen=True)
class Plan:
    sending_id: int
    lease: str
    webhook_id: int
    url: str
    secret: str
    """Sealed."""
    public_id: str
    body: bytes


def send_due(office: Office) -> int:
    """Send what is due; how many arrived. An address that failed is left alone until the next run."""
    arrived, failed = 0, set[int]()
    for _ in range(AT_ONCE):
        plan = _claim(office, failed)
        if plan is None:
            break
        answer = _send(office, plan)
        with office.work() as work:
            record(work, plan, answer)
        arrived += answer.good
        if not answer.good:
            failed.add(plan.webhook_id)
    return arrived


def record(work: Work, plan: Plan, answer: Answer) -> None:
    """Write down what came of it. Whoever lost the claim meanwhile only adds to the log."""
    work.session.add(
        WebhookTry(
            sending_id=plan.sending_id,
            at=work.now(),
            status=answer.status,
            error=answer.error,
            took_ms=answer.took_ms,
        )
    )
    sending = work.session.get_one(WebhookSending, plan.sending_id, with_for_update=True)
    if sending.lease != plan.lease:
        return
    sending.lease = sending.lease_until = None
    hook = work.session.get_one(Webhook, plan.webhook_id, with_for_update=True)
    if answer.good:
        sending.due_at, sending.delivered_at, hook.failing_since = None, work.now(), None
        return
    _put_off(work, sending)
    hook.failing_since = hook.failing_since or work.now()
    if answer.status == GONE or work.now() - hook.failing_since >= STOP_AFTER:
        stop(work, hook)


def stop(work: Work, hook: Webhook) -> None:
    """Send nothing more there until a person starts it again; what was missed can be replayed."""
    hook.active, hook.stopped_at = False, work.now()
    log.error("webhook %s (%s) was stopped: nothing gets through", hook.id, hook.name)


def _put_off(work: Work, sending: WebhookSending) -> None:
    if sending.tries > len(WAITS):
        sending.due_at, sending.given_up_at = None, work.now()
    else:
        sending.due_at = work.now() + WAITS[sending.tries - 1]


def _claim(office: Office, leave_out: set[int]) -> Plan | None:
    with office.look() as work:
        if work.session.scalar(_due(work, leave_out)) is None:
            return None
    with office.work() as work:
        sending = work.session.scalar(
            _due(work, leave_out).with_for_update(skip_locked=True, of=WebhookSending)
        )
        if sending is None:
            return None
        sending.lease, sending.lease_until = new_secret(), work.now() + LEASE
        sending.tries += 1
        hook = work.session.get_one(Webhook, sending.webhook_id)
        message = work.session.get_one(WebhookMessage, sending.message_id)
        return Plan(
            sending.id,
            sending.lease,
            hook.id,
            hook.url,
            hook.secret,
            message.public_id,
            message.body.encode(),
        )


def _due(work: Work, leave_out: set[int]) -> Select[WebhookSending]:
    now = work.now()
    free = or_(WebhookSending.lease_until.is_(None), WebhookSending.lease_until <= now)
    return (
        select(WebhookSending)
        .join(Webhook, Webhook.id == WebhookSending.webhook_id)
        .where(WebhookSending.due_at.is_not(None), WebhookSending.due_at <= now, free)
        .where(Webhook.active, Webhook.removed_at.is_(None), Webhook.id.not_in(leave_out))
        .order_by(WebhookSending.due_at, WebhookSending.id)
        .limit(1)
    )


def _send(office: Office, plan: Plan) -> Answer:
    try:
        secret = unseal(office.use(Keys), PURPOSE, plan.secret)
    except CannotUnseal:
        return Answer(None, "the secret cannot be read", 0)
    headers = headers_of(secret, plan.public_id, int(office.now().timestamp()), plan.body)
    return post(office.use(Settings), plan.url, headers, plan.body)
