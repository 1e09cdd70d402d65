"""Findings in the order of their weight, numbered, each with its place on the picture and enlarged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beebox.cases.papers import Finding, MaterialVersion, Remark
from beebox.intake.shots import Frame, Shot, shots_of
from beebox.intake.spots import Spot, all_doubted, key_of, spots_of


def finding(answer: str, severity: str = "hint", **more: object) -> Finding:
    told = {"rule": "readable", "message": answer, "upload_id": 1, "page": 1, "box": None}
    return Finding(answer=answer, severity=severity, **{**told, **more})


def upload(previews: list[str], reading: dict[str, object] | None = None) -> MaterialVersion:
    return MaterialVersion(id=1, pages=len(previews), previews=previews, reading=reading)


PAGE = {"number": 1, "width": 1600, "height": 1000, "fields": []}


def test_the_gravest_comes_first_and_what_passed_has_no_number() -> None:
    told = spots_of(
        [
            finding("pass"), finding("cannot_tell", "must"), finding("fail", "hint"),
            finding("fail", "must"), finding("pass"), finding("fail", "should"),
        ],
        {},
    )  # fmt: skip
    assert [(s.number, s.finding.answer, s.finding.severity) for s in told] == [
        (1, "fail", "must"), (2, "fail", "should"), (3, "fail", "hint"), (4, "cannot_tell", "must"),
        (None, "pass", "hint"), (None, "pass", "hint"),
    ]  # fmt: skip
    assert [s.manner.tone for s in told] == ["stop", "wait", "wait", "wait", "good", "good"]
    assert [s.weight for s in told] == ["必须", "建议", "参考", "", "", ""]
    assert len({(s.manner.word, s.manner.sign) for s in told}) == 5


def test_a_remark_belongs_to_the_finding_of_its_rule_and_place() -> None:
    here, there = finding("fail", "must"), finding("fail", "must", page=2)
    remark = Remark(rule="readable", place="1:2", note="很清楚")
    told = spots_of([here, there], {("readable", "1:2"): remark})
    assert [s.remark for s in told] == [None, remark]
    assert not all_doubted([here, there], {key_of(there): remark})
    assert all_doubted([here, there], {key_of(here): remark, key_of(there): remark})
    assert not all_doubted([finding("fail", "should"), finding("pass")], {})


def test_boxes_carry_the_numbers_of_their_sentences() -> None:
    fields = [
        {"name": "name", "value": "黄建国", "box": {"x": 10, "y": 20, "w": 100, "h": 50}},
        {"name": "sex", "value": "男", "box": {"x": 10, "y": 90, "w": 30, "h": 50}},
    ]
    told = spots_of(
        [
            finding("cannot_tell", "must", box=[500, 500, 40, 40]),
            finding("fail", "must", box=[10, 20, 100, 50]),
            finding("fail", "should", box=[10, 20, 100, 50]), finding("fail", "must"),
        ],
        {},
    )  # fmt: skip
    (shot,) = shots_of([upload(["a"], {"pages": [{**PAGE, "fields": fields}]})], told)
    assert [(frame.numbers, frame.tone) for frame in shot.frames] == [
        ((), "good"), ((4,), "wait"), ((1, 3), "stop"),
    ]  # fmt: skip
    assert [spot.number for spot in shot.spots] == [1, 2, 3, 4]


def test_two_papers_on_one_page_share_its_picture() -> None:
    front = {**PAGE, "fields": [{"name": "name", "value": "黄建国", "box": None}]}
    back = {**PAGE, "fields": [{"name": "valid_until", "value": "long_term", "box": None}]}
    (shot,) = shots_of([upload(["a"], {"pages": [front, back]})], [])
    assert [field.label for field in shot.fields] == ["姓名", "有效期到"]


def test_a_page_without_a_picture_is_left_out_and_the_others_keep_their_place() -> None:
    shots = shots_of([upload(["a", "", "c"]), upload(["d"])], spots_of([finding("fail", page=2)], {}))
    assert [(shot.number, shot.place) for shot in shots] == [(1, 1), (3, 3), (1, 4)]
    assert all(not shot.spots for shot in shots)


sides = st.integers(1, 4000)


@given(sides, sides, st.integers(0, 4000), st.integers(0, 4000), sides, sides)
def test_what_is_enlarged_lies_in_the_picture_and_shows_the_box(
    width: int, height: int, x: int, y: int, w: int, h: int
) -> None:
    x, y = min(x, width - 1), min(y, height - 1)
    w, h = min(w, width - x), min(h, height - y)
    spot = Spot(1, finding("fail", box=[x, y, w, h]))
    shot = Shot(upload(["a"]), 1, 1, width, height, [spot], [], [])
    found = shot.cutting(spot)
    assert found is not None
    (left, top, wide, tall), box = found
    assert box == (x, y, w, h)
    assert left >= 0 and left + wide <= width + 1
    assert top >= 0 and top + tall <= height + 1
    assert left <= x + 1 and x + w <= left + wide + 1
    assert top <= y + 1 and y + h <= top + tall + 1


@pytest.mark.parametrize(("box", "pins"), [
    ((200.0, 300.0, 400.0, 40.0), [(136.0, 320.0, 1)]),
    ((300.0, 300.0, 400.0, 40.0), [(236.0, 320.0, 1), (108.0, 320.0, 3)]),
    ((10.0, 300.0, 400.0, 40.0), [(74.0, 236.0, 1), (202.0, 236.0, 3)]),
    ((0.0, 0.0, 1600.0, 1000.0), [(64.0, 64.0, 1)]),
])  # fmt: skip
def test_numbers_stand_beside_their_box_and_inside_the_picture(
    box: tuple[float, float, float, float], pins: list[tuple[float, float, int]]
) -> None:
    frame = Frame(*box, tone="stop", numbers=tuple(number for _, _, number in pins))
    assert frame.pins(16.0) == pins


def test_nothing_is_enlarged_without_a_box_or_a_size() -> None:
    spot = Spot(1, finding("fail"))
    assert Shot(upload(["a"]), 1, 1, 100, 100, [spot], [], []).cutting(spot) is None
    boxed = Spot(1, finding("fail", box=[1, 1, 2, 2]))
    assert Shot(upload(["a"]), 1, 1, 0, 0, [boxed], [], []).cutting(boxed) is None
