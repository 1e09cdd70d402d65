"""From changes to messages, and from messages to the addresses that want them."""

from collections.abc import Sequence
from json import dumps
from typing import Any

from sqlalchemy import select

from beebox.kernel.db import Work
from beebox.kernel.ids import new_secret
from beebox.logistics.api.models import Webhook, WebhookMessage, WebhookSending
from beebox.logistics.changes import Change

TEST = "webhook.test"


def write_messages(work: Work, changes: Sequence[Change]) -> None:
    """One message for each change that somebody wants; sent later, by `sending.send_due`.

    An address that is stopped gets its messages written too, so that they can be replayed.
    """
    hooks = work.session.scalars(select(Webhook).where(Webhook.removed_at.is_(None))).all()
    for change in changes:
        wanting = [hook for hook in hooks if _wants(hook, change)]
        if wanting:
            data = change.data
            message = new_message(work, change.kind, data, change.id)
            for hook in wanting:
                plan_sending(work, hook, message)


def new_message(work: Work, kind: str, data: dict[str, Any], change_id: int | None = None) -> WebhookMessage:
    """`type`, `timestamp` and `data`, as the Standard Webhooks specification recommends."""
    told = {"type": kind, "timestamp": work.now().isoformat(), "data": data}
    message = WebhookMessage(
        public_id=f"msg_{new_secret()[:27]}",
        kind=kind,
        body=dumps(told, ensure_ascii=False, separators=(",", ":")),
        change_id=change_id,
        at=work.now(),
    )
    work.session.add(message)
    work.session.flush()
    return message


def plan_sending(work: Work, hook: Webhook, message: WebhookMessage) -> WebhookSending:
    planned = WebhookSending(
        webhook_id=hook.id, message_id=message.id, due_at=work.now() if hook.active else None
    )
    work.session.add(planned)
    return planned


def _wants(hook: Webhook, change: Change) -> bool:
    kind_fits = not hook.kinds or change.kind in hook.kinds
    return kind_fits and hook.carrier in {"", change.carrier}
