"""What is forgotten: answers after two days, sent messages after a month, the feed after a quarter."""

from datetime import timedelta

from sqlalchemy import delete, func, select

from beebox.kernel.db import Office
from beebox.logistics.api.models import ApiRequest, WebhookMessage, WebhookSending, WebhookTry
from beebox.logistics.api.once import KEPT_FOR
from beebox.logistics.changes import Change, FeedHead

MESSAGES_FOR = timedelta(days=30)
CHANGES_FOR = timedelta(days=90)
AT_ONCE = 2000


def sweep_api(office: Office) -> int:
    """Remove what is too old, a part at a time; how many rows. Safe to repeat."""
    return _answers(office) + _messages(office) + _changes(office)


def _answers(office: Office) -> int:
    with office.work() as work:
        old = select(ApiRequest.id).where(ApiRequest.begun_at < work.now() - KEPT_FOR).limit(AT_ONCE)
        ids = list(work.session.scalars(old))
        work.session.execute(delete(ApiRequest).where(ApiRequest.id.in_(ids)))
    return len(ids)


def _messages(office: Office) -> int:
    """A message that is still to be sent stays, however old it is."""
    with office.work() as work:
        due = select(WebhookSending.message_id).where(WebhookSending.due_at.is_not(None))
        old = select(WebhookMessage.id).where(WebhookMessage.at < work.now() - MESSAGES_FOR)
        ids = list(work.session.scalars(old.where(WebhookMessage.id.not_in(due)).limit(AT_ONCE)))
        sendings = select(WebhookSending.id).where(WebhookSending.message_id.in_(ids))
        work.session.execute(delete(WebhookTry).where(WebhookTry.sending_id.in_(sendings)))
        work.session.execute(delete(WebhookSending).where(WebhookSending.message_id.in_(ids)))
        work.session.execute(delete(WebhookMessage).where(WebhookMessage.id.in_(ids)))
    return len(ids)


def _changes(office: Office) -> int:
    """Under the feed's lock; who asks with an older cursor is told that it is too old."""
    with office.work() as work:
        head = work.session.get(FeedHead, 1, with_for_update=True)
        if head is None:
            return 0
        used = select(WebhookMessage.change_id).where(WebhookMessage.change_id.is_not(None))
        young = select(func.min(Change.seq)).where(Change.at >= work.now() - CHANGES_FOR)
        kept = select(func.min(Change.seq)).where(Change.id.in_(used))
        bounds = [found for found in (work.session.scalar(young), work.session.scalar(kept)) if found]
        upto = min([*bounds, head.last + 1, head.forgotten + AT_ONCE + 1]) - 1
        removed = max(upto - head.forgotten, 0)
        if removed:
            work.session.execute(delete(Change).where(Change.seq <= upto))
            head.forgotten = upto
    return removed
