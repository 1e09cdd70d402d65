"""The way of the originals: box or door, the round, the sorting desk, the bag, the department."""

from collections.abc import Sequence

from beebox.demo.cast import Slot
from beebox.demo.citizens import Citizen
from beebox.demo.collector import COLLECTED, OTHER_BOX, TOO_EARLY, UNKNOWN, Found
from beebox.demo.company import Company
from beebox.demo.telling import Telling
from beebox.demo.visitor import Lost

NOBODYS_CODE = "ZZZZ-2222"


def choose_ways(citizens: Sequence[Citizen], telling: Telling) -> None:
    """Each chooses box or door and prints what goes into or onto the envelope."""
    with telling.scene("选交法、打印 / box or door, print", len(citizens)) as step:
        for citizen in citizens:
            citizen.choose_way()
            step()


def drop(citizens: Sequence[Citizen]) -> None:
    for citizen in citizens:
        if citizen.part.box and not citizen.part.too_early:
            citizen.say_dropped()


def do_rounds(company: Company, slot: Slot, telling: Telling) -> list[str]:
    """Empty every box once; the codes that go on to the sorting desk."""
    collector = company.collector
    rounds = collector.open_rounds(len(collector.boxes))
    taken: list[str] = []
    with telling.scene(f"{_round_words(slot)}", len(rounds)) as step:
        for number, (box, path) in enumerate(sorted(rounds.items())):
            inside = _inside(company, slot, box)
            if slot == "morning" and number == 0:
                inside.append(Found(NOBODYS_CODE, UNKNOWN))
            miscounted = slot == "morning" and number == 1
            collector.empty(path, inside, len(inside) + miscounted)
            taken += [found.code for found in inside if found.answer in {COLLECTED, OTHER_BOX}]
            for found in inside:
                _remark(company, found)
                if found.answer == TOO_EARLY:
                    collector.hold(found.code)
            step()
    return taken


def close_leftovers(company: Company) -> int:
    """Rounds of the time before the day, opened afterwards: each is closed as empty."""
    leftovers = company.collector.leftovers()
    for path in leftovers:
        company.collector.empty(path, [], 0)
    return len(leftovers)


def sort_and_seal(company: Company, codes: Sequence[str], telling: Telling, *, wrong_once: bool) -> None:
    """Every envelope into the bag of its department, every bag sealed with its sheet."""
    with telling.scene("分拣、封袋 / sort and seal", len(codes)) as step:
        company.collector.sort(codes, step, wrong_once=wrong_once)
        sealed = company.collector.seal()
    inside = sorted(code for bag in sealed for code in company.collector.bags[bag])
    if inside != sorted(codes):
        raise Lost(f"sorted {sorted(codes)}, but the sealed bags hold {inside}")


def sign_for_bags(company: Company, telling: Telling) -> list[Citizen]:
    """Each department counts its bag and signs; whose paper it has from now on."""
    bags, company.collector.bags = company.collector.bags, {}
    received: list[str] = []
    with telling.scene("部门签收 / departments sign", len(bags)) as step:
        for bag, codes in bags.items():
            company.clerks.sign_for(bag, company.those(codes))
            received += codes
            step()
    return company.those(received)


def fetch_at_doors(company: Company, citizens: Sequence[Citizen]) -> list[str]:
    """The courier brings what was fetched at the door to the sorting desk."""
    outbound = [f"LBW-{citizen.code}-O" for citizen in citizens]
    company.couriers.arrive(outbound, lambda: None)
    return [citizen.code for citizen in citizens]


def _inside(company: Company, slot: Slot, box: str) -> list[Found]:
    """What lies in this box now, with the answer that its scan must get."""
    lying = []
    for citizen in company.citizens:
        part = citizen.part
        if part.too_early:
            if slot == "morning" and part.box == box:
                lying.append(Found(citizen.code, TOO_EARLY))
        elif part.travels and part.slot == slot and part.dropped_in == box:
            elsewhere = bool(part.found_in) and part.found_in != part.box
            lying.append(Found(citizen.code, OTHER_BOX if elsewhere else COLLECTED))
    return lying


def _remark(company: Company, found: Found) -> None:
    words = {TOO_EARLY: "投早了，代管 came too early, kept", OTHER_BOX: "投错箱 in another box"}
    for citizen in company.those([found.code]):
        citizen.remarks += [words[found.answer]] if found.answer in words else []


def _round_words(slot: Slot) -> str:
    return "上午收件 / morning round" if slot == "morning" else "下午收件 / afternoon round"
