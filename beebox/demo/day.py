"""One whole working day, played over HTTP against the running program: read `_play_day` first."""

import json
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from beebox.demo import desks, morning, paper
from beebox.demo.cast import read_cast
from beebox.demo.citizens import Citizen
from beebox.demo.company import Company
from beebox.demo.hours import Hours
from beebox.demo.service import DidNotStart, Service
from beebox.demo.telling import FIGURES, Fate, Step, Telling, write_summary
from beebox.demo.visitor import Lost, Visitor
from beebox.kernel.clock import SystemClock
from beebox.kernel.settings import Settings

READERS = 2
"""Children that read pictures at the same time: as many as a small machine has cores."""
Figures = dict[str, Any]


def play(
    settings: Settings,
    only: tuple[str, ...] = (),
    url: str | None = None,
    told: Path | None = None,
    *,
    wire: bool = False,
) -> int:
    """Play the day, print the table, leave papers and summary below var/demo: 0 when all is as planned.

    `only` names parts of cast.yaml. With `url` the program is one that runs already, in development
    and never signed in to; `told` is the file with what it printed at its first start. `wire`: by EMS and SF.
    """
    telling, folder, began = Telling(), settings.var_dir / "demo", time.monotonic()
    citizens: Sequence[Citizen] = []
    shutil.rmtree(folder / "papers", ignore_errors=True)
    figures: Figures = {}
    problems: list[str] = []
    try:
        with _service(folder, url, told, wire=wire) as service:
            parts = read_cast(only)
            company = Company.gather(service, parts, folder / "papers", settings.catalogue_dir)
            citizens = company.citizens
            hours = Hours.next_from(SystemClock().now(), settings.catalogue_dir, settings.zone)
            try:
                _play_day(company, hours, telling, figures)
            except (Lost, httpx.HTTPError) as trouble:
                problems.append(str(trouble))
            with telling.scene("看每件到了哪里 / look where each case stands", len(citizens)) as step:
                fates = [_fate(citizen, step) for citizen in citizens]
            problems += [f"{c}" for c in service.complaints()[:5]]
    except (DidNotStart, Lost, httpx.HTTPError, OSError) as trouble:
        telling.say(f"✗ {trouble}")
        return 1
    figures["minutes"] = round((time.monotonic() - began) / 60, 1)
    problems += [_difference(fate) for fate in fates if not fate.as_planned]
    telling.table(fates)
    write_summary(folder / "summary.json", fates, figures, problems)
    _say_end(telling, folder, figures, problems)
    return 1 if problems else 0


def _play_day(company: Company, hours: Hours, telling: Telling, figures: Figures) -> None:
    everybody, travelling = company.citizens, [c for c in company.citizens if c.part.travels]
    early = [c for c in travelling if not c.part.faults and c.part.slot == "morning"]
    late = [c for c in travelling if c not in early]

    company.stage.move_to(hours.at(8, 30))
    morning.apply(company, telling)
    morning.wait_for_reading(everybody, telling)
    morning.hand_in(company, telling)
    morning.review(company, [c for c in everybody if c.part.ends != "draft"], telling)

    company.stage.move_to(hours.at(9, 30))
    paper.choose_ways(early, telling)
    paper.drop(early)
    figures["rounds_left_from_before_the_day"] = paper.close_leftovers(company)
    received = _first_round(company, hours, telling)
    received += [c for c in everybody if c.part.way == "none"]
    desks.take_up(company, received, telling)

    mended = morning.answer_notices(company, telling)
    morning.review(company, mended, telling)
    paper.choose_ways([c for c in late if not c.part.too_early], telling)
    company.stage.move_to(hours.at(15, 30))
    paper.drop(late)
    last = _second_round(company, hours, telling)
    desks.take_up(company, last, telling)
    desks.correct(company)

    desks.decide(company, received + last, telling)
    desks.post_back(company, received + last, telling)
    company.stage.move_to(hours.next_morning())
    desks.deliver_all(company, telling)
    desks.print_decisions(everybody, telling)
    figures["differences_settled"] = desks.settle_differences(company)
    figures["rated"] = desks.rate(everybody)
    _look_from_outside(company, everybody[0])
    figures |= morning.seconds_to_reading(everybody)
    figures |= company.auditor.tally.figures()


def _first_round(company: Company, hours: Hours, telling: Telling) -> list[Citizen]:
    """From the boxes at ten to the departments at eleven: whose paper has arrived."""
    company.stage.move_to(hours.at(10, 1))
    collected = paper.do_rounds(company, "morning", telling)
    paper.sort_and_seal(company, collected, telling, wrong_once=True)
    company.stage.move_to(hours.at(11))
    return paper.sign_for_bags(company, telling)


def _second_round(company: Company, hours: Hours, telling: Telling) -> list[Citizen]:
    """The same at four, with what the courier fetched and what had come too early."""
    company.stage.move_to(hours.at(16, 1))
    collected = paper.do_rounds(company, "afternoon", telling)
    collected += paper.fetch_at_doors(company, [c for c in company.citizens if c.part.at_the_door])
    collected += [c.code for c in company.citizens if c.part.too_early]
    paper.sort_and_seal(company, collected, telling, wrong_once=False)
    company.stage.move_to(hours.at(16, 40))
    return paper.sign_for_bags(company, telling)


def _look_from_outside(company: Company, citizen: Citizen) -> None:
    """Anybody with the code and the last four digits sees the timeline; with others nobody does."""
    stranger = Visitor(company.url, "stranger")
    tail = citizen.part.phone[-4:]
    stranger.open("/track")
    stranger.attempt("/track", code=citizen.code, tail="0000" if tail != "0000" else "1111")
    if stranger.status < 400:
        raise Lost("the timeline opens with wrong digits of the phone")
    stranger.open("/track")
    stranger.send("/track", code=citizen.code.lower(), tail=tail)
    stranger.must_see(citizen.code)


def _fate(citizen: Citizen, step: Step) -> Fate:
    """What became of a case, as its citizen's own pages say: the list and the timeline must agree."""
    part, minutes = citizen.part, citizen.minutes
    try:
        actual = citizen.stands_at() if citizen.code else "not begun"
        if actual != "draft" and citizen.code:
            told = json.loads(citizen.visitor.fetch(f"/api/track/{citizen.code}"))["state"]
            actual = actual if told in {actual, "checking"} else f"{actual} / {told}"
    except (Lost, httpx.HTTPError, ValueError) as trouble:
        actual = f"? {trouble}"
    step()
    happened = "；".join(citizen.remarks)
    planned = f"{part.story}\n{part.story_en}"
    return Fate(part.tag, citizen.code, part.item, part.name, planned, happened, part.ends, actual, minutes)


def _difference(fate: Fate) -> str:
    return (
        f"办件 {fate.code or fate.tag}（{fate.who}，{fate.item}）应到 {fate.expected}，实到 {fate.actual}"
        f" / case {fate.code or fate.tag} should be {fate.expected} and is {fate.actual}"
    )


def _say_end(telling: Telling, folder: Path, figures: Figures, problems: Sequence[str]) -> None:
    for name, value in figures.items():
        telling.say(f"  {FIGURES.get(name, '')} / {name.replace('_', ' ')}: {value}")
    count = len(list((folder / "papers").rglob("*.pdf")))
    telling.say(f"  {count} 份 PDF 在 / PDFs in {folder / 'papers'}")
    for problem in problems:
        telling.say(f"✗ {problem}")
    if not problems:
        telling.say("✓ 一切如计划。 / Everything went as planned.")


@contextmanager
def _service(folder: Path, url: str | None, told: Path | None, *, wire: bool) -> Iterator[Service]:
    if url is not None:
        yield Service(url, told or folder / "run" / "output.log")
        return
    service = Service.start(folder / "run", readers=READERS, wire=wire)
    try:
        yield service
    finally:
        service.stop()
