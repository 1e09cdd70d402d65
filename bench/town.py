"""What stands before any case: people, boxes with two rounds a day, one bag a department and day."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Table, select

from beebox.accounts.models import Person
from beebox.accounts.roles import Role
from beebox.catalog.definitions import Item
from beebox.catalog.queries import current_items, departments
from beebox.kernel.db import Office
from beebox.kernel.settings import Settings
from beebox.logistics.models import Bag, Box, Round
from beebox.logistics.tables import BagState, RoundState

CASES_A_DAY = 250
"""How many a district hands in on a working day: it decides how many days of history there are."""
SLOTS = ("10:00", "16:00")
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗"
GIVEN = ("建国", "美玲", "雨欣", "志强", "秀英", "伟", "芳", "子轩", "桂兰", "家豪", "晓明", "丽华")

Rows = Mapping[Table, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class Town:
    """Everything a case refers to, by id."""

    now: datetime
    items: tuple[Item, ...]
    departments: Mapping[str, int]
    boxes: tuple[int, ...]
    citizens: range
    auditors: range
    collectors: range
    clerks: Mapping[int, int]
    days: tuple[datetime, ...]
    """Noon of every working day there was, oldest first."""
    zone: ZoneInfo

    def round_of(self, day: int, box: int, slot: int) -> int:
        return 1 + (day * len(self.boxes) + self.boxes.index(box)) * len(SLOTS) + slot

    def bag_of(self, day: int, department: int) -> int:
        return 1 + day * len(self.departments) + list(self.departments.values()).index(department)


def table_of(model: type) -> Table:
    table: Table = model.__table__  # type: ignore[attr-defined]  # every model has one
    return table


def found_town(office: Office, cases: int) -> Town:
    """Plan a town that is large enough for this many cases."""
    with office.look() as work:
        places = {row.code: row.id for row in departments(work)}
        boxes = tuple(work.session.scalars(select(Box.id).order_by(Box.id)))
        items = tuple(item for item in current_items(work) if not item.mail.presence_required)
    citizens = max(cases // 2, 10)
    staff = citizens + 1
    zone = office.use(Settings).zone
    return Town(
        now=office.now(),
        items=items,
        departments=places,
        boxes=boxes,
        citizens=range(1, citizens + 1),
        auditors=range(staff, staff + 10),
        collectors=range(staff + 10, staff + 16),
        clerks={place: staff + 20 + number for number, place in enumerate(places.values())},
        days=working_days(office.now().astimezone(zone), max(cases // CASES_A_DAY, 4)),
        zone=zone,
    )


def working_days(now: datetime, wanted: int) -> tuple[datetime, ...]:
    noon = datetime.combine(now.date(), time(12), tzinfo=now.tzinfo)
    back = (noon - timedelta(days=number) for number in count(1))
    weekdays = (day for day in back if day.weekday() < 5)
    return tuple(reversed([next(weekdays) for _ in range(wanted)]))


def town_rows(town: Town, chance: random.Random) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
    """The rows of people, rounds and bags, in an order that the references allow."""
    yield table_of(Person), list(_people(town, chance))
    yield table_of(Round), list(_rounds(town))
    yield table_of(Bag), list(_bags(town))


def _people(town: Town, chance: random.Random) -> Iterator[dict[str, Any]]:
    blank = {"phone": None, "login": None, "department_id": None, "created_at": town.days[0]}
    for number in town.citizens:
        name = chance.choice(SURNAMES) + chance.choice(GIVEN)
        yield blank | {"id": number, "role": Role.CITIZEN, "name": name, "phone": f"150{number:08d}"}
    roles = [(number, Role.AUDITOR) for number in town.auditors]
    roles += [(number, Role.COLLECTOR) for number in town.collectors]
    roles += [(town.collectors[-1] + 1, Role.SUPERVISOR), (town.collectors[-1] + 2, Role.ADMINISTRATOR)]
    for number, role in roles:
        yield blank | {"id": number, "role": role, "name": f"{role} {number}", "login": f"bench{number}"}
    for place, number in town.clerks.items():
        named = {"id": number, "role": Role.CLERK, "name": f"clerk {number}", "login": f"bench{number}"}
        yield blank | named | {"department_id": place}


def _rounds(town: Town) -> Iterator[dict[str, Any]]:
    for day, noon in enumerate(town.days):
        for box in town.boxes:
            for slot, hour in enumerate(SLOTS):
                due = noon.replace(hour=int(hour[:2]))
                yield {
                    "id": town.round_of(day, box, slot),
                    "box_id": box,
                    "on": noon.date(),
                    "slot": hour,
                    "due_at": due,
                    "state": RoundState.CLOSED,
                    "opened_at": due,
                    "closed_at": due + timedelta(minutes=20),
                    "closed_by": town.collectors[0],
                    "expected": 8,
                    "found": 8,
                    "counted": 8,
                }


def _bags(town: Town) -> Iterator[dict[str, Any]]:
    for day, noon in enumerate(town.days):
        last = day == len(town.days) - 1
        for place in town.departments.values():
            closed = noon.replace(hour=17)
            yield {
                "id": town.bag_of(day, place),
                "code": f"BAG{town.bag_of(day, place):06d}",
                "department_id": place,
                "state": BagState.CLOSED if last else BagState.RECEIVED,
                "opened_at": noon,
                "envelopes": 12,
                "originals": 20,
                "closed_at": closed,
                "closed_by": town.collectors[0],
                "received_at": None if last else closed + timedelta(hours=1),
                "received_by": None if last else town.clerks[place],
            }


def put(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        connection.execute(table.insert(), list(rows))
