"""Rounds of thousands of envelopes on SQLite: collected, sorted into bags, closed as the product does it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

import click
from sqlalchemy import insert, select

from beebox.accounts.models import Person
from beebox.accounts.roles import Actor, Role
from beebox.cases.models import Case
from beebox.cases.states import State
from beebox.catalog.queries import current_items, departments
from beebox.kernel.db import Office, Work
from beebox.kernel.ids import new_code
from beebox.kernel.settings import Settings
from beebox.logistics.bags import close_bag
from beebox.logistics.collecting import collect
from beebox.logistics.in_pieces import in_pieces
from beebox.logistics.models import Bag, Box, CustodyEntry, Envelope, Fate, Holder, Original, Round
from beebox.logistics.orders import Leg
from beebox.logistics.parcels import Waybill, WaybillCase
from beebox.logistics.rounds import close_round, expected_in, not_found_yet, round_for
from beebox.logistics.scanning import Seen
from beebox.logistics.scanning_many import collect_many, sort_many
from beebox.logistics.sorting import arrive, put_in_bag, trays
from beebox.logistics.tables import BagState, EnvelopeState, WaybillState
from beebox.logistics.taking_lists import MOST_CODES
from beebox.starting import migrate, seed
from beebox.wiring import build_office

SIZES = (1250, 2500, 5000, 10_000)
ONE_BY_ONE = 500
BOUND_AT, BOUND = 10_000, 10.0
"""A round of so many envelopes, in so many seconds."""
Step = Callable[[Work, "Scene", list[str]], None]


@dataclass(frozen=True)
class Scene:
    office: Office
    round_id: int
    actor: Actor
    codes: list[str]


def scene(folder: Path, count: int) -> Scene:
    """A box with so many envelopes in it, two originals in each."""
    settings = Settings.from_env({"BEEBOX_VAR": str(folder)})
    settings.var_dir.mkdir(parents=True, exist_ok=True)
    migrate(settings)
    office = build_office(settings)
    seed(office)
    codes = list({new_code(): None for _ in range(count * 2)})[:count]
    with office.work() as work:
        round_id, actor = _fill(work, codes)
    return Scene(office, round_id, actor, codes)


def _fill(work: Work, codes: list[str]) -> tuple[int, Actor]:
    now, item = work.now(), current_items(work)[0]
    box = work.session.scalars(select(Box).limit(1)).one()
    people = [Person(role=role, name=role.value, created_at=now) for role in (Role.CITIZEN, Role.COLLECTOR)]
    batch = Round(box_id=box.id, on=now.date(), slot="10:00", due_at=now, opened_at=now)
    work.session.add_all([*people, batch])
    work.session.flush()
    desks = [found.id for found in departments(work)]
    numbered = list(enumerate(codes, 1))
    case = {
        "citizen_id": people[0].id, "item_code": item.code, "item_version": item.version,
        "state": State.AWAITING_PAPER, "created_at": now,
    }  # fmt: skip
    place: list[dict[str, Any]] = [
        {"id": n, "code": code, "department_id": desks[n % len(desks)]} for n, code in numbered
    ]
    _insert(work, Case, [{**case, **one} for one in place])
    dropped = {"state": EnvelopeState.DROPPED, "box_id": box.id, "dropped_at": now - timedelta(hours=1)}
    _insert(work, Envelope, [{**dropped, **one, "case_id": one["id"]} for one in place])
    papers = [(n * 2 + copy - 1, n, copy) for n, _ in numbered for copy in (0, 1)]
    paper = {"name": "居民身份证", "count": 1, "afterwards": Fate.RETURNED, "material_code": "id-card"}
    _insert(
        work,
        Original,
        [{**paper, "id": p, "case_id": n, "copy": bool(copy), "position": copy} for p, n, copy in papers],
    )
    entry = {"holder_kind": Holder.BOX, "holder_ref": box.code, "at": now}
    _insert(work, CustodyEntry, [{**entry, "original_id": p} for p, _, _ in papers])
    _parcels(work, place)
    return batch.id, people[1].actor()


def _parcels(work: Work, place: list[dict[str, Any]]) -> None:
    """A parcel was planned for each, and taken back when its citizen chose the box."""
    there = {"name": "黄碧芳", "phone": "15000003248", "address": "广东省广州市海珠区怡海西街96号103房"}
    parcel = {
        "leg": Leg.OUTBOUND, "carrier": "sim", "state": WaybillState.CANCELLED,
        "sender": there, "receiver": there, "contents": "原件 2 份",
        "weight_grams": 300, "simulated": True, "ordered_at": work.now(),
    }  # fmt: skip
    _insert(
        work,
        Waybill,
        [
            {**parcel, "id": p["id"], "reference": f"LBW-{p['code']}-O1", "number": str(p["id"])}
            for p in place
        ],
    )
    _insert(
        work,
        WaybillCase,
        [{"waybill_id": p["id"], "case_id": p["id"], "envelope_id": p["id"]} for p in place],
    )


def _insert(work: Work, model: type, rows: list[dict[str, object]]) -> None:
    work.session.execute(insert(model), rows)


def measured(found: Scene, collecting: Step, sorting: Step) -> dict[str, float]:
    """Seconds on the clock for each stage."""
    return {
        "plan": _timed(lambda: _plan(found)),
        "collect": _timed(lambda: _in_pieces(found, collecting)),
        "sort": _timed(lambda: _in_pieces(found, sorting)),
        "close": _timed(lambda: _close(found)),
    }


def _timed(step: Callable[[], None]) -> float:
    began = perf_counter()
    step()
    return perf_counter() - began


def _plan(found: Scene) -> None:
    """What a collector is told before the box is opened: how many, which, for which tray."""
    with found.office.look() as work:
        batch = round_for(work, found.round_id)
        tray = {one.department.id: one.number for one in trays(work)}
        told = [(one.code, tray[one.department_id]) for one in not_found_yet(work, batch)]
        assert len(told) == expected_in(work, batch) == len(found.codes)


def _in_pieces(found: Scene, step: Step) -> None:
    for codes in in_pieces(found.codes, MOST_CODES):
        with found.office.work() as work:
            step(work, found, codes)


def collect_list(work: Work, found: Scene, codes: list[str]) -> None:
    handed = collect_many(work, round_for(work, found.round_id), codes, found.actor)
    assert {one.seen for one in handed} == {Seen.COLLECTED}


def sort_list(work: Work, found: Scene, codes: list[str]) -> None:
    assert {one.seen for one in sort_many(work, codes, found.actor)} == {Seen.IN_BAG}


def collect_each(work: Work, found: Scene, codes: list[str]) -> None:
    for code in codes:
        collect(work, round_for(work, found.round_id), code, found.actor)


def sort_each(work: Work, found: Scene, codes: list[str]) -> None:
    tray = {one.department.id: one.number for one in trays(work)}
    for code in codes:
        arrive(work, code, found.actor)
        envelope = work.session.scalars(select(Envelope).where(Envelope.code == code)).one()
        put_in_bag(work, code, str(tray[envelope.department_id]), found.actor)


def _close(found: Scene) -> None:
    with found.office.work() as work:
        close_round(work, round_for(work, found.round_id), len(found.codes), found.actor)
        bags = work.session.scalars(select(Bag).where(Bag.state == BagState.OPEN)).all()
        for bag in bags:
            close_bag(work, bag, found.actor)
        assert sum(bag.envelopes for bag in bags) == len(found.codes)


@click.command()
@click.option("--size", "sizes", multiple=True, type=int, default=SIZES, show_default=True)
def main(sizes: tuple[int, ...]) -> None:
    """A round of 1,250 to 10,000 envelopes on SQLite, handed in as lists; the whole is to grow linearly."""
    smallest = 0.0
    for count in sizes:
        each = _told(count, "", collect_list, sort_list) / count
        smallest = smallest or each
        whole = each * count
        print(f"       {each / smallest:.2f} of an envelope's time in the smallest round", flush=True)
        if count == BOUND_AT:
            print(f"       {whole / BOUND:.2f} of the {BOUND:.0f} s allowed", flush=True)
    one_by_one = _told(ONE_BY_ONE, ", scanned one by one", collect_each, sort_each) / ONE_BY_ONE
    print(f"       {one_by_one / smallest:.1f} times the time of a list", flush=True)


def _told(count: int, how: str, collecting: Step, sorting: Step) -> float:
    """Print what each stage took; seconds of the whole."""
    with TemporaryDirectory() as folder:
        made = scene(Path(folder), count)
        busy = process_time()
        took = measured(made, collecting, sorting)
        busy = process_time() - busy
        made.office.close()
    told = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in took.items())
    whole = sum(took.values())
    print(f"{count:6d} envelopes{how}: {told}", flush=True)
    print(f"       {whole:.2f} s, {whole / count * 1000:.3f} ms each; {busy:.2f} s of a core", flush=True)
    return whole


if __name__ == "__main__":
    main()
