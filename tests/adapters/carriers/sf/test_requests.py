"""Our orders in SF's words."""

import json
from datetime import UTC, datetime

import pytest

from beebox.adapters.carriers.sf import translate_requests as requests
from beebox.logistics.faults import Rejected, Unsupported
from beebox.logistics.orders import Contact, Interception, LabelPaper, Leg, Payer, Product, Window
from tests.adapters.carriers.sf.conftest import NUMBER, an_order

CARD = "7551234567"
GOLDEN = (
    '{"language":"zh-CN","orderId":"LBW-7K3Q-9M2X-R",'
    '"cargoDetails":[{"name":"文件","count":1,"unit":"件"}],'
    '"contactInfoList":['
    '{"contactType":1,"contact":"越秀区政务服务中心","country":"CN","tel":"020-83123456",'
    '"province":"广东省","city":"广州市","county":"越秀区","address":"吉祥路1号"},'
    '{"contactType":2,"contact":"李晓梅","country":"CN","mobile":"13900000003",'
    '"province":"广东省","city":"广州市","county":"天河区","address":"体育西路100号2306房"}],'
    '"payMethod":1,"expressTypeId":1,"parcelQty":1,"isDocall":0,"isSignBack":0,"isReturnRoutelabel":1,'
    '"isUnifiedWaybillNo":1,"isGenWaybillNo":1,"monthlyCard":"7551234567","totalWeight":"0.350"}'
)


def test_an_order_is_written_once_compact_and_in_plain_chinese() -> None:
    assert requests.wire_text(requests.order_to_wire(an_order(), CARD)) == GOLDEN


def test_a_pickup_is_told_in_the_time_of_china() -> None:
    window = Window(datetime(2026, 11, 30, 6, 0, tzinfo=UTC), datetime(2026, 11, 30, 8, 0, tzinfo=UTC))
    wire = requests.order_to_wire(an_order(pickup=window), CARD)
    assert wire["isDocall"] == 1
    assert (wire["sendStartTm"], wire["pickupAppointEndtime"]) == (
        "2026-11-30 14:00:00",
        "2026-11-30 16:00:00",
    )


@pytest.mark.parametrize(
    ("payer", "leg", "method"),
    [
        (Payer.GOVERNMENT, Leg.OUTBOUND, 3),
        (Payer.GOVERNMENT, Leg.RETURN, 1),
        (Payer.CITIZEN, Leg.OUTBOUND, 1),
        (Payer.CITIZEN, Leg.RETURN, 2),
    ],
)
def test_who_pays_is_said_and_the_card_goes_only_with_the_centre(payer: Payer, leg: Leg, method: int) -> None:
    wire = requests.order_to_wire(an_order(payer=payer, leg=leg), CARD)
    assert wire["payMethod"] == method
    assert ("monthlyCard" in wire) is (payer is Payer.GOVERNMENT)


def test_products_and_weights_are_told_in_sf_units() -> None:
    assert requests.order_to_wire(an_order(product=Product.PARCEL), CARD)["expressTypeId"] == 2
    assert requests.order_to_wire(an_order(weight_grams=12_005), CARD)["totalWeight"] == "12.005"
    assert "totalWeight" not in requests.order_to_wire(an_order(weight_grams=0), CARD)


@pytest.mark.parametrize("name", ["𠮷田", "㐱某", "张*~ &-三", 'O\'Neil "老王"', "阿卜杜拉·买买提"])
def test_rare_characters_and_plain_signs_pass(name: str) -> None:
    order = an_order(receiver=Contact(name, "13900000003", "广州市天河区体育西路1号"))
    text = requests.wire_text(requests.order_to_wire(order, CARD))
    assert json.loads(text)["contactInfoList"][1]["contact"] == name
    assert "\\u" not in text


@pytest.mark.parametrize(
    "sign", ["😀", "❤️", "👨‍👩‍👧", "🇨🇳", "1️⃣", "\x07", "\u200b", "\u202e", "\ud800", "\n二"]
)
@pytest.mark.parametrize("part", ["sender", "receiver"])
def test_pictures_and_control_signs_are_refused_before_anything_is_sent(part: str, sign: str) -> None:
    order = an_order(**{part: Contact(f"李{sign}四", "13900000003", "广州市天河区体育西路1号")})
    with pytest.raises(Rejected) as refused:
        requests.order_to_wire(order, CARD)
    assert refused.value.field == f"{part}.name"


@pytest.mark.parametrize(
    ("contact", "field"),
    [
        (Contact("", "13900000003", "广州市天河区体育西路1号"), "receiver.name"),
        (Contact("李", " ", "广州市天河区体育西路1号"), "receiver.phone"),
        (Contact("李", "13900000003", "同上"), "receiver.address"),
        (Contact("李", "13900000003", "广州市天河区体育西路😀1号"), "receiver.address"),
        (Contact("李" * 101, "13900000003", "广州市天河区体育西路1号"), "receiver.name"),
        (Contact("李", "13900000003", "广州市天河区" + "路" * 200), "receiver.address"),
    ],
)
def test_what_sf_could_not_use_is_refused_with_its_field(contact: Contact, field: str) -> None:
    with pytest.raises(Rejected) as refused:
        requests.order_to_wire(an_order(receiver=contact), CARD)
    assert refused.value.field == field
    assert type(refused.value) is Rejected


def test_the_filter_asks_for_places_without_names() -> None:
    (asked,) = requests.filter_to_wire(an_order(), CARD)
    assert asked["filterType"] == 1
    assert [place["tel"] for place in asked["contactInfos"]] == ["020-83123456", "13900000003"]
    assert "李晓梅" not in str(asked)


def test_a_cancellation_names_the_number_where_there_is_one() -> None:
    assert requests.cancel_to_wire("R", "") == {"language": "zh-CN", "orderId": "R", "dealType": 2}
    named = requests.cancel_to_wire("R", NUMBER)
    assert named["waybillNoInfoList"] == [{"waybillType": 1, "waybillNo": NUMBER}]


def test_a_parcel_is_redirected_to_a_new_address() -> None:
    to = Contact("王五", "13900000005", "佛山市禅城区季华五路10号")
    assert requests.intercept_to_wire(NUMBER, Interception.REDIRECT, to, CARD) == {
        "waybillNo": NUMBER,
        "serviceCode": "1",
        "role": "1",
        "payMode": "4",
        "monthlyCardNo": CARD,
        "newDestAddress": {
            "province": "广东省",
            "city": "佛山市",
            "county": "禅城区",
            "address": "季华五路10号",
            "contact": "王五",
            "phone": "13900000005",
        },
    }


def test_a_parcel_is_sent_back_where_it_came_from() -> None:
    wire = requests.intercept_to_wire(NUMBER, Interception.RETURN, None, CARD)
    assert wire["serviceCode"] == "2"
    assert "newDestAddress" not in wire


def test_nothing_is_held_and_nothing_redirected_nowhere() -> None:
    with pytest.raises(Unsupported):
        requests.intercept_to_wire(NUMBER, Interception.HOLD, None, CARD)
    with pytest.raises(Rejected):
        requests.intercept_to_wire(NUMBER, Interception.REDIRECT, None, CARD)


@pytest.mark.parametrize(
    ("paper", "template"),
    [(LabelPaper.SMALL, "fm_76130_standard_BEEBOX01"), (LabelPaper.LARGE, "fm_150_standard_BEEBOX01")],
)
def test_a_label_is_printed_from_our_own_template(paper: LabelPaper, template: str) -> None:
    wire = requests.print_to_wire(NUMBER, paper, "BEEBOX01")
    assert wire["templateCode"] == template
    assert wire["documents"] == [{"masterWaybillNo": NUMBER}]


def test_at_most_ten_numbers_are_asked_for() -> None:
    assert requests.routes_to_wire([NUMBER] * 10)["trackingNumber"] == [NUMBER] * 10
    with pytest.raises(Rejected):
        requests.routes_to_wire([NUMBER] * 11)


def test_fees_are_asked_by_number_or_by_reference() -> None:
    assert requests.fees_to_wire("R", NUMBER) == {"trackingType": "2", "trackingNum": NUMBER}
    assert requests.fees_to_wire("R", "") == {"trackingType": "1", "trackingNum": "R"}
