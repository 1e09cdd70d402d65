"""Rounds of thousands of envelopes on SQLite: collected, sorted into bags, closed as the product does it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

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
from beebox.logistics.bags import close_bag, envelopes_in
from beebox.logistics.collecting import collect
from beebox.logistics.models import Bag, Box, CustodyEntry, Envelope, Fate, Holder, Original, Round
from beebox.logistics.rounds import close_round, expected_in, not_found_yet, round_for
from beebox.logistics.sorting import arrive, put_in_bag, trays
from beebox.logistics.tables import BagState, EnvelopeState
from beebox.starting import migrate, seed
from beebox.wiring import build_office

SIZES = (1250, 2500, 5000, 10_000)
PIECE = 250
"""Scans in one transaction here; at a box each scan is one of its own."""


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
    place = [{"id": n, "code": code, "department_id": desks[n % len(desks)]} for n, code in numbered]
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
    return batch.id, people[1].actor()


def _insert(work: Work, model: type, rows: list[dict[str, object]]) -> None:
    work.session.execute(insert(model), rows)


def measured(found: Scene) -> dict[str, float]:
    """Seconds of a core for each stage."""
    return {
        "plan": _timed(lambda: _plan(found)),
        "collect": _timed(lambda: _in_pieces(found, _collect)),
        "sort": _timed(lambda: _in_pieces(found, _sort)),
        "close": _timed(lambda: _close(found)),
    }


def _timed(step: Callable[[], None]) -> float:
    began = process_time()
    step()
    return process_time() - began


def _plan(found: Scene) -> None:
    """What a collector is told before the box is opened: how many, which, for which tray."""
    with found.office.look() as work:
        batch = round_for(work, found.round_id)
        tray = {one.department.id: one.number for one in trays(work)}
        told = [(one.code, tray[one.department_id]) for one in not_found_yet(work, batch)]
        assert len(told) == expected_in(work, batch) == len(found.codes)


def _in_pieces(found: Scene, step: Callable[[Work, Scene, str, dict[int, int]], None]) -> None:
    for at in range(0, len(found.codes), PIECE):
        with found.office.work() as work:
            tray = {one.department.id: one.number for one in trays(work)}
            for code in found.codes[at : at + PIECE]:
                step(work, found, code, tray)


def _collect(work: Work, found: Scene, code: str, _tray: dict[int, int]) -> None:
    collect(work, round_for(work, found.round_id), code, found.actor)


def _sort(work: Work, found: Scene, code: str, tray: dict[int, int]) -> None:
    arrive(work, code, found.actor)
    envelope = work.session.scalars(select(Envelope).where(Envelope.code == code)).one()
    put_in_bag(work, code, str(tray[envelope.department_id]), found.actor)


def _close(found: Scene) -> None:
    with found.office.work() as work:
        close_round(work, round_for(work, found.round_id), len(found.codes), found.actor)
        bags = work.session.scalars(select(Bag).where(Bag.state == BagState.OPEN)).all()
        assert sum(len(envelopes_in(work, bag)) for bag in bags) == len(found.codes)
        for bag in bags:
            close_bag(work, bag, found.actor)


@click.command()
@click.option("--size", "sizes", multiple=True, type=int, default=SIZES, show_default=True)
def main(sizes: tuple[int, ...]) -> None:
    """A round of 1,250 to 10,000 envelopes on SQLite; the whole is to grow linearly."""
    for count in sizes:
        with TemporaryDirectory() as folder:
            made = scene(Path(folder), count)
            took = measured(made)
            made.office.close()
        told = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in took.items())
        whole = sum(took.values())
        print(f"{count:6d} envelopes: {told}; {whole:.1f} s, {whole / count * 1000:.2f} ms each", flush=True)


if __name__ == "__main__":
    main()
