import pytest

from beebox.catalog.queries import (
    DepartmentNotFound,
    ItemNotFound,
    current_item,
    current_items,
    department_by_code,
    departments,
    item_version,
    search,
)
from beebox.kernel.db import Office


def test_what_is_offered_comes_in_the_order_of_the_home_page(any_office: Office) -> None:
    with any_office.look() as work:
        found = [item.code for item in current_items(work)]
        assert found[:2] == ["elder-card-first", "residence-permit"]
        assert len(found) == len(set(found)) >= 12
        assert current_item(work, "elder-card-first") is current_items(work)[0]


def test_departments_are_known_by_code(office: Office) -> None:
    with office.look() as work:
        assert department_by_code(work, "civil-affairs").name == "海珠区民政局"
        assert {d.code for d in departments(work)} >= {item.department for item in current_items(work)}
        with pytest.raises(DepartmentNotFound):
            department_by_code(work, "nobody")


def test_what_is_not_there_is_told_with_its_name(office: Office) -> None:
    with office.look() as work:
        with pytest.raises(ItemNotFound, match="no-such-thing"):
            current_item(work, "no-such-thing")
        with pytest.raises(ItemNotFound, match="1999-01-01"):
            item_version(work, "elder-card-first", "1999-01-01")


def test_search_reads_what_is_offered(office: Office) -> None:
    with office.look() as work:
        assert [item.code for item in search(work, "lnr")] == ["elder-card-first"]
