"""From the first picture to the pass: citizens apply, the machine reads, the auditor looks."""

import statistics
import time
from collections.abc import Sequence

from beebox.demo.citizens import READING_SECONDS, Citizen
from beebox.demo.company import Company
from beebox.demo.telling import Telling
from beebox.demo.visitor import Lost


def apply(company: Company, telling: Telling) -> None:
    """Everybody begins, types and uploads; only the first, alone at that hour, waits each time."""
    with telling.scene("申请、填表、上传 / apply, fill in, upload", len(company.citizens)) as step:
        for number, citizen in enumerate(company.citizens):
            citizen.begin()
            citizen.fill()
            for material, picture in citizen.part.handed_in_first.items():
                citizen.give({material: picture})
                if number == 0:
                    citizen.wait_until_read()
            step()


def wait_for_reading(citizens: Sequence[Citizen], telling: Telling) -> None:
    """Everybody reloads the task list now and then, as people do, until nothing is being read."""
    waiting = list(citizens)
    until = time.monotonic() + READING_SECONDS
    with telling.scene("机器看图 / the machine reads", len(waiting)) as step:
        while waiting:
            for citizen in list(waiting):
                if citizen.look():
                    waiting.remove(citizen)
                    step()
            if time.monotonic() > until:
                left = ", ".join(citizen.code for citizen in waiting)
                raise Lost(f"still being read after {READING_SECONDS} s: {left}")
            time.sleep(0.3)


def hand_in(company: Company, telling: Telling) -> None:
    """Retake what the page says is unfit, check everything, submit."""
    with telling.scene("核对、提交 / check, submit", len(company.citizens)) as step:
        for citizen in company.citizens:
            citizen.retake()
            citizen.submit()
            step()


def review(company: Company, waiting: Sequence[Citizen], telling: Telling) -> None:
    """The auditor decides every case that waits; what should be sent back is, the rest passes."""
    again = {citizen.code for citizen in company.citizens if "退回" in " ".join(citizen.remarks)}
    with telling.scene("预审 / review", len(waiting)) as step:
        for citizen in company.auditor.work_through(waiting):
            wrong = bool(citizen.part.faults) and citizen.code not in again
            wanted = "sent_back" if wrong else "awaiting_paper"
            reached = citizen.stands_at()
            if reached not in {wanted, "received"}:
                raise Lost(f"{citizen.code} should be {wanted} after the review and is {reached}")
            step()


def answer_notices(company: Company, telling: Telling) -> list[Citizen]:
    """Who was sent back mends, waits or withdraws; those who mended wait for a second look."""
    told = [citizen for citizen in company.citizens if citizen.stands_at() == "sent_back"]
    with telling.scene("按告知书修改 / answer the notice", len(told)) as step:
        for citizen in told:
            citizen.answer_notice()
            step()
    return [citizen for citizen in told if citizen.part.answer == "mend"]


def seconds_to_reading(citizens: Sequence[Citizen]) -> dict[str, float | int]:
    """Median seconds from an upload to the page that shows what was read.

    Of the first citizen, whose pictures came one by one, and of the others, who came all at once.
    """
    alone, together = _seconds(citizens[:1]), _seconds(citizens[1:])
    told: dict[str, float | int] = {"pictures_read": len(alone) + len(together)}
    for words, seconds in (("one_by_one", alone), ("all_at_once", together)):
        if seconds:
            told[f"median_seconds_to_reading_{words}"] = round(statistics.median(seconds), 1)
            told[f"longest_seconds_to_reading_{words}"] = round(max(seconds), 1)
    return told


def _seconds(citizens: Sequence[Citizen]) -> list[float]:
    timings = [timing for citizen in citizens for many in citizen.timings.values() for timing in many]
    return [timing.seconds for timing in timings if timing.seconds is not None]
