"""Boxes come from a file once; afterwards the database is right."""

from pathlib import Path

import pytest
from sqlalchemy import select

from beebox.kernel.db import Office
from beebox.kernel.settings import ROOT
from beebox.logistics.box_loading import WrongBoxFile, load_boxes
from beebox.logistics.models import Box, Centre
from beebox.logistics.timetable import next_emptyings, slots_of

WHOLE = (ROOT / "catalogue" / "boxes.yaml").read_text(encoding="utf-8")


def test_loading_again_keeps_what_was_edited(office: Office) -> None:
    with office.work() as work:
        box = work.session.scalars(select(Box).where(Box.code == "yihai")).one()
        box.name = "改过的名字"
    with office.work() as work:
        assert load_boxes(work, ROOT / "catalogue") == 0
        names = list(work.session.scalars(select(Box.name).order_by(Box.id)))
        assert names[0] == "改过的名字"
        assert len(names) == 3
        assert work.session.get_one(Centre, 1).name == "海珠小蜂箱寄件台"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda t: t.replace("capacity: 60", "capacity: 0"), "boxes.0.capacity"),
        (lambda t: t.replace("code: yihai", "code: Yihai!"), "boxes.0.code"),
        (lambda t: t.replace("hours: 24 小时可投", "hurs: 24"), "boxes.0.h"),
        (lambda t: t[: t.index("boxes:")] + "boxes: []", "boxes"),
        (lambda _: "boxes: [", "boxes.yaml"),
    ],
)
def test_a_wrong_file_says_where_and_adds_nothing(office: Office, tmp_path: Path, change, told: str) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "boxes.yaml").write_text(change(WHOLE), encoding="utf-8")
    with pytest.raises(WrongBoxFile, match=told), office.work() as work:
        load_boxes(work, tmp_path)
    with office.look() as work:
        assert len(work.session.scalars(select(Box)).all()) == 3


def test_a_box_without_its_own_times_uses_the_settings(office: Office) -> None:
    with office.work() as work:
        box = work.session.scalars(select(Box)).first()
        assert box is not None
        assert [f"{slot:%H:%M}" for slot in slots_of(work, box)] == ["10:00", "16:00"]
        coming = [f"{moment:%m-%d %H:%M}" for moment in next_emptyings(work, box, 3)]
        assert coming == ["11-30 10:00", "11-30 16:00", "12-01 10:00"]
