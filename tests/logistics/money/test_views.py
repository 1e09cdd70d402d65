"""The pages about money, as each role sees them."""

import csv
import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from beebox.accounts.models import Person
from beebox.accounts.roles import Role
from beebox.logistics.money.crediting import open_dispute
from beebox.logistics.orders import Leg, Payer
from beebox.logistics.parcels import Waybill
from tests.logistics.conftest import Paper
from tests.logistics.money.billing_carrier import bill_file
from tests.logistics.money.conftest import Till
from tests.logistics.money.test_statements import line


@pytest.fixture
def supervisor(signed_in: Callable[..., FlaskClient]) -> FlaskClient:
    return signed_in(Role.SUPERVISOR)


def upload(client: FlaskClient, data: bytes, name: str = "11月.csv"):  # type: ignore[no-untyped-def]  # answer
    return client.post("/money/statements", data={"carrier": "simulated", "file": (io.BytesIO(data), name)})


def test_a_supervisor_takes_a_bill_in_and_sees_what_came_of_it(till: Till, supervisor: FlaskClient) -> None:
    right, dear = till.parcel(), till.parcel()
    answer = upload(supervisor, bill_file(line(right), line(dear, "20.00"), total="32.00"))
    assert answer.status_code == 303
    where = answer.headers["Location"]
    assert "正在读这个文件" in supervisor.get(where).text
    till.deliver()
    page = supervisor.get(where).text
    assert "各行加起来和文件写的合计一样：32.00 元" in page
    assert dear.number in page
    assert right.number not in page, "what is in order is folded away"
    assert right.number in supervisor.get(f"{where}?outcome=matched").text
    assert "11月.csv" in supervisor.get("/money/statements").text


def test_the_same_file_is_refused_on_the_page_too(till: Till, supervisor: FlaskClient) -> None:
    data = bill_file(line(till.parcel()))
    upload(supervisor, data)
    again = upload(supervisor, data, "other.csv")
    assert again.status_code == 409
    assert "2026-11-30 已经导入过" in again.text


def test_a_form_without_a_file_or_carrier_says_what_is_wanted(till: Till, supervisor: FlaskClient) -> None:
    assert "请选一个账单文件" in supervisor.post("/money/statements", data={"carrier": "simulated"}).text
    answer = supervisor.post(
        "/money/statements", data={"carrier": "nobody", "file": (io.BytesIO(b"x"), "a.csv")}
    )
    assert (answer.status_code, "哪家快递公司" in answer.text) == (422, True)


def test_a_collector_looks_and_changes_nothing(till: Till, signed_in: Callable[..., FlaskClient]) -> None:
    bill_id = till.bill(line(till.parcel(), "20.00"))
    [wrong] = till.lines(bill_id)
    collector = signed_in(Role.COLLECTOR)
    for path in ("/money", "/money/statements", f"/money/statements/{bill_id}", f"/money/lines/{wrong.id}"):
        page = collector.get(path)
        assert page.status_code == 200
        assert 'method="post"' not in page.text.replace('action="/sign-out"', "").replace(
            '<form class="inline" method="post"', ""
        )
    assert collector.post(f"/money/lines/{wrong.id}/dispute", data={"reason": "x"}).status_code == 403
    assert upload(collector, b"x").status_code == 403


def test_a_line_is_disputed_with_a_reason_and_listed(till: Till, supervisor: FlaskClient) -> None:
    [wrong] = till.lines(till.bill(line(till.parcel(), "20.00")))
    refused = supervisor.post(f"/money/lines/{wrong.id}/dispute", data={"reason": " "})
    assert (refused.status_code, "请写一句理由" in refused.text) == (422, True)
    assert supervisor.post(f"/money/lines/{wrong.id}/dispute", data={"reason": "多收"}).status_code == 303
    page = supervisor.get("/money/disputes").text
    assert wrong.number in page
    assert "8.00" in page
    assert wrong.number not in supervisor.get("/money/disputes?state=credited").text


def test_the_dispute_file_keeps_numbers_as_text_and_no_formula(till: Till, supervisor: FlaskClient) -> None:
    digits = ["1234567890123", "=1+1", "2026-11-30", "20.00", "1000", "寄付", "运费"]
    bill_id = till.bill(digits)
    [wrong] = [row for row in till.lines(bill_id) if row.row > 0]
    with till.office.work() as work:
        open_dispute(work, wrong.id, "@SUM(A1:A9)", till.supervisor)
    told = supervisor.get(f"/money/statements/{bill_id}/disputes/csv")
    assert told.data.startswith(b"\xef\xbb\xbf")
    _, row = csv.reader(io.StringIO(told.data.decode("utf-8-sig")))
    assert row[1:3] == ["1234567890123\t", "'=1+1"]
    assert row[5:8] == ["20.00", "", "20.00"]
    assert row[11] == "'@SUM(A1:A9)"
    book = load_workbook(
        io.BytesIO(supervisor.get(f"/money/statements/{bill_id}/disputes/xlsx").data)
    ).worksheets[0]
    assert (book["B2"].value, book["B2"].data_type) == ("1234567890123", "s")
    assert (book["C2"].value, book["C2"].data_type) == ("=1+1", "s")
    assert (book["H2"].value, book["H2"].data_type) == (20, "n")


def test_the_month_is_told_by_carrier_leg_and_department(till: Till, supervisor: FlaskClient) -> None:
    till.bill(line(till.parcel(), "20.00"), line(till.parcel()))
    till.parcel(Leg.OUTBOUND)
    page = supervisor.get("/money?month=2026-11").text
    assert "民政局" in page
    assert "36.00" in page, "three estimates"
    assert "32.00" in page, "two are billed"
    assert "这个月还没有运费" in supervisor.get("/money?month=2020-01").text
    assert supervisor.get("/money?month=%E4%B8%8D").status_code == 200


def test_staff_see_what_each_leg_of_a_case_costs(till: Till, supervisor: FlaskClient) -> None:
    waybill = till.parcel()
    page = supervisor.get(f"/mail-out/{waybill.reference}").text
    assert "运费（元）" in page
    assert "12.00" in page


def citizen(paper: Paper, signed_in: Callable[..., FlaskClient]) -> FlaskClient:
    with paper.office.look() as work:
        somebody = work.session.get_one(Person, paper.citizen.id)
        work.session.expunge(somebody)
    return signed_in(somebody)


def test_a_citizen_who_pays_nothing_is_told_so(paper: Paper, signed_in: Callable[..., FlaskClient]) -> None:
    code = paper.code(paper.passed())
    assert "上门取件不用您付钱" in citizen(paper, signed_in).get(f"/cases/{code}/hand-in").text


def test_a_citizen_who_pays_is_told_about_how_much_before_choosing_the_door(
    paper: Paper, signed_in: Callable[..., FlaskClient]
) -> None:
    case_id = paper.passed()
    waybill = paper.waybill(case_id, Leg.OUTBOUND)
    with paper.office.work() as work:
        work.session.get_one(Waybill, waybill.id).payer = Payer.CITIZEN
    page = citizen(paper, signed_in).get(f"/cases/{paper.code(case_id)}/hand-in").text
    assert "由您当面付给快递员，大约 12.00 元" in page
