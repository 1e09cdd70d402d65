"""Labels are fetched as each carrier has it, say that they are simulated, and scan."""

import base64
import json

import pypdfium2
import pytest
import zxingcpp

from tests.carrier_sim.callers import EmsCaller, SfCaller
from tests.carrier_sim.running import Running

DOTS_A_POINT = 203 / 72
PRINT = "COM_RECE_CLOUD_PRINT_WAYBILLS"


def look(data: bytes) -> tuple[str, list[str], tuple[int, int]]:
    """Text, codes that a scanner reads at 203 dpi, and size in mm of the one page."""
    with pypdfium2.PdfDocument(data) as document:
        (page,) = document
        text = page.get_textpage().get_text_range()
        picture = page.render(scale=DOTS_A_POINT, grayscale=True).to_numpy()
        size = tuple(round(points / 72 * 25.4) for points in page.get_size())
    return text, [code.text for code in zxingcpp.read_barcodes(picture)], (size[0], size[1])


@pytest.mark.parametrize(("paper", "size"), [("129", (76, 129)), ("149", (76, 149)), ("179", (100, 179))])
def test_ems_labels(simulator: Running, ems: EmsCaller, paper: str, size: tuple[int, int]) -> None:
    number = json.loads(ems.create("R1")["retBody"])["waybillNo"]
    wanted = {"waybillNo": number, "type": paper, "getURL": "1", "isReturn": "0"}
    url = ems.ask("010004", wanted)["retBody"]
    text, codes, found = look(simulator.client.get(url).content)
    assert (codes, found) == ([number], size) and "SIMULATED" in text
    assert "15000003248" not in text and "103房" not in text
    plain = ems.ask("010004", wanted | {"getURL": "0"})["retBody"]
    assert look(base64.b64decode(plain))[1] == [number]
    simulator.move_clock(hours=25)
    assert simulator.client.get(url).status_code == 403
    assert ems.ask("010004", wanted | {"type": "1"})["retCode"] == "B0001"
    assert ems.ask("010004", wanted | {"waybillNo": "LB990999996CN"})["retCode"] == "B0003"


@pytest.mark.parametrize(
    ("start", "size"), [("fm_76130_standard_", (76, 130)), ("fm_150_standard_", (100, 150))]
)
def test_sf_labels(simulator: Running, sf: SfCaller, start: str, size: tuple[int, int]) -> None:
    number = sf.number("R1")
    wanted = {
        "templateCode": start + sf.keys["partner_id"],
        "version": "2.0",
        "fileType": "pdf",
        "sync": True,
    }
    wanted |= {"documents": [{"masterWaybillNo": number}]}
    (file,) = sf.ask(PRINT, wanted)["obj"]["files"]
    answer = simulator.client.get(file["url"], headers={"X-Auth-token": file["token"]})
    text, codes, found = look(answer.content)
    assert (codes, found) == ([number], size) and "SIMULATED" in text
    assert simulator.client.get(file["url"]).status_code == 403
    assert sf.ask(PRINT, wanted | {"templateCode": start + "OTHER"})["errorCode"] == "1002"
    simulator.move_clock(hours=25)
    assert simulator.client.get(file["url"], headers={"X-Auth-token": file["token"]}).status_code == 403


def test_a_label_service_that_is_down_comes_back(ems: EmsCaller, sf: SfCaller) -> None:
    number = json.loads(ems.create("R1", name="SIM_LABEL_DOWN")["retBody"])["waybillNo"]
    wanted = {"waybillNo": number, "type": "129", "getURL": "1"}
    assert [ems.ask("010004", wanted)["retCode"] for _ in range(3)] == ["B0010", "B0010", "00000"]
    carried = sf.number("R1", name="模拟面单故障")
    order = {"templateCode": "fm_150_standard_" + sf.keys["partner_id"], "version": "2.0"}
    order |= {"documents": [{"masterWaybillNo": carried}]}
    assert [sf.ask(PRINT, order)["success"] for _ in range(3)] == [False, False, True]


def test_an_address_that_has_ended_is_followed_by_a_good_one(simulator: Running, ems: EmsCaller) -> None:
    number = json.loads(ems.create("R1", name="SIM_LABEL_EXPIRED")["retBody"])["waybillNo"]
    wanted = {"waybillNo": number, "type": "129", "getURL": "1"}
    answers = [simulator.client.get(ems.ask("010004", wanted)["retBody"]).status_code for _ in range(2)]
    assert answers == [403, 200]
