"""Very many cases for the queue, quickly: the rows a queue page looks at, and no others.

A case that ended has its row and its reviews; one that waits also has materials, findings, labels, notes.
"""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from beebox.accounts.models import Person
from beebox.cases.counts import recount
from beebox.cases.models import Case
from beebox.cases.numbers import formal_number
from beebox.cases.papers import Finding, Material
from beebox.cases.states import ENDED, State
from beebox.catalog.definitions import Item
from beebox.kernel.clock import Clock, StageClock
from beebox.kernel.db import Office
from beebox.kernel.ids import ALPHABET
from beebox.kernel.settings import Settings
from beebox.preaudit.models import Outcome, Review
from beebox.preaudit.waiting.models import CaseLabel, CaseNote, Colour, Label, Skill, SkillKind
from beebox.schema import metadata
from beebox.starting import seed
from beebox.wiring import build_office
from bench.case_rows import SHARES, Batch
from bench.filling import MOMENT, SEED, hurry, settle
from bench.town import CASES_A_DAY, Town, found_town, put, town_rows, working_days

CHUNK = 5000
MATERIALS = 4
SMALL_TOWN = 2000
LABELS = (("常来", 0.3), ("加急", 0.03), ("疑难", 0.0))
"""Names, and how many of all cases carry them; the last is put on the RARE waiting ones only."""
NOTED = 0.05
RARE = 30
"""So many waiting cases are of the rare item, in English and carry the rare label, however many there are."""
USUAL = 0.4
"""The share of the commonest item."""
OPEN = (State.CHECKING, State.REVIEWING)


def queue_office(
    settings: Settings, cases: int, waiting: float, progress: Callable[[int], object] = lambda _done: None
) -> Office:
    """A service with this many cases of which this share waits for review; the same call, the same rows."""
    settings.var_dir.mkdir(parents=True, exist_ok=True)
    office = build_office(settings)
    clock = office.use(Clock)
    assert isinstance(clock, StageClock)
    clock.move_to(MOMENT)
    metadata.create_all(office.engine)
    seed(office)
    noon = working_days(office.now().astimezone(settings.zone), max(cases // CASES_A_DAY, 4))
    town = replace(found_town(office, SMALL_TOWN), days=noon)
    with office.engine.connect() as connection:
        hurry(connection)
        _people(connection, town)
        _fill(connection, town, cases, waiting, progress)
        settle(connection)
    with office.work() as work:
        recount(work)
    if office.engine.dialect.name == "postgresql":
        with office.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")  # as its own housekeeping does within minutes
    return office


def _people(connection: Connection, town: Town) -> None:
    """The people; the labels; and the last auditor is trained for one rare thing only."""
    boss = town.collectors[-1] + 1
    with connection.begin():
        for table, rows in town_rows(town, random.Random(SEED)):
            if table is Person.__table__:
                put(connection, table, rows)
        put(connection, Label.__table__, [  # type: ignore[arg-type]
            {"id": number, "name": name, "colour": Colour.NOTE, "made_by": boss, "made_at": town.now,
             "retired_at": None}
            for number, (name, _share) in enumerate(LABELS, 1)
        ])  # fmt: skip
        trained = {"id": 1, "person_id": town.auditors[-1], "kind": SkillKind.ITEM, "what": rare_item(town)}
        put(connection, Skill.__table__, [trained])  # type: ignore[arg-type]


def rare_item(town: Town) -> str:
    """The item of the RARE cases, which the last auditor is trained for."""
    return town.items[-1].code


def _fill(
    connection: Connection, town: Town, cases: int, waiting: float, progress: Callable[[int], object]
) -> None:
    chance, batch = random.Random(SEED), Batch()
    shares = {**SHARES, State.REVIEWING: 0.0}
    left = sum(shares.values())
    weights = [waiting if s is State.REVIEWING else w / left * (1 - waiting) for s, w in shares.items()]
    states = chance.choices(list(shares), weights, k=cases)
    for first in range(1, cases + 1, CHUNK):
        last = min(first + CHUNK, cases + 1)
        for number in range(first, last):
            _case(town, chance, batch, number, states[number - 1], number / cases)
        with connection.begin():
            for table in metadata.sorted_tables:
                put(connection, table, batch.rows[table])
        batch.rows.clear()
        progress(last - first)


def _case(town: Town, chance: random.Random, batch: Batch, number: int, state: State, age: float) -> None:
    rare = state is State.REVIEWING and batch.last[Material] < RARE * MATERIALS
    item = town.items[-1] if rare else _item(town, chance)
    ahead = chance.choice((-1, 0, 1, 2, 3, 4, 5, 6, 7))
    if state in OPEN:
        begun = town.now - timedelta(days=8 - ahead, minutes=chance.randrange(600))
        due = (town.now + timedelta(days=ahead)).date()
    else:
        begun = town.days[min(int(age * len(town.days)), len(town.days) - 1)]
        begun -= timedelta(minutes=chance.randrange(180))
        due = (begun + timedelta(days=7)).date()
    submitted = state is not State.DRAFT
    again = submitted and chance.random() < 0.2
    batch.add(
        Case, code=_code(number), number=formal_number(begun.date(), number % 999_999) if submitted else None,
        citizen_id=chance.choice(town.citizens), department_id=town.departments[item.department],
        item_code=item.code, item_version=item.version, answers={},
        form={"applicant_name": f"市民{number}", "id_number": "440105194603060377"}, receiver={},
        state=state, language="en" if rare else "zh", came_again=again, created_at=begun,
        submitted_at=begun if submitted else None,
        ended_at=begun + timedelta(days=9) if state in ENDED else None, submit_key=None,
        notice_due_on=due if submitted else None, decide_due_on=None, clock_stopped_on=None, lapses_on=None,
        result_by=None, held_by=None, held_until=None, assigned_to=None, assigned_until=None,
    )  # fmt: skip
    if submitted and state not in OPEN:
        outcome = Outcome.SENT_BACK if state is State.SENT_BACK else Outcome.PASSED
        at = min(begun + timedelta(days=1), town.now)
        auditor = chance.choice(town.auditors)
        batch.add(Review, case_id=number, round=1, outcome=outcome, auditor_id=auditor, at=at)
    for label, (_name, share) in enumerate(LABELS, 1):
        if submitted and (chance.random() < share or (rare and not share)):
            batch.add_plain(
                CaseLabel, case_id=number, label_id=label, due=due if state is State.REVIEWING else None,
                by=town.auditors[0], at=begun,
            )  # fmt: skip
    if state is State.REVIEWING:
        _waiting(town, chance, batch, number, begun)


def _item(town: Town, chance: random.Random) -> Item:
    return town.items[0] if chance.random() < USUAL else chance.choice(town.items[1:-1])


def _waiting(town: Town, chance: random.Random, batch: Batch, number: int, begun: datetime) -> None:
    for position in range(MATERIALS):
        material = batch.add(Material, case_id=number, code=f"m{position}", position=position, open=False)
        answer = chance.choice(("pass", "pass", "pass", "fail"))
        batch.add(
            Finding, case_id=number, material_id=material, upload_id=None, rule="readable", answer=answer,
            severity="must", message="照片有点模糊，请在亮处再拍一张。", page=1, box=[40, 40, 200, 60],
        )  # fmt: skip
    if chance.random() < NOTED:
        batch.add(CaseNote, case_id=number, by=town.auditors[0], at=begun, text="上次电话里说过。")


def _code(number: int) -> str:
    signs: list[str] = []
    rest: Any = number * 6_700_417 % 32**8
    for _ in range(8):
        rest, sign = divmod(rest, 32)
        signs.append(ALPHABET[sign])
    return "".join(signs[:4]) + "-" + "".join(signs[4:])
