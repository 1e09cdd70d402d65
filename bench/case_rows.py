"""The rows of one case in a realistic state: history, papers, envelope, originals, parcels, result."""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table

from beebox.accounts.roles import Role
from beebox.cases.models import Case, CaseStep
from beebox.cases.numbers import formal_number
from beebox.cases.papers import (
    Correction,
    CorrectionBy,
    CorrectionItem,
    Finding,
    Material,
    MaterialVersion,
    ReadingState,
)
from beebox.cases.states import ENDED, Action, State
from beebox.cases.transitions import CASE_TABLE
from beebox.catalog.definitions import Item
from beebox.catalog.definitions import Material as Definition
from beebox.kernel.ids import ALPHABET
from beebox.preaudit.handled import HandledReview, NamedFault
from beebox.preaudit.models import Outcome, Review
from bench.sample_reading import small_reading
from bench.town import Town, table_of

A, S = Action, State
BEGIN = (A.SUBMIT, A.FINISH_CHECK)
MENDED = (*BEGIN, A.SEND_BACK, *BEGIN)
PASSED = (*BEGIN, A.PASS)
ACCEPTED = (*PASSED, A.RECEIVE, A.ACCEPT)
PATHS: dict[State, tuple[Action, ...]] = {
    S.DRAFT: (),
    S.CHECKING: (A.SUBMIT,),
    S.REVIEWING: BEGIN,
    S.SENT_BACK: (*BEGIN, A.SEND_BACK),
    S.AWAITING_PAPER: PASSED,
    S.RECEIVED: (*PASSED, A.RECEIVE),
    S.CORRECTING: (*PASSED, A.RECEIVE, A.ASK_CORRECTION),
    S.ACCEPTED: ACCEPTED,
    S.DECIDED: (*ACCEPTED, A.DECIDE),
    S.RETURNING: (*ACCEPTED, A.DECIDE, A.POST_BACK),
    S.CLOSED: (*MENDED, A.PASS, A.RECEIVE, A.ACCEPT, A.DECIDE, A.POST_BACK, A.CONFIRM_DELIVERY),
    S.REFUSED: (*PASSED, A.RECEIVE, A.REFUSE),
    S.WITHDRAWN: (*BEGIN, A.SEND_BACK, A.WITHDRAW),
    S.LAPSED: (A.LAPSE,),
}
SHARES: dict[State, float] = {
    S.DRAFT: 0.04, S.CHECKING: 0.002, S.REVIEWING: 0.02, S.SENT_BACK: 0.02, S.AWAITING_PAPER: 0.03,
    S.RECEIVED: 0.01, S.CORRECTING: 0.01, S.ACCEPTED: 0.04, S.DECIDED: 0.005, S.RETURNING: 0.01,
    S.CLOSED: 0.753, S.REFUSED: 0.02, S.WITHDRAWN: 0.02, S.LAPSED: 0.02,
}  # fmt: skip
"""How many of all cases stand where: every queue of the large town is a hundred times the small one's."""
REASONS = ("unreadable", "name_differs", "not_signed", "pages_missing", "expired")
WHO = {(row.before, row.action): row for row in CASE_TABLE.rows}


@dataclass
class Batch:
    """Rows by table, and the next id of each table that is referred to."""

    rows: dict[Table, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    last: dict[type, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, model: type, **values: Any) -> int:
        self.last[model] += 1
        self.rows[table_of(model)].append({"id": self.last[model], **values})
        return self.last[model]

    def add_plain(self, model: type, **values: Any) -> None:
        """For a table whose key is not a number of its own."""
        self.rows[table_of(model)].append(values)


@dataclass(frozen=True)
class Story:
    """One case as it is being written."""

    town: Town
    chance: random.Random
    batch: Batch
    number: int
    state: State
    day: int
    item: Item
    citizen: int

    @property
    def code(self) -> str:
        signs, rest = [], self.number * 6_700_417 % 32**8
        for _ in range(8):
            rest, sign = divmod(rest, 32)
            signs.append(ALPHABET[sign])
        return "".join(signs[:4]) + "-" + "".join(signs[4:])

    @property
    def department(self) -> int:
        return self.town.departments[self.item.department]

    @property
    def begun(self) -> datetime:
        return self.town.days[self.day] - timedelta(minutes=self.chance.randrange(1, 180))


def write_case(story: Story) -> None:
    """Case, history, papers; the rooms' rows are in paper_rows."""
    begun = story.begun
    steps = list(_steps(story, begun))
    submitted = [at for at, row in steps if row.action is A.SUBMIT]
    person = {
        "name": f"市民{story.citizen}",
        "phone": f"150{story.citizen:08d}",
        "address": "广州市海珠区琶影路80号",
    }
    due = _due(story)
    story.batch.add(
        Case, code=story.code,
        number=formal_number(begun.date(), story.number) if submitted else None,
        citizen_id=story.citizen, department_id=story.department,
        item_code=story.item.code, item_version=story.item.version, language="zh",
        came_again=A.SEND_BACK in PATHS[story.state], assigned_to=None, assigned_until=None,
        answers={q.code: q.options[0].value for q in story.item.questions if q.options},
        form={"applicant_name": person["name"], "id_number": "440105194603060377", "phone": person["phone"]},
        receiver=person, state=story.state, created_at=begun,
        submitted_at=submitted[-1] if submitted else None,
        ended_at=steps[-1][0] if story.state in ENDED else None, submit_key=None,
        notice_due_on=due if submitted else None,
        decide_due_on=due if A.ACCEPT in PATHS[story.state] else None,
        clock_stopped_on=None, lapses_on=None,
        result_by="post" if A.DECIDE in PATHS[story.state] else None, held_by=None, held_until=None,
    )  # fmt: skip
    _papers(story, begun, submitted)


def _due(story: Story) -> Any:
    """Most open cases are in time; a few are due today or late."""
    ahead = story.chance.choice((-1, 0, 1, 2, 3, 4, 5)) if story.state not in ENDED else -3
    return (story.town.now + timedelta(days=ahead)).date()


def _steps(story: Story, begun: datetime) -> Iterator[tuple[datetime, Any]]:
    state, at = S.DRAFT, begun
    auditor, clerk = story.chance.choice(story.town.auditors), story.town.clerks[story.department]
    people = {Role.CITIZEN: story.citizen, Role.AUDITOR: auditor, Role.CLERK: clerk}
    round_ = 0
    for action in PATHS[story.state]:
        row, at = WHO[state, action], min(at + timedelta(hours=3), story.town.now)
        story.batch.add(
            CaseStep, case_id=story.number, action=action, before=state, after=row.after,
            actor_id=people.get(row.who), role=row.who, note=None, at=at,
        )  # fmt: skip
        if action in {A.PASS, A.SEND_BACK}:
            round_ += 1
            _review(story, auditor, at, Outcome.PASSED if action is A.PASS else Outcome.SENT_BACK, round_)
        yield at, row
        state = row.after


def _review(story: Story, auditor: int, at: datetime, outcome: Outcome, round_: int) -> None:
    """A finished review with its figures, and one or two reasons where it was sent back."""
    by = {
        "case_id": story.number, "auditor_id": auditor, "department_id": story.department,
        "item_code": story.item.code, "on": at.astimezone(story.town.zone).date(),
    }  # fmt: skip
    review = story.batch.add(
        Review, case_id=story.number, round=round_, outcome=outcome, auditor_id=auditor, at=at
    )
    fails = story.number % 3
    story.batch.add_plain(
        HandledReview, review_id=review, round=round_, outcome=outcome, handed_in_on=by["on"],
        workdays=story.number % 3, window_day=story.number % 5, seconds=20 + story.number * 37 % 900,
        fails=fails, overruled=fails // 2, **by,
    )  # fmt: skip
    if outcome is Outcome.SENT_BACK:
        for at_material, wanted in enumerate(story.item.materials[: 1 + story.number % 2]):
            reason = REASONS[(story.number // 7 + at_material) % len(REASONS)]
            story.batch.add(NamedFault, review_id=review, material_code=wanted.code, reason=reason, **by)


def _papers(story: Story, begun: datetime, submitted: list[datetime]) -> None:
    given = [
        _material(story, position, wanted, begun if submitted or position < 2 else None)
        for position, wanted in enumerate(story.item.materials[:6])
    ]
    if story.state in {S.SENT_BACK, S.CORRECTING, S.CLOSED, S.WITHDRAWN}:
        by = CorrectionBy.DEPARTMENT if story.state is S.CORRECTING else CorrectionBy.PREAUDIT
        answered = begun + timedelta(hours=8) if story.state is S.CLOSED else None
        notice = story.batch.add(
            Correction, case_id=story.number, asked_by=by, actor_id=story.town.auditors[0],
            asked_at=begun + timedelta(hours=6), due_on=(story.town.now + timedelta(days=9)).date(),
            answered_at=answered,
        )  # fmt: skip
        reasons = ["照片太暗，请重拍。"]
        story.batch.add(CorrectionItem, correction_id=notice, material_id=given[0], reasons=reasons)


def _material(story: Story, position: int, wanted: Definition, given: datetime | None) -> int:
    material = story.batch.add(
        Material, case_id=story.number, code=wanted.code, position=position, open=story.state is S.DRAFT
    )
    if given is None:
        return material
    kind = wanted.document_types[0] if wanted.document_types else "other"
    upload = story.batch.add(
        MaterialVersion, material_id=material, case_id=story.number, position=0,
        upload_key=f"b{story.number}:{position}", file_key=f"ab/{story.number}-{position}",
        file_name="photo.jpg", kind="jpeg", mime="image/jpeg", sha256=f"{story.number:056x}{position:08x}",
        size=60_000, pages=1, given_by=story.citizen, given_at=given, removed_at=None,
        reading_state=ReadingState.READ, reading=small_reading(str(kind)),
        previews=[f"ab/{story.number}-{position}-1"], read_at=given,
    )  # fmt: skip
    for rule, answers in (("present", ("pass",)), ("readable", ("pass", "pass", "pass", "fail"))):
        answer = story.chance.choice(answers)
        story.batch.add(
            Finding, case_id=story.number, material_id=material, upload_id=upload, rule=rule, answer=answer,
            severity="must", message="照片有点模糊，请在亮处再拍一张。" if answer == "fail" else "看得清楚。",
            page=1, box=[40, 40, 200, 60],
        )  # fmt: skip
    return material
