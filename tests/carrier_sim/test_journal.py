"""The journal outlives its process, is shared by several, and keeps time."""

import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

from beebox.carrier_sim.company import Company
from beebox.carrier_sim.journal import Journal
from beebox.carrier_sim.numbers import postal
from beebox.carrier_sim.parcels import Ordered, Party
from beebox.kernel.clock import SystemClock
from tests.carrier_sim.callers import SfCaller
from tests.carrier_sim.running import running_simulator

HOME = Party("黄碧芳", "15000003248", "广东省广州市海珠区怡海西街96号103房")


def ordered(reference: str) -> Ordered:
    return Ordered(reference, HOME, HOME, "文件", 300)


def company(path: Path) -> Company:
    return Company(Journal(path, SystemClock()), "ems", lambda sequence, _: postal(sequence))


def test_a_restart_forgets_nothing(tmp_path: Path) -> None:
    with running_simulator(tmp_path) as first:
        number = SfCaller(first).number("R1")
        later = first.move_clock(hours=48)
        told = first.told
        assert first.process is not None
        first.process.kill()
    with running_simulator(tmp_path) as second:
        assert second.sf["checkword"] == told["sf"]["checkword"]
        assert [order["number"] for order in second.orders("R1")] == [number]
        assert second.now() >= later
        assert SfCaller(second).create("R1")["errorCode"] == "8016"


def test_two_processes_share_one_journal(tmp_path: Path) -> None:
    with running_simulator(tmp_path) as first, running_simulator(tmp_path) as second:
        numbers = [SfCaller(each).number(f"R{i}") for i in range(3) for each in (first, second)[i % 2 :][:1]]
        assert len(set(numbers)) == 3
        assert SfCaller(second).ask("EXP_RECE_SEARCH_ORDER_RESP", {"orderId": "R0"})["success"]
        first.move_clock(hours=5)
        assert abs(second.now() - first.now()) < timedelta(minutes=1)


def test_many_who_order_the_same_get_one_parcel(tmp_path: Path) -> None:
    made: list[str] = []
    threads = [
        Thread(target=lambda: made.append(company(tmp_path / "j").accept(ordered("R1")).number))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8 and len(set(made)) == 1
    assert len(company(tmp_path / "j").parcels("R1")) == 1


def test_an_order_that_was_accepted_survives_a_killed_process(tmp_path: Path) -> None:
    script = (
        "import os\nfrom pathlib import Path\nfrom tests.carrier_sim.test_journal import company, ordered\n"
        f"print(company(Path({str(tmp_path / 'j')!r})).accept(ordered('R1')).number, flush=True)\nos._exit(9)"
    )
    told = subprocess.run([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, check=False)
    assert told.returncode == 9
    assert company(tmp_path / "j").lookup("R1").number == told.stdout.strip()


def test_time_never_runs_back(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j", SystemClock())
    ahead = journal.move_to(datetime(2099, 1, 1, tzinfo=UTC))
    assert journal.move_to(datetime(2030, 1, 1, tzinfo=UTC)) >= ahead


def test_a_journal_of_the_time_before_is_set_aside(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "j") as old:
        old.execute("CREATE TABLE orders (sequence INTEGER PRIMARY KEY, reference TEXT)")
        old.execute("CREATE TABLE scans (number TEXT)")
        old.execute("INSERT INTO orders (reference) VALUES ('R1')")
    old.close()
    assert company(tmp_path / "j").accept(ordered("R1")).number == postal(1)
    with sqlite3.connect(tmp_path / "j") as new:
        assert new.execute("SELECT reference FROM old_orders").fetchall() == [("R1",)]
    new.close()
