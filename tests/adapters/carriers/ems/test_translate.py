"""Our words on the wire of EMS, letter by letter."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beebox.adapters.carriers.ems import translate
from beebox.adapters.carriers.ems.cipher import Envelope
from beebox.logistics.faults import Rejected
from beebox.logistics.orders import Contact, LabelPaper, Leg, Order, Payer, Product, Window
from beebox.logistics.places import Place
from tests.adapters.carriers.ems.far_side import KEY, SENDER

AT = datetime(2026, 11, 26, 1, 30, tzinfo=UTC)
CENTRE = Place("广东省", "广州市", "海珠区", "怡海西街96号")
HOME = Place("广东省", "广州市", "越秀区", "中山三路12号304房")
GOLDEN = (
    '[{"createdTime":"2026-11-26 09:30:00","ecommerceUserId":"6a06057cdc5992fcbd931d026cb17700",'
    '"logisticsOrderNo":"LBB-20261126-0001","oneBillFlag":"0","contentsAttribute":"1","bizProductNo":"1",'
    '"weight":"350","insuranceFlag":"1","deliverType":"2","pickupType":"0","paymentMode":"1","codFlag":"9",'
    '"receiptFlag":"1","virtualNumFlag":"0",'
    '"sender":{"name":"海珠区政务服务中心","postCode":"","phone":"020-34300000","mobile":"","prov":"广东省",'
    '"city":"广州市","county":"海珠区","address":"怡海西街96号"},'
    '"receiver":{"name":"李小明","postCode":"","phone":"","mobile":"13812345678","prov":"广东省",'
    '"city":"广州市","county":"越秀区","address":"中山三路12号304房"},'
    '"cargos":[{"cargoName":"办理结果和原件","cargoQuantity":"1","cargoWeight":"350"}]}]'
)


def wire(order: Order) -> dict[str, object]:
    (only,) = translate.order_to_wire(order, CENTRE, HOME, AT)
    return only


def test_an_order_is_written_as_the_document_has_it(order: Order) -> None:
    assert translate.packed(translate.order_to_wire(order, CENTRE, HOME, AT)) == GOLDEN


def test_the_same_order_is_always_the_same_text(order: Order) -> None:
    again = translate.order_to_wire(order, CENTRE, HOME, AT)
    assert translate.packed(again) == GOLDEN
    other = translate.order_to_wire(replace(order, reference="LBB-2"), CENTRE, HOME, AT)
    assert other[0]["ecommerceUserId"] != again[0]["ecommerceUserId"]


def test_the_form_around_it_has_every_field_of_the_document() -> None:
    assert translate.form_of("020003", "|$4|x", SENDER, "letMeIn", AT) == {
        "apiCode": "020003",
        "senderNo": SENDER,
        "authorization": "letMeIn",
        "timeStamp": "2026-11-26 09:30:00",
        "msgType": "0",
        "version": "V1.0.0",
        "logitcsInterface": "|$4|x",
    }


@pytest.mark.parametrize(
    ("leg", "payer", "mode"),
    [
        (Leg.OUTBOUND, Payer.GOVERNMENT, "4"),
        (Leg.RETURN, Payer.GOVERNMENT, "1"),
        (Leg.OUTBOUND, Payer.CITIZEN, "1"),
        (Leg.RETURN, Payer.CITIZEN, "2"),
    ],
)
def test_who_pays_follows_the_leg(order: Order, leg: Leg, payer: Payer, mode: str) -> None:
    told = wire(replace(order, leg=leg, payer=payer))
    assert (told["paymentMode"], told["codFlag"]) == (mode, "9")
    assert "codAmount" not in told


@pytest.mark.parametrize(
    ("product", "contents", "wanted"),
    [
        (Product.EXPRESS, "办理结果和原件", ("1", "1")),
        (Product.EXPRESS, "申请材料", ("1", "1")),
        (Product.EXPRESS, "印章", ("1", "3")),
        (Product.PARCEL, "申请材料", ("2", "3")),
    ],
)
def test_product_and_contents_have_their_codes(
    order: Order, product: Product, contents: str, wanted: tuple[str, str]
) -> None:
    told = wire(replace(order, product=product, contents=contents))
    assert (told["bizProductNo"], told["contentsAttribute"]) == wanted


def test_a_pickup_is_told_in_local_time(order: Order) -> None:
    window = Window(datetime(2026, 11, 26, 16, 0, tzinfo=UTC), datetime(2026, 11, 26, 18, 0, tzinfo=UTC))
    told = wire(replace(order, pickup=window))
    assert told["pickupType"] == "1"
    assert told["pickupPreBeginTime"] == "2026-11-27 00:00:00"
    assert told["pickupPreEndTime"] == "2026-11-27 02:00:00"


@pytest.mark.parametrize(
    ("phone", "wanted"),
    [
        ("13812345678", ("13812345678", "")),
        ("+86 138-1234-5678", ("13812345678", "")),
        ("020-34300000", ("", "020-34300000")),
        ("(020) 34300000转12", ("", "02034300000转12")),
    ],
)
def test_a_mobile_and_a_landline_go_to_their_fields(
    order: Order, phone: str, wanted: tuple[str, str]
) -> None:
    changed = replace(order, receiver=replace(order.receiver, phone=phone))
    translate.check_order(changed)
    receiver = translate.contact_to_wire(changed.receiver, HOME)
    assert (receiver["mobile"], receiver["phone"]) == wanted


@pytest.mark.parametrize(
    "name",
    [
        "王*明",
        "a~b & c=d+e%",
        "欧阳 修",
        "𠮷田𫝆",
        "𰻝面馆",
        "㐂子",
        "阿卜杜·热合曼",
        "“天天”公司（广州）",
        "㈱三",
        "\U00031350",
    ],
)
def test_ugly_and_rare_names_pass_and_arrive_as_they_are(order: Order, name: str) -> None:
    changed = replace(order, receiver=replace(order.receiver, name=name))
    translate.check_order(changed)
    sealed = Envelope(KEY).seal(translate.packed([wire(changed)]))
    assert json.loads(Envelope(KEY).open(sealed))[0]["receiver"]["name"] == name


@pytest.mark.parametrize(
    "sign",
    [
        "😀",
        "❤",
        "☎",
        "✉️",
        "👨‍👩‍👧",
        "\n",
        "\t",
        "\x00",
        "\x7f",
        "\u200b",
        "\u202e",
        "\ue000",
        "\ud83d",
        "1\u20e3",
        "🏠",
    ],
)
@pytest.mark.parametrize("part", ["name", "address"])
@pytest.mark.parametrize("side", ["sender", "receiver"])
def test_signs_the_post_cannot_print_are_refused_by_field(
    order: Order, side: str, part: str, sign: str
) -> None:
    contact = getattr(order, side)
    changed = replace(order, **{side: replace(contact, **{part: getattr(contact, part) + sign})})
    with pytest.raises(Rejected) as refused:
        translate.check_order(changed)
    assert refused.value.field == f"{side}.{part}"
    assert "符号" in str(refused.value)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"receiver": Contact("", "13812345678", "x")}, "receiver.name"),
        ({"receiver": Contact("李", "13812345678", " ")}, "receiver.address"),
        ({"receiver": Contact("李" * 61, "13812345678", "x")}, "receiver.name"),
        ({"receiver": Contact("李", "没有", "x")}, "receiver.phone"),
        ({"sender": Contact("李", "1", "x")}, "sender.phone"),
        ({"weight_grams": 0}, "weight_grams"),
        ({"weight_grams": 50_001}, "weight_grams"),
        ({"contents": "文件📄"}, "contents"),
        ({"reference": "单号1"}, "reference"),
        ({"reference": "x" * 41}, "reference"),
    ],
)
def test_what_cannot_be_sent_is_refused_by_field(order: Order, change: dict[str, object], field: str) -> None:
    with pytest.raises(Rejected) as refused:
        translate.check_order(replace(order, **change))
    assert refused.value.field == field


@given(st.text(min_size=1, max_size=20))
def test_a_name_is_refused_or_survives_the_wire(name: str) -> None:
    contact = Contact(name, "13812345678", "越秀区中山三路12号")
    order = Order("r", Leg.RETURN, contact, contact, "文件", 100)
    try:
        translate.check_order(order)
    except Rejected:
        return
    sealed = Envelope(KEY).seal(translate.packed([wire(order)]))
    assert json.loads(Envelope(KEY).open(sealed))[0]["sender"]["name"] == name.strip()


def test_the_smaller_requests_are_as_documented(order: Order) -> None:
    assert translate.label_to_wire("1234567890123", LabelPaper.SMALL) == {
        "waybillNo": "1234567890123", "type": "129", "getURL": "1", "isReturn": "0",
    }  # fmt: skip
    assert translate.label_to_wire("1234567890123", LabelPaper.LARGE)["type"] == "179"
    assert translate.cancel_to_wire("r1", "", "不去了😀") == {
        "logisticsOrderNo": "r1", "waybillNo": "", "cancelReason": "不去了",
    }  # fmt: skip
    assert translate.track_to_wire("1234567890123") == {"waybillNo": "1234567890123", "direction": "0"}
    assert translate.fee_to_wire("r1", "n1") == {"logisticsOrderNo": "r1", "waybillNo": "n1"}
    assert translate.address_to_wire(" 越秀区 中山三路1号") == [{"wholeAddress": "越秀区中山三路1号"}]
    assert translate.coverage_to_wire(order, HOME, SENDER) == {
        "address": "广东省广州市越秀区中山三路12号304房", "prov": "广东省", "city": "广州市",
        "county": "越秀区", "bizProductNo": "1", "type": "2", "senderNo": SENDER,
    }  # fmt: skip
    assert translate.estimate_to_wire(order, "1" * 15) == {
        "productCode": "1" * 15, "weight": "350", "senderInfo": "广东省广州市海珠区怡海西街96号",
        "receiveInfo": "越秀区中山三路12号304房",
    }  # fmt: skip
