"""The ledger of each parcel: entries are added, and what they come to is summed up, never kept."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select

from beebox.kernel.db import Work
from beebox.logistics.money.models import LedgerEntry
from beebox.logistics.money.rules import Stage
from beebox.logistics.orders import FeeKind, FeeLine, Payer


@dataclass
class Account:
    """What one parcel comes to: fen by stage and kind, and the weight charged last."""

    fen: dict[Stage, dict[FeeKind, int]] = field(default_factory=lambda: defaultdict(dict))
    grams: int | None = None

    def total(self, stage: Stage) -> int:
        return sum(self.fen.get(stage, {}).values())

    @property
    def expected(self) -> Mapping[FeeKind, int]:
        """What the carrier says it costs; before it says anything, our estimate."""
        told = {kind: fen for kind, fen in self.fen.get(Stage.ACCRUED, {}).items() if fen}
        return told or {kind: fen for kind, fen in self.fen.get(Stage.ESTIMATED, {}).items() if fen}


def enter(work: Work, waybill_id: int, stage: Stage, line: FeeLine, source: str) -> None:
    """Add one entry to the ledger of a parcel."""
    work.session.add(
        LedgerEntry(
            waybill_id=waybill_id,
            stage=stage,
            kind=line.kind,
            fen=line.fen,
            charged_grams=line.charged_grams,
            payer=line.payer,
            at=work.now(),
            source=source,
        )
    )


def accrue(work: Work, waybill_id: int, told: Sequence[FeeLine], payer: Payer) -> int:
    """Bring the ledger to what the carrier says now, by entries over the difference; how many were made.

    A fee it no longer names is taken back.
    """
    account = accounts_of(work, [waybill_id])[waybill_id]
    before = dict(account.fen.get(Stage.ACCRUED, {}))
    now: dict[FeeKind, int] = defaultdict(int)
    grams: dict[FeeKind, int | None] = {}
    payers: dict[FeeKind, Payer] = {}
    for line in told:
        now[line.kind] += line.fen
        grams[line.kind] = line.charged_grams or grams.get(line.kind)
        payers[line.kind] = line.payer or payer
    changed = [kind for kind in FeeKind if now.get(kind, 0) != before.get(kind, 0)]
    for kind in changed:
        difference = now.get(kind, 0) - before.get(kind, 0)
        line = FeeLine(kind, difference, grams.get(kind), payers.get(kind, payer))
        enter(work, waybill_id, Stage.ACCRUED, line, "carrier")
    work.session.flush()
    return len(changed)


def accounts_of(work: Work, waybills: Collection[int]) -> dict[int, Account]:
    """The account of each of these parcels, an empty one where nothing is in the ledger."""
    found: dict[int, Account] = {waybill_id: Account() for waybill_id in waybills}
    sums = (
        select(LedgerEntry.waybill_id, LedgerEntry.stage, LedgerEntry.kind, func.sum(LedgerEntry.fen))
        .where(LedgerEntry.waybill_id.in_(waybills))
        .group_by(LedgerEntry.waybill_id, LedgerEntry.stage, LedgerEntry.kind)
    )
    for waybill_id, stage, kind, fen in work.session.execute(sums):
        found[waybill_id].fen[stage][kind] = int(fen)
    weights = (
        select(LedgerEntry.waybill_id, LedgerEntry.charged_grams)
        .where(
            LedgerEntry.waybill_id.in_(waybills),
            LedgerEntry.stage.in_((Stage.ESTIMATED, Stage.ACCRUED)),
            LedgerEntry.charged_grams.is_not(None),
        )
        .order_by(LedgerEntry.id)
    )
    for waybill_id, grams in work.session.execute(weights):
        found[waybill_id].grams = grams
    return found
