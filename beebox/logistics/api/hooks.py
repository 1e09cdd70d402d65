"""Addresses that are told of changes: made, stopped, started again, replayed, looked at."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from beebox.accounts.roles import Actor
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.keys import Keys
from beebox.kernel.sealing import seal
from beebox.kernel.settings import Settings
from beebox.logistics.api.messages import TEST, new_message, plan_sending
from beebox.logistics.api.models import Webhook, WebhookMessage, WebhookSending, WebhookTry
from beebox.logistics.api.outward import check_url
from beebox.logistics.api.sending import PURPOSE
from beebox.logistics.api.signing import new_signing_secret
from beebox.logistics.changes import KINDS


class WebhookRefused(BeeboxError):
    status = 422
    code = "webhook_refused"


class WebhookNotFound(BeeboxError):
    status = 404
    code = "webhook_not_found"
    message = N_("没有这个推送地址。请刷新推送页面。")


@dataclass(frozen=True)
class Told:
    """One message to one address, with its newest try."""

    sending: WebhookSending
    message: WebhookMessage
    newest: WebhookTry | None
    tries: int


def make_webhook(
    work: Work, name: str, url: str, kinds: Collection[str], carrier: str, actor: Actor
) -> tuple[Webhook, str]:
    """A new address and its secret, which is shown this once. Raises UrlRefused, WebhookRefused."""
    if not name:
        raise WebhookRefused(N_("请写明这个地址是谁的。"))
    if not set(kinds) <= set(KINDS):
        raise WebhookRefused(N_("勾选的变化里有系统不认识的。请刷新页面再选。"))
    check_url(work.use(Settings), url)
    secret = new_signing_secret()
    hook = Webhook(
        name=name,
        url=url,
        secret=seal(work.use(Keys), PURPOSE, secret),
        kinds=sorted(kinds),
        carrier=carrier,
        made_at=work.now(),
        made_by=actor.id,
    )
    work.session.add(hook)
    work.session.flush()
    return hook, secret


def webhook(work: Work, hook_id: int, carrier: str = "") -> Webhook:
    """The address of this number that was not removed (and belongs to this company); else WebhookNotFound."""
    hook = work.session.get(Webhook, hook_id)
    if hook is None or hook.removed_at is not None or (carrier and hook.carrier != carrier):
        raise WebhookNotFound
    return hook


def webhooks(work: Work, carrier: str = "") -> Sequence[Webhook]:
    wanted = select(Webhook).where(Webhook.removed_at.is_(None))
    if carrier:
        wanted = wanted.where(Webhook.carrier == carrier)
    return work.session.scalars(wanted.order_by(Webhook.id)).all()


def remove_webhook(work: Work, hook: Webhook) -> None:
    """Nothing is sent there any more; its log stays."""
    hook.active, hook.removed_at = False, work.now()


def start_again(work: Work, hook: Webhook) -> None:
    """After somebody mended the other side. What was missed comes by `replay_since` alone."""
    hook.active, hook.failing_since, hook.stopped_at = True, None, None


def send_test(work: Work, hook: Webhook) -> None:
    """A message that says nothing, to try the address with."""
    plan_sending(work, hook, new_message(work, TEST, {"webhook": hook.name}))


def replay(work: Work, sending_id: int, hook_id: int) -> None:
    """Send this message to this address once more, whether it arrived or not. Raises WebhookNotFound."""
    sending = work.session.get(WebhookSending, sending_id, with_for_update=True)
    if sending is None or sending.webhook_id != hook_id:
        raise WebhookNotFound
    _again(work, sending)


def replay_since(work: Work, hook: Webhook, since: datetime) -> int:
    """Send everything written since then once more, the oldest first; how many."""
    wanted = select(WebhookSending).join(WebhookMessage, WebhookMessage.id == WebhookSending.message_id)
    mine = wanted.where(WebhookSending.webhook_id == hook.id, WebhookMessage.at >= since)
    rows = work.session.scalars(mine.order_by(WebhookSending.id)).all()
    for sending in rows:
        _again(work, sending)
    return len(rows)


def replay_given_up(work: Work, since: datetime | None = None) -> int:
    """Send everything that was given up once more; how many."""
    wanted = select(WebhookSending).where(WebhookSending.given_up_at.is_not(None))
    if since is not None:
        wanted = wanted.where(WebhookSending.given_up_at >= since)
    rows = work.session.scalars(wanted.order_by(WebhookSending.id)).all()
    for sending in rows:
        _again(work, sending)
    return len(rows)


def recent(work: Work, hook: Webhook, limit: int = 20) -> list[Told]:
    """The newest messages to this address."""
    wanted = (
        select(WebhookSending, WebhookMessage)
        .join(WebhookMessage, WebhookMessage.id == WebhookSending.message_id)
        .where(WebhookSending.webhook_id == hook.id)
        .order_by(WebhookSending.id.desc())
        .limit(limit)
    )
    return [_told(work, sending, message) for sending, message in work.session.execute(wanted)]


def stopped(work: Work) -> Sequence[Webhook]:
    """Addresses where nothing got through for days."""
    wanted = select(Webhook).where(Webhook.stopped_at.is_not(None), Webhook.removed_at.is_(None))
    return work.session.scalars(wanted.order_by(Webhook.id)).all()


def _told(work: Work, sending: WebhookSending, message: WebhookMessage) -> Told:
    mine = WebhookTry.sending_id == sending.id
    newest = select(WebhookTry).where(mine).order_by(WebhookTry.id.desc()).limit(1)
    count = select(func.count()).where(mine)
    return Told(sending, message, work.session.scalar(newest), work.session.scalar(count) or 0)


def _again(work: Work, sending: WebhookSending) -> None:
    sending.due_at, sending.tries, sending.given_up_at = work.now(), 0, None
    sending.lease = sending.lease_until = None
