import pytest

from beebox.preaudit.addresses import Likeness, compare_addresses, read_address

WHOLE = "广东省广州市海珠区怡海西街168号207房"


@pytest.mark.parametrize(
    "spelling",
    [
        "广州市海珠区怡海西街168号207房",
        "海珠区怡海西街168号207室",
        "怡海西街一六八號207房",
        "广东广州海珠区怡海西街168号207",
        "广东省广州市海珠区怡海西街168-207",
        "广东省 广州市 海珠区怡海西街１６８号 ２０７房",
        "广东省广州市海珠区赤岗街道怡海西街168号207房",
        "中国广东省广州市海珠区怡海西街168号207房。",
    ],
)
def test_spellings_of_one_address(spelling: str) -> None:
    assert compare_addresses(WHOLE, spelling) is Likeness.SAME
    assert compare_addresses(spelling, WHOLE) is Likeness.SAME


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("木棉新村三巷169号1405房", "木棉新村3巷169号1405室"),
        ("蜂巢路82号翠湖轩8栋506室", "蜂巢路82号翠湖轩八座506"),
        ("蜂巢路82号翠湖轩8棟506室", "蜂巢路82号翠湖轩8幢506房"),
        ("中山三路二十三号十二楼", "中山3路23号12层"),
        ("一百二十三号", "123号"),
        ("一百零五号", "105号"),
        ("广西南宁市兴宁区木棉新村三巷183号", "广西壮族自治区南宁市兴宁区木棉新村3巷183号"),
        ("北京市海淀区中关村大街1号", "北京海淀区中关村大街1号"),
        ("吉林省吉林市船营区北京路5号", "吉林市船营区北京路5号"),
        ("佛山市顺德区大良街道新桂路1号", "佛山市顺德区大良新桂路1号"),
        ("广州大道中103号", "广州市广州大道中103号"),
        ("上海南路3号a栋101", "南昌市上海南路3号A座101"),
    ],
)
def test_other_ways_to_write_the_same(one: str, other: str) -> None:
    assert compare_addresses(one, other) is Likeness.SAME


@pytest.mark.parametrize(
    ("other", "likeness"),
    [
        ("广东省广州市海珠区怡海西街168号", Likeness.LESS_EXACT),
        ("广东省广州市海珠区怡海西街168号208房", Likeness.NEAR),
        ("广东省广州市海珠区怡海东街168号207房", Likeness.NEAR),
        ("广东省广州市天河区怡海西街168号207房", Likeness.OTHER),
        ("广东省深圳市海珠区怡海西街168号207房", Likeness.OTHER),
        ("广东省广州市海珠区蜂巢路20号2402室", Likeness.OTHER),
        ("湖南省长沙市芙蓉区蜂巢路10号2702房", Likeness.OTHER),
    ],
)
def test_addresses_that_differ(other: str, likeness: Likeness) -> None:
    assert compare_addresses(WHOLE, other) is likeness
    assert compare_addresses(other, WHOLE) is likeness


def test_an_address_without_levels_or_without_a_place() -> None:
    assert read_address("").place == ()
    assert read_address("广东省广州市").levels[:2] == ("广东", "广州")
    assert compare_addresses("", WHOLE) is Likeness.OTHER


def test_a_floor_of_a_road_named_by_number_is_no_numeral() -> None:
    assert compare_addresses("海珠区新港东路5号", "海珠区新港西路5号") is not Likeness.SAME
