"""The state tables of the product as one document: docs/states.md."""

from beebox.cases.transitions import CASE_TABLE
from beebox.kernel.state_table import StateTable
from beebox.logistics.money.tables import BILL_TABLE, DISPUTE_TABLE
from beebox.logistics.rescue.tables import CLAIM_TABLE, INTERCEPTION_TABLE
from beebox.logistics.tables import BAG_TABLE, ENVELOPE_TABLE, ROUND_TABLE, WAYBILL_TABLE
from beebox.notices.tables import ATTEMPT_TABLE, MESSAGE_TABLE
from beebox.preaudit.second.tables import SECOND_TABLE

CHARTS: tuple[tuple[str, StateTable], ...] = (  # type: ignore[type-arg]  # tables of different states
    ("办件 Case: what the authority owes", CASE_TABLE),
    ("复看 SecondReading: what two readers make of a case", SECOND_TABLE),
    ("信封 Envelope: who holds the paper", ENVELOPE_TABLE),
    ("收件批次 Round: one emptying of one box", ROUND_TABLE),
    ("转件袋 Bag: the envelopes of one department", BAG_TABLE),
    ("运单 Waybill: what the courier says", WAYBILL_TABLE),
    ("拦截 Interception: what the carrier says to it", INTERCEPTION_TABLE),
    ("查找与索赔 Claim: what comes of the search", CLAIM_TABLE),
    ("账单 Bill: one file of a carrier", BILL_TABLE),
    ("争议 Dispute: a line we do not accept", DISPUTE_TABLE),
    ("消息 Message: what a person is told", MESSAGE_TABLE),
    ("发送 Attempt: one message on one channel", ATTEMPT_TABLE),
)
HEAD = "# States\n\nMade from the state tables by `beebox states > docs/states.md`; a test keeps it fresh.\n"


def states_document() -> str:
    """Every state table as a Mermaid chart under its name."""
    return HEAD + "".join(f"\n## {name}\n\n```mermaid\n{t.as_mermaid()}\n```\n" for name, t in CHARTS)
