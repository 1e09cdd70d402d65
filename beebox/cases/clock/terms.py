"""The words of the legal clock. Pure."""

from enum import StrEnum


class Which(StrEnum):
    """One of the clocks of a case, in the order in which they usually begin."""

    DRAFT = "draft"
    """The citizen's: a draft that nobody goes on with ends."""
    NOTICE = "notice"
    """Five working days for the one complete notice, or acceptance (art. 32)."""
    CHECK = "check"
    """Our own target for the pre-audit."""
    CORRECTION = "correction"
    """The citizen's: what a notice asks for is to be sent by then."""
    DECISION = "decision"
    """The promise, never later than the law (art. 42)."""
    DISPATCH = "dispatch"
    """Our own target for handing the result to the post."""
    DELIVERY = "delivery"
    """Ten working days until the citizen has it (art. 44)."""


CITIZENS = frozenset({Which.DRAFT, Which.CORRECTION})
"""The clocks that run against the citizen. Their last day was told, so it never comes nearer."""


class What(StrEnum):
    STARTED = "started"
    STOPPED = "stopped"
    RESUMED = "resumed"
    EXTENDED = "extended"
    MET = "met"
    """What was due was done."""
    CANCELLED = "cancelled"
    """Nothing is due any more: withdrawn, lapsed, refused."""
    REOPENED = "reopened"
    """What was thought to be done was not: a delivery that was taken back."""
    ADOPTED = "adopted"
    """`told` was counted before events were kept, and holds."""
    REDDENED = "reddened"
    """It came to its red day."""
    BREACHED = "breached"
    """Its last day passed and it was still running."""
    EXPLAINED = "explained"
    """Why it was red or breached, in writing, by whoever is responsible."""
    MOVED = "moved"
    """The calendar changed, and the last day with it; a note only, the fold finds it by itself."""


class Reason(StrEnum):
    SUBMITTED = "submitted"
    SENT_BACK = "sent_back"
    RECALLED = "recalled"
    """A supervisor took the notice back before its citizen answered."""
    PAPER = "paper"
    CORRECTION = "correction"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    SILENCE = "silence"
    REFUSED = "refused"
    DECIDED = "decided"
    COLLECT = "collect"
    """The result lies ready for its citizen, who is to come."""
    SENT = "sent"
    HANDED_OUT = "handed_out"
    DELIVERED = "delivered"
    LOST = "lost"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    BEGUN = "begun"
    APPROVED = "approved"
    TOLD_LATE = "told_late"
    """The citizen could not be told in time, so there is more time."""
    CALENDAR = "calendar"
    MENDED = "mended"
    TAKEN_OVER = "taken_over"
    HEARING = "hearing"
    TENDER = "tender"
    AUCTION = "auction"
    EXAMINATION = "examination"
    TEST = "test"
    QUARANTINE = "quarantine"
    APPRAISAL = "appraisal"
    EXPERT_REVIEW = "expert_review"
    FINISHED = "finished"
    """The special procedure is over."""


SPECIAL = (
    Reason.HEARING,
    Reason.EXPERT_REVIEW,
    Reason.TEST,
    Reason.EXAMINATION,
    Reason.APPRAISAL,
    Reason.QUARANTINE,
    Reason.TENDER,
    Reason.AUCTION,
)
"""The procedures of art. 45, whose time is not counted."""
