"""Replays: asked for on a page, done in the background, watched while they run.

Each case is looked at in a short read-only transaction, its rules run with none open.
"""

import logging
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from beebox.accounts.roles import Actor
from beebox.kernel.db import Office, Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.outbox import Errand, Lane
from beebox.preaudit.rule_book import RuleBook
from beebox.preaudit.rulekeeping.content import book_from
from beebox.preaudit.rulekeeping.models import Replay, ReplayKind, RuleVersion
from beebox.preaudit.rulekeeping.versions import in_force
from beebox.preaudit.rulework.costs import Cost, candidates, costs_of
from beebox.preaudit.rulework.events import ReplayAsked
from beebox.preaudit.rulework.replaying import Unit, differences, verdict_in
from beebox.preaudit.rulework.samples import packed_for, runs_reviewed, runs_to_try, unit_of

log = logging.getLogger(__name__)
MOST_CASES = 200
PATIENCE = timedelta(minutes=15)
"""After so long without an end it is asked for anew."""
SHOWN = 300
"""Differences that are listed one by one; the others are counted."""
_TELL_EVERY = 0.5
"""Seconds between two words on how far a replay is."""


class NoSuchReplay(BeeboxError):
    status = 404
    code = "no_such_replay"
    message = N_("没有这一次重放。请回到规则页重新试一次。")


@dataclass(frozen=True)
class Plan:
    """Everything a replay needs, fetched at once."""

    replay_id: int
    kind: ReplayKind
    old: RuleBook
    new: RuleBook
    limit: str
    runs: tuple[tuple[int, str], ...]
    packed: tuple[Unit, ...]


def ask_try(work: Work, draft: RuleVersion, actor: Actor, most: int = MOST_CASES) -> Replay:
    """Run the draft beside the version in force. A try of this very content that is there already, or
    under way, is shown instead of a second one, unless the version in force has changed."""
    current = in_force(work)
    row = Replay(
        kind=ReplayKind.TRY, version_id=draft.id, content_hash=draft.content_hash, most=most,
        against_id=current.id if current else None, limit_name="", asked_by=actor.id, asked_at=work.now(),
    )  # fmt: skip
    return _ask(work, row)


def ask_costs(work: Work, version: RuleVersion, limit: str, actor: Actor, most: int = MOST_CASES) -> Replay:
    """Recompute what each other place of this limit would have meant."""
    row = Replay(
        kind=ReplayKind.LIMIT, version_id=version.id, content_hash=version.content_hash, most=most,
        limit_name=limit, asked_by=actor.id, asked_at=work.now(),
    )  # fmt: skip
    return _ask(work, row)


def _ask(work: Work, row: Replay) -> Replay:
    """One that is under way is waited for, unless it got stuck."""
    running = select(Replay).where(
        Replay.kind == row.kind, Replay.version_id == row.version_id, Replay.limit_name == row.limit_name,
        Replay.content_hash == row.content_hash, Replay.finished_at.is_(None),
        Replay.asked_at > work.now() - PATIENCE,
    )  # fmt: skip
    if found := work.session.scalar(running.order_by(Replay.id.desc()).limit(1)):
        return found
    work.session.add(row)
    work.session.flush()
    work.emit(ReplayAsked(row.id))
    return row


def replay(work: Work, replay_id: int) -> Replay:
    found = work.session.get(Replay, replay_id)
    if found is None:
        raise NoSuchReplay
    return found


def is_stuck(work: Work, row: Replay) -> bool:
    """Whether nobody should wait for it any longer."""
    return row.finished_at is None and row.asked_at <= work.now() - PATIENCE


def last_replay(work: Work, version: RuleVersion, kind: ReplayKind, limit: str = "") -> Replay | None:
    """The newest one of this very content."""
    wanted = select(Replay).where(
        Replay.kind == kind, Replay.version_id == version.id, Replay.limit_name == limit,
        Replay.content_hash == version.content_hash,
    )  # fmt: skip
    return work.session.scalar(wanted.order_by(Replay.id.desc()).limit(1))


def _prepare(work: Work, event: ReplayAsked) -> Plan | None:
    row = work.session.get_one(Replay, event.replay_id)
    version = work.session.get_one(RuleVersion, row.version_id)
    if row.finished_at is not None:
        return None
    if version.content_hash != row.content_hash:
        row.finished_at = work.now()  # the draft went on meanwhile: nobody wants this answer any more
        return None
    new = book_from(version.content, version.content_hash)
    against = work.session.get(RuleVersion, row.against_id) if row.against_id else None
    old = book_from(against.content, against.content_hash) if against else new
    if row.kind is ReplayKind.TRY:
        runs, packed = runs_to_try(work, row.most), tuple(packed_for(work))
    else:
        runs, packed = runs_reviewed(work, row.most), tuple(packed_for(work))
    row.total, row.done = len(runs) + len(packed), 0
    return Plan(row.id, row.kind, old, new, row.limit_name, tuple(runs), packed)


def _perform(office: Office, plan: Plan) -> dict[str, Any]:
    units = _units(office, plan)
    return tried(units, plan.old, plan.new) if plan.kind is ReplayKind.TRY else priced(units, plan)


def _units(office: Office, plan: Plan) -> Iterator[Unit]:
    """One after the other, telling how far it is."""
    tell = _Progress(office, plan.replay_id)
    for unit in plan.packed:
        yield unit
        tell.step()
    for run_id, kind in plan.runs:
        with office.look() as work:
            found = unit_of(work, run_id, kind)
        if found is not None:
            yield found
        tell.step()


class _Progress:
    def __init__(self, office: Office, replay_id: int) -> None:
        self._office, self._id, self._done, self._told = office, replay_id, 0, time.monotonic()

    def step(self) -> None:
        self._done += 1
        if time.monotonic() - self._told < _TELL_EVERY:
            return
        self._told = time.monotonic()
        with self._office.work() as work:
            work.session.execute(update(Replay).where(Replay.id == self._id).values(done=self._done))


def tried(units: Iterator[Unit], old: RuleBook, new: RuleBook) -> dict[str, Any]:
    """What would change, counted and listed. No value of any paper is kept, only codes and rules."""
    counts: Counter[str] = Counter()
    by_rule: dict[str, Counter[str]] = {}
    listed: list[dict[str, Any]] = []
    verdicts: list[dict[str, str]] = []
    for unit in units:
        counts["cases"] += 1
        try:
            found = list(differences(unit, old, new))
            before, after = verdict_in(unit, old), verdict_in(unit, new)
        except Exception:
            log.exception("the rules broke on %s; it is told with the result", unit.name)
            counts["broken"] += 1
            continue
        counts["changed"] += bool(found)
        for one in found:
            word = {True: "better", False: "worse", None: "open"}[one.better]
            counts[one.kind] += 1
            counts[word] += 1
            by_rule.setdefault(one.rule, Counter()).update((one.kind, word))
            if len(listed) < SHOWN:
                listed.append(asdict(one))
        if before != after:
            verdicts.append({"unit": unit.name, "kind": unit.kind, "before": before, "after": after})
    return {
        "counts": dict(counts),
        "by_rule": {rule: dict(told) for rule, told in sorted(by_rule.items())},
        "differences": listed,
        "verdicts": verdicts[:SHOWN],
    }


def priced(units: Iterator[Unit], plan: Plan) -> dict[str, Any]:
    """What each place of the limit would have meant."""
    places = candidates(plan.limit, getattr(plan.new.limits, plan.limit).value)
    found: list[Cost] = costs_of(units, plan.new, plan.limit, places)
    return {"limit": plan.limit, "now": getattr(plan.new.limits, plan.limit).value,
            "costs": [asdict(one) for one in found]}  # fmt: skip


def _record(work: Work, _event: ReplayAsked, plan: Plan, outcome: dict[str, Any]) -> None:
    row = work.session.get_one(Replay, plan.replay_id)
    row.result, row.finished_at, row.done = outcome, work.now(), row.total


REPLAY_RULES = Errand("preaudit.rulework:replay", Lane.BACKGROUND, _prepare, _perform, _record)
"""Run rules over stored readings."""
