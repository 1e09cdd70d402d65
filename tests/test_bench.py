"""The measuring itself: it fills what it says and asks for every page there is to measure."""

from pathlib import Path

from sqlalchemy import func, select

from beebox.cases.counts import differences
from beebox.cases.models import Case
from bench.filling import filled_office
from bench.page_table import table
from bench.pages import PAGES, measure
from bench.queue import CALLS, Measured
from bench.queue import table as queue_table
from bench.queue_rows import queue_office
from bench.upload_to_reading import as_new, pictures
from tests.conftest import settings_in


def test_every_page_is_found_and_measured(tmp_path: Path) -> None:
    office = filled_office(settings_in(tmp_path), 300)
    with office.look() as work:
        assert work.session.scalar(select(func.count(Case.id))) == 300
    figures = measure(office, 1)
    office.close()
    assert set(figures) == {page.name for page in PAGES}
    assert all(found.statements for found in figures.values())
    assert len(list(table({300: figures}))) == len(PAGES) + 2


def test_the_same_rows_come_again(tmp_path: Path) -> None:
    codes = []
    for name in ("one", "two"):
        office = filled_office(settings_in(tmp_path / name), 20)
        with office.look() as work:
            codes.append(work.session.execute(select(Case.code, Case.state).order_by(Case.id)).all())
        office.close()
    assert codes[0] == codes[1]


def test_every_kind_of_queue_is_filled_and_measured(tmp_path: Path) -> None:
    office = queue_office(settings_in(tmp_path), 600, 0.2)
    with office.look() as work:
        assert differences(work) == {}
    measured = Measured(office)
    for call in CALLS:
        measured.ask(call)
    office.close()
    assert all(figures.statements for figures in measured.figures.values())
    told = list(queue_table({1: measured.figures, 2: measured.figures}))
    assert told[-1] == "worst ratio 1.00, promised 1.5: kept"


def test_each_picture_is_a_file_of_its_own() -> None:
    _, picture = pictures(1)[0]
    assert as_new(picture) != as_new(picture)
