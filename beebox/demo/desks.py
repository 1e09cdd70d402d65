"""The department's part and the way home: accept, decide, pack, hand over, deliver, rate."""

from collections.abc import Sequence

from beebox.demo.citizens import Citizen
from beebox.demo.company import Company
from beebox.demo.supervisor import MISCOUNTED, NOBODYS, TOO_EARLY, settle
from beebox.demo.telling import Telling
from beebox.demo.visitor import Lost


def take_up(company: Company, citizens: Sequence[Citizen], telling: Telling) -> None:
    """Accept, refuse, or ask for the one correction."""
    with telling.scene("受理、补正、不予受理 / accept, correct, refuse", len(citizens)) as step:
        for citizen in citizens:
            company.clerks.take_up(citizen)
            step()


def correct(company: Company) -> list[Citizen]:
    """Who was asked for a correction gives it; the cases that come back to the desk."""
    asked = [citizen for citizen in company.citizens if citizen.part.clerk == "correct"]
    for citizen in asked:
        citizen.mend([company.clerks.complained_of(citizen)])
        citizen.wait_until_it_stands_at("received")
        company.clerks.accept(citizen)
    return asked


def decide(company: Company, citizens: Sequence[Citizen], telling: Telling) -> None:
    accepted = [citizen for citizen in citizens if citizen.part.clerk != "refuse"]
    with telling.scene("作出决定 / decide", len(accepted)) as step:
        for citizen in accepted:
            company.clerks.decide(citizen)
            if citizen.part.way == "collect":
                company.clerks.hand_out(citizen)
            step()


def post_back(company: Company, citizens: Sequence[Citizen], telling: Telling) -> None:
    """Every result and every original that must go back: packed, ticked, handed to the courier."""
    posted = [c for c in citizens if c.part.way == "post"]
    references = company.mail_out.wait_for(len(posted))
    if len(references) != len(posted):
        raise Lost(f"{len(posted)} parcels should wait at the mail-out desk, there are {len(references)}")
    with telling.scene("装袋、交寄 / pack, hand over", len(references)) as step:
        for reference in references:
            company.mail_out.pack(reference)
            step()
        company.mail_out.hand_over(references)
    company.couriers.take(references)


def deliver_all(company: Company, telling: Telling) -> None:
    """The courier rings at every door; delivery closes the cases."""
    parcels = company.mail_out.handed_over
    with telling.scene("投递 / deliver", len(parcels)) as step:
        company.couriers.arrive(parcels, step)
    for citizen in company.citizens:
        if citizen.part.way == "post" and citizen.part.ends == "closed":
            citizen.wait_until_it_stands_at("closed")


def settle_differences(company: Company) -> int:
    """What the rounds found that did not agree: the planned differences, and nothing else."""
    planned = [NOBODYS, MISCOUNTED]
    planned += [TOO_EARLY for citizen in company.citizens if citizen.part.too_early]
    return settle(company.staff.visitor("supervisor"), planned)


def print_decisions(citizens: Sequence[Citizen], telling: Telling) -> None:
    """In the morning each fetches the decision, the same words as on the day it was made."""
    closed = [citizen for citizen in citizens if citizen.part.ends == "closed"]
    with telling.scene("取决定书 / fetch the decision", len(closed)) as step:
        for citizen in closed:
            citizen.save("decision", f"{citizen.home}/documents/newest/decision.pdf")
            step()


def rate(citizens: Sequence[Citizen]) -> int:
    raters = [citizen for citizen in citizens if citizen.part.stars]
    for citizen in raters:
        citizen.rate()
        citizen.remarks.append("已评价 rated")
    return len(raters)
