"""The formal number of a case: one after the other, never twice, on each database."""

from datetime import date
from threading import Thread

import pytest

from beebox.cases.numbers import is_formal_number, next_number
from beebox.kernel.db import Office

DAY = date(2026, 11, 30)


def test_twenty_at_once_get_twenty_numbers(any_office: Office) -> None:
    drawn: list[str] = []

    def draw() -> None:
        with any_office.work() as work:
            number = next_number(work, DAY)
        drawn.append(number)

    threads = [Thread(target=draw) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(int(number[14:20]) for number in drawn) == list(range(1, 21))
    assert all(is_formal_number(number) for number in drawn)


def test_each_day_begins_with_one(any_office: Office) -> None:
    with any_office.work() as work:
        first, second = next_number(work, DAY), next_number(work, date(2026, 12, 1))
    assert (first[6:20], second[6:20]) == ("20261130000001", "20261201000001")


def test_a_number_of_a_transaction_that_failed_is_given_to_the_next(any_office: Office) -> None:
    with pytest.raises(RuntimeError, match="plug"), any_office.work() as work:
        next_number(work, DAY)
        raise RuntimeError("plug")
    with any_office.work() as work:
        assert next_number(work, DAY)[14:20] == "000001"
