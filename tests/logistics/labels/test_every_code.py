"""Every bar code and QR code this program prints reads back from black dots of 203 dpi."""

from dataclasses import replace

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from beebox.adapters.press import PaperPress
from beebox.cases.issuing.contents import Body, Content, Link, Point
from beebox.logistics.labels.zpl import dots_of
from beebox.web import sheets
from beebox.web.paper import render_pdf
from tests.logistics.labels.samples import picture, scanned
from tests.web.paper_samples import ALPHABET, MAILOUT, SLIP, bag

UGLY = "广州市海珠区木棉里文化传播（第一分公司）Jiangnan West Road No. 123 & <b>𠮷野家</b> · 😀 " * 3
CODES = st.builds(lambda a, b: f"{a}-{b}", *[st.text(ALPHABET, min_size=4, max_size=4)] * 2)


def read_back(template: str, **sheet: object) -> set[tuple[str, str]]:
    """What all pages of the sheet hold."""
    pages = dots_of(render_pdf(f"paper/{template}.html", **sheet))
    return set().union(*(scanned(picture(dots)) for dots in pages))


def check(app: Flask, code: str, token: str) -> None:
    track, proof = f"https://box.example/t/{code}?k={token}", f"https://box.example/verify/{code}"
    body = Body((UGLY,), (Point(UGLY[:60], (UGLY,)),), link=Link(track, UGLY))
    document = Content(
        "notice", "一次性告知书", "", "海民告〔2026〕000001号", code, proof, UGLY[:60], UGLY, UGLY, code,
        code, "2026-11-30", body, (UGLY,), UGLY,
    )  # fmt: skip
    pages = dots_of(PaperPress().press("document-1", document.to_json()))
    found: set[tuple[str, str]] = set().union(*(scanned(picture(dots)) for dots in pages))
    assert {("QR Code", track), ("QR Code", proof)} <= found
    with app.test_request_context("/"):
        slip = replace(SLIP, code=code, item=UGLY, box_name=UGLY, box_address=UGLY, department=UGLY)
        assert read_back("slip", slip=slip) == {("QR Code", f"LBB:ENV:{code}")}
        envelope = sheets.BaggedEnvelope(code, UGLY, UGLY, 12)
        sheet = replace(bag(0), code=code, department=UGLY[:200], place=UGLY[:200], envelopes=(envelope,) * 3)
        assert read_back("bagsheet", bagsheet=sheet) == {("Code 128", code), ("QR Code", f"LBB:BAG:{code}")}
        mailed = sheets.MailedParcel("SF1234567890123", code, UGLY, UGLY[:60], UGLY[:60], 30_000)
        listed = replace(
            MAILOUT, number=f"LBM-{code}", carrier=UGLY[:60], desk=UGLY[:60], parcels=(mailed,) * 3
        )
        assert read_back("mailout", mailout=listed) == {("Code 128", f"LBM-{code}")}


def test_slip_document_bag_sheet_and_list_with_the_longest_data(app: Flask) -> None:
    check(app, "7K3Q-9M2X", "x" * 60)


@settings(
    max_examples=2,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(code=CODES, token=st.text("ABCxyz019-_", max_size=90))
def test_slip_document_bag_sheet_and_list_with_any_code(app: Flask, code: str, token: str) -> None:
    check(app, code, token)


def test_no_template_prints_a_code_that_is_not_read_back_here() -> None:
    from beebox.kernel.settings import ROOT

    drawing = {
        path.name
        for path in (ROOT / "templates").rglob("*.html")
        if "qr_svg(" in path.read_text() or "code128_svg(" in path.read_text()
    }
    assert drawing == {"slip.html", "document-1.html", "bagsheet.html", "mailout.html"}


@pytest.mark.parametrize("number", ["X" * 30, "LBM-" + "9" * 44])
def test_what_would_need_too_narrow_bars_is_refused(app: Flask, number: str) -> None:
    from beebox.kernel.barcodes import CannotEncode

    with app.test_request_context("/"), pytest.raises(CannotEncode):
        render_pdf("paper/mailout.html", mailout=replace(MAILOUT, number=number + "X" * 20))
