"""A label scans and stays legible whatever people are called and wherever they live."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from beebox.kernel.barcodes import CannotEncode
from beebox.logistics.labels.contents import Party, WaybillLabel
from beebox.logistics.labels.drawing import DOTS_A_MM, SIZES, Drawing, Words, Zone
from beebox.logistics.labels.fitting import ELLIPSIS, PT, SMALLEST
from beebox.logistics.labels.layout import draw
from beebox.logistics.labels.pdf import pdf_of
from beebox.logistics.labels.zpl import dots_of
from beebox.logistics.orders import LabelPaper, Leg
from tests.logistics.labels.samples import (
    CITIZEN,
    LONG_ADDRESS,
    LONG_NAME,
    LONG_PARTY,
    PLAIN,
    boxes,
    codes_in,
    inside,
    opened,
    picture,
    scanned,
)

UGLY = replace(
    PLAIN,
    number="SF1234567890123",
    receiver=LONG_PARTY,
    sender=LONG_PARTY,
    item="医疗器械经营许可（第三类）核发、变更与延续以及补领等多项合并办理事项的超长名称" * 2,
    contents="证照正本 1 份、副本 3 份、退回原件 12 份、不予许可决定书 1 份、送达回证 2 份、其他材料若干",
    reference="LBW-6PWR-4XK9-R12.3-XXXXXXXXXXXXXXXXXXXXX",
    route_code="755WE-021-A3-NM-LONGER-THAN-EVER",
    route="深圳宝安集散中心转运二部 → 广州海珠江南西营业点第三收寄组",
    nth=99,
)
CHINESE = st.characters(min_codepoint=0x4E00, max_codepoint=0x4E80)
MIXED = st.text(
    st.one_of(CHINESE, st.sampled_from("abgjpqyWM019-—（）()，。·&*~<>%/\\'\"　 \t\n\x00𠮷😀ÅŚệ")), min_size=1
)
NUMBERS = st.one_of(
    st.from_regex(r"[A-Z]{2}[0-9]{9}CN", fullmatch=True),
    st.from_regex(r"SF[0-9]{13}", fullmatch=True),
    st.from_regex(r"[0-9]{12,15}", fullmatch=True),
)
PARTIES = st.builds(Party, MIXED, st.from_regex(r"[0-9-]{0,24}", fullmatch=True), MIXED, st.booleans())


def texts(drawing: Drawing) -> str:
    return "".join(line.text for one in drawing.everything if isinstance(one, Words) for line in one.lines)


def printed(label: WaybillLabel, paper: LabelPaper) -> set[tuple[str, str]]:
    (dots,) = dots_of(pdf_of([draw(label, paper)]))
    return scanned(picture(dots))


@pytest.mark.parametrize("paper", LabelPaper)
@pytest.mark.parametrize(
    "label", [PLAIN, UGLY, replace(UGLY, simulated=False)], ids=["plain", "ugly", "real"]
)
def test_bar_code_and_qr_read_back_at_203_dpi(label: WaybillLabel, paper: LabelPaper) -> None:
    assert printed(label, paper) == {
        ("Code 128", label.number),
        ("QR Code", f"LBB:WAY:{label.number}"),
    }


@pytest.mark.parametrize("paper", LabelPaper)
@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(number=NUMBERS, sender=PARTIES, receiver=PARTIES, item=MIXED, contents=MIXED, nth=st.integers(1, 999))
def test_any_data_reads_back_and_stays_in_its_zone(
    paper: LabelPaper, number: str, sender: Party, receiver: Party, item: str, contents: str, nth: int
) -> None:
    label = replace(
        PLAIN, number=number, sender=sender, receiver=receiver, item=item, contents=contents, nth=nth
    )
    drawing = draw(label, paper)
    (dots,) = dots_of(pdf_of([drawing]))
    assert scanned(picture(dots)) == {("Code 128", number), ("QR Code", f"LBB:WAY:{number}")}
    assert_within(drawing)


def assert_within(drawing: Drawing) -> None:
    """Every line's own height and width lie in the zone it was set for."""
    from beebox.logistics.labels.typefaces import advances

    for one in drawing.everything:
        if not isinstance(one, Words):
            continue
        assert one.size >= SMALLEST
        for line in one.lines:
            wide = sum(advances(one.face)[sign] for sign in line.text) * one.size * PT
            place = Zone(line.x, line.y - 0.88 * one.size * PT, wide, 1.0 * one.size * PT)
            assert inside(place, one.zone, slack=0.01), (line, one.zone)


@pytest.mark.parametrize("paper", LabelPaper)
def test_no_printed_sign_leaves_its_zone(paper: LabelPaper) -> None:
    """As a reader of the file sees it: the boxes of the signs themselves, hollow letters aside."""
    drawing = draw(replace(UGLY, simulated=False), paper)
    zones = [one.zone for one in drawing.everything if isinstance(one, Words)]
    found = list(boxes(opened(pdf_of([drawing]))[0]))
    assert len(found) > 300
    strays = [(sign, box) for sign, box in found if not any(inside(box, zone, 0.25) for zone in zones)]
    assert strays == []


@pytest.mark.parametrize("paper", LabelPaper)
def test_zones_never_overlap_and_lie_on_the_paper(paper: LabelPaper) -> None:
    drawing = draw(replace(UGLY, simulated=True), paper)
    width, height = SIZES[paper]
    zones = [one.zone for one in drawing.everything if isinstance(one, Words)]
    zones += [code.zone for code in codes_in(drawing)]
    assert all(inside(zone, Zone(0, 0, width, height)) for zone in zones)
    hits = [
        (a, b)
        for a, b in combinations(zones, 2)
        if min(a.right, b.right) - max(a.x, b.x) > 0.01 and min(a.bottom, b.bottom) - max(a.y, b.y) > 0.01
    ]
    assert hits == []


@pytest.mark.parametrize("paper", LabelPaper)
@pytest.mark.parametrize("number", ["EA102604214CN", "1234567890123", "SF1234567890123"])
def test_bars_are_whole_dots_of_the_print_head(number: str, paper: LabelPaper) -> None:
    for code in codes_in(draw(replace(PLAIN, number=number), paper)):
        dots = [code.module * DOTS_A_MM, code.zone.x * DOTS_A_MM, code.zone.y * DOTS_A_MM]
        assert all(value == int(value) for value in dots)
        assert dots[0] >= 2


@pytest.mark.parametrize("number", ["X" * 24, "运单1", "", "A\n1"])
def test_a_number_that_would_not_scan_is_refused(number: str) -> None:
    with pytest.raises(CannotEncode):
        draw(replace(PLAIN, number=number), LabelPaper.SMALL)


def test_long_texts_shrink_then_end_in_an_ellipsis() -> None:
    large, small = draw(UGLY, LabelPaper.LARGE), draw(UGLY, LabelPaper.SMALL)
    assert LONG_NAME in texts(large), "sixty signs are printed whole on the large label"
    assert LONG_NAME not in texts(small)
    assert LONG_NAME[:24] in texts(small)
    assert ELLIPSIS in texts(small)
    assert LONG_ADDRESS[:60].replace(" ", "") in texts(large).replace(" ", "")


@pytest.mark.parametrize("paper", LabelPaper)
def test_a_label_gives_away_no_name_phone_or_room(paper: LabelPaper) -> None:
    for label in (PLAIN, replace(PLAIN, sender=CITIZEN, leg=Leg.OUTBOUND)):
        text = texts(draw(label, paper))
        assert "王**" in text
        assert "150******80" in text
        assert "榕荫中路146号****" in text
        for hidden in ("建国", "15000004680", "2107", "80001234"):
            assert hidden not in text


@pytest.mark.parametrize("paper", LabelPaper)
def test_only_a_simulated_label_says_simulated(paper: LabelPaper) -> None:
    for simulated in (True, False):
        pdf = pdf_of([draw(replace(PLAIN, simulated=simulated), paper)])
        text = opened(pdf)[0].get_textpage().get_text_range()
        assert ("SIMULATED" in text, "模拟" in text) == (simulated, simulated)


@pytest.mark.parametrize("paper", LabelPaper)
def test_only_a_second_print_says_copy(paper: LabelPaper) -> None:
    assert "COPY" not in texts(draw(PLAIN, paper))
    assert texts(draw(replace(PLAIN, nth=3), paper)).count("补打 COPY 3") == 2


@pytest.mark.parametrize(("leg", "word"), [(Leg.OUTBOUND, "去件"), (Leg.RETURN, "回寄")])
def test_each_leg_has_its_word(leg: Leg, word: str) -> None:
    assert word in texts(draw(replace(PLAIN, leg=leg), LabelPaper.SMALL))


def test_what_a_desk_needs_stands_on_both_sizes() -> None:
    for paper in LabelPaper:
        text = texts(draw(PLAIN, paper))
        for wanted in ("020-海珠-03A", "EA 1026 0421 4 CN", "6PWR-4XK9", "0.3 千克", "寄方月结"):
            assert wanted in text
        for wanted in ("LBW-6PWR-4XK9-R1", "2026-11-23 16:00", "证照 1 份、退回原件 2 份", "存根"):
            assert wanted in text
