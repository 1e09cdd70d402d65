"""The tables of codes are whole: every code of the carrier's list is in them, under the right word."""

import pytest

from beebox.adapters.carriers.ems import codes
from beebox.adapters.carriers.ems.translate_tracks import event_from, voids_of
from beebox.logistics.track_words import Proof, Reason, TrackStatus

LISTED = {
    "created": "764",
    "picked_up": "203 208 464 O_001",
    "in_transit": (
        "303 305 336 345 404 423 457 500 505 506 520 521 538 V_398 V_954 O_003 O_004 O_005 O_007 O_008 O_009 "
        "O_032 O_033 O_034 O_035 O_036 "
        + " ".join(map(str, [*range(356, 400), *range(911, 917), *range(931, 955)]))
    ),
    "arrived": "516 713 O_049",
    "out_for_delivery": "702 749 O_014",
    "ready_for_collection": "747 O_017 723",
    "attempt_failed": "705 O_013",
    "held": "651 534 O_006",
    "delivered": "704 748 O_010 O_016",
    "redirected": "756 802 803",
    "intercepted": "993 013",
    "refused": "O_012",
    "returning": "708 312 326 405 447 482 741 750",
    "returned": "711 O_011",
    "lost": "987 988",
    "cancelled": "801",
    "info": "207 212 304 424 448 472 474 483 492 742 743 744",
}


def test_every_listed_code_has_its_word_and_no_other_is_there() -> None:
    wanted = {code: TrackStatus(status) for status, names in LISTED.items() for code in names.split()}
    assert wanted == codes.SCANS


def scan(code: str, **more: str) -> tuple[TrackStatus, Reason | None, Proof | None]:
    row = {"waybillNo": "1234567890123", "opTime": "2026-11-26 09:30:00", "opCode": code, **more}
    event = event_from(row)
    return event.status, event.reason, event.proof


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("10", (TrackStatus.DELIVERED, Proof.SELF)),
        ("20", (TrackStatus.DELIVERED, Proof.PROXY)),
        ("60", (TrackStatus.DELIVERED, Proof.MAILROOM)),
        ("70", (TrackStatus.DELIVERED, Proof.PROPERTY)),
        ("161", (TrackStatus.DELIVERED, Proof.DOORSTEP)),
        ("30", (TrackStatus.READY_FOR_COLLECTION, None)),
        ("50", (TrackStatus.READY_FOR_COLLECTION, None)),
        ("80", (TrackStatus.READY_FOR_COLLECTION, None)),
        ("90", (TrackStatus.READY_FOR_COLLECTION, None)),
        ("150", (TrackStatus.READY_FOR_COLLECTION, None)),
        ("180", (TrackStatus.INFO, None)),
        ("999", (TrackStatus.DELIVERED, Proof.OTHER)),
        ("", (TrackStatus.DELIVERED, None)),
    ],
)
def test_who_got_it_is_told_by_the_delivery_code(code: str, wanted: tuple[TrackStatus, Proof | None]) -> None:
    for number in sorted(codes.DELIVERY_SCANS):
        status, _, proof = scan(number, deliverCode=code)
        assert (status, proof) == wanted


@pytest.mark.parametrize(
    ("attempt", "wanted"),
    [
        *[(str(n), (TrackStatus.ATTEMPT_FAILED, Reason.OTHER)) for n in (1, 2, 3, 4, 5, 6, 14)],
        ("7", (TrackStatus.REFUSED, Reason.REFUSED)),
        ("8", (TrackStatus.READY_FOR_COLLECTION, None)),
        ("9", (TrackStatus.READY_FOR_COLLECTION, None)),
        ("10", (TrackStatus.RETURNING, None)),
        ("11", (TrackStatus.REDIRECTED, None)),
        ("12", (TrackStatus.REDIRECTED, None)),
        ("13", (TrackStatus.LOST, Reason.LOST)),
        ("15", (TrackStatus.RETURNING, None)),
        ("", (TrackStatus.ATTEMPT_FAILED, Reason.OTHER)),
        ("77", (TrackStatus.ATTEMPT_FAILED, Reason.OTHER)),
    ],
)
def test_why_it_was_not_delivered_is_told_by_the_attempt_code(
    attempt: str, wanted: tuple[TrackStatus, Reason | None]
) -> None:
    for number in sorted(codes.ATTEMPT_SCANS):
        status, reason, _ = scan(number, attemptDeliveryCode=attempt)
        assert (status, reason) == wanted


@pytest.mark.parametrize(
    ("code", "voids"),
    [
        ("207", "203"), ("212", "208"), ("304", "303 336 345"), ("424", "423"), ("448", "447"),
        ("472", "404"), ("474", "405"), ("483", "482"), ("492", ""), ("742", "702"),
        ("743", "704"), ("744", "705"), ("EDAD", "EDA"), ("EMED", "EME"), ("EMD", ""), ("704", ""),
    ],
)  # fmt: skip
def test_a_reversal_says_what_it_takes_back_and_nothing_about_the_parcel(code: str, voids: str) -> None:
    assert voids_of(code) == frozenset(voids.split())
    if voids:
        assert scan(code)[0] is TrackStatus.INFO


@pytest.mark.parametrize("code", ["000", "705X", "EMD", "O_999", "13", "８０"])
def test_a_code_in_no_list_is_unknown_and_kept(code: str) -> None:
    assert scan(code)[0] is TrackStatus.UNKNOWN


@pytest.mark.parametrize(
    ("code", "text", "wanted"),
    [
        ("705", "收件人不在家，改日再投", (TrackStatus.ATTEMPT_FAILED, Reason.NOT_PRESENT)),
        ("705", "收件人地址不详", (TrackStatus.ATTEMPT_FAILED, Reason.ADDRESS_BAD)),
        ("705", "电话无人接听，联系不上收件人", (TrackStatus.ATTEMPT_FAILED, Reason.NO_CONTACT)),
        ("651", "邮件外包装破损，已暂存", (TrackStatus.DAMAGED, Reason.DAMAGED)),
        ("651", "受台风影响暂存", (TrackStatus.HELD, Reason.WEATHER)),
        ("708", "收件人拒收，退回", (TrackStatus.RETURNING, Reason.REFUSED)),
        ("704", "本人签收，不在家由家人代收", (TrackStatus.DELIVERED, None)),
    ],
)
def test_the_reason_is_read_from_the_words_where_no_code_tells_it(
    code: str, text: str, wanted: tuple[TrackStatus, Reason | None]
) -> None:
    assert scan(code, opDesc=text)[:2] == wanted


def test_where_a_parcel_waits_is_read_from_the_words() -> None:
    assert scan("747", opDesc="已放入丰巢快递柜")[2] is Proof.LOCKER
    assert scan("704", deliverCode="30", opDesc="请到菜鸟驿站自提")[2] is Proof.STATION
