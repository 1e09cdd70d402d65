"""Addresses taken apart: as people write them, and nothing guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beebox.logistics.place_names import CITIES, COUNTIES, PROVINCES, RENAMED
from beebox.logistics.places import Place, one_line, parts_of, place_of

GD, GZ = "广东省", "广州市"


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("广东省广州市海珠区怡海西街96号103房", Place(GD, GZ, "海珠区", "怡海西街96号103房")),
        ("广州市越秀区北京路168号", Place(GD, GZ, "越秀区", "北京路168号")),
        ("广州越秀区中山三路12号", Place(GD, GZ, "越秀区", "中山三路12号")),
        ("越秀区中山三路12号304房", Place(GD, GZ, "越秀区", "中山三路12号304房")),
        ("广东 广州 天河区 体育东路 5号", Place(GD, GZ, "天河区", "体育东路5号")),
        ("中国广东省广州市天河区体育东路5号", Place(GD, GZ, "天河区", "体育东路5号")),
        ("510030 广州市越秀区盘福路1号", Place(GD, GZ, "越秀区", "盘福路1号")),
        ("广州市增城市荔城街道府佑路98号", Place(GD, GZ, "增城区", "荔城街道府佑路98号")),
        ("东山区署前路5号", Place(GD, GZ, "越秀区", "署前路5号")),
        ("广东省四会市东城街道1号", Place(GD, "肇庆市", "四会市", "东城街道1号")),
        ("广东省肇庆市四会市东城街道1号", Place(GD, "肇庆市", "四会市", "东城街道1号")),
        ("广东省梅州市梅县区扶大1号", Place(GD, "梅州市", "梅县区", "扶大1号")),
        ("广东省梅州市梅县新城办1号", Place(GD, "梅州市", "梅县区", "新城办1号")),
        ("中山石岐街道1号", Place(GD, "中山市", "中山市", "石岐街道1号")),
        ("东莞市长安镇乌沙社区3号", Place(GD, "东莞市", "东莞市", "长安镇乌沙社区3号")),
        ("汕尾市城区香洲路1号", Place(GD, "汕尾市", "城区", "香洲路1号")),
        ("清远市连山壮族瑶族自治县吉田镇1号", Place(GD, "清远市", "连山壮族瑶族自治县", "吉田镇1号")),
        ("北京市朝阳区建国路1号", Place("北京市", "北京市", "朝阳区", "建国路1号")),
        ("北京朝阳区建国路1号", Place("北京市", "北京市", "朝阳区", "建国路1号")),
        ("北京市北京市东城区东长安街1号", Place("北京市", "北京市", "东城区", "东长安街1号")),
        ("北京市市辖区宣武区右安门1号", Place("北京市", "北京市", "西城区", "右安门1号")),
        ("上海市浦东新区世纪大道1号", Place("上海市", "上海市", "浦东新区", "世纪大道1号")),
        ("重庆市石柱土家族自治县万安1号", Place("重庆市", "重庆市", "石柱土家族自治县", "万安1号")),
        ("广西壮族自治区南宁市西乡塘区大学1号", Place("广西壮族自治区", "南宁市", "西乡塘区", "大学1号")),
        ("广西南宁市青秀区民族1号", Place("广西壮族自治区", "南宁市", "青秀区", "民族1号")),
        ("内蒙古兴安盟扎赉特旗音德尔1号", Place("内蒙古自治区", "兴安盟", "扎赉特旗", "音德尔1号")),
        ("湖北省恩施州利川市清江1号", Place("湖北省", "恩施土家族苗族自治州", "利川市", "清江1号")),
        ("湖北省仙桃市沔州大道1号", Place("湖北省", "仙桃市", "仙桃市", "沔州大道1号")),
        ("江苏省苏州市昆山市前进路1号", Place("江苏省", "苏州市", "昆山市", "前进路1号")),
        ("苏州市工业园区星湖街1号", Place("江苏省", "苏州市", "工业园区", "星湖街1号")),
        ("吉林市船营区解放路1号", Place("吉林省", "吉林市", "船营区", "解放路1号")),
        ("青海省海南藏族自治州共和县1号", Place("青海省", "海南藏族自治州", "共和县", "1号")),
        ("山东省济南市市中区经四路1号", Place("山东省", "济南市", "市中区", "经四路1号")),
        ("河北省唐山市路南区新华道1号", Place("河北省", "唐山市", "路南区", "新华道1号")),
        ("广州市白云区𠮷祥路1号", Place(GD, GZ, "白云区", "𠮷祥路1号")),
    ],
)
def test_an_address_is_taken_apart_by_its_levels_of_today(address: str, place: Place) -> None:
    assert place_of(address) == place


@pytest.mark.parametrize(
    "address",
    [
        "", "同上", "同上址", "详见附件", "中山三路12号", "北京路168号", "广州大道中128号", "越秀区",
        "广州市", "广东省广州市", "广州市越秀区", "广州市北京路1号", "华景新城东区12栋", "朝阳区建国路1号",
        "江苏省昆山市前进路1号", "深圳市科技园区3栋", "广州市华景新城东区12栋", "长安镇乌沙社区", "12345",
        "号号号", "香港特别行政区中西区皇后大道中1号",
    ],
)  # fmt: skip
def test_what_is_not_sure_is_left_to_a_person(address: str) -> None:
    assert place_of(address) is None


@given(st.text(max_size=60) | st.text(alphabet="广东省州市越秀区北京路中山县旗 1号同上", max_size=30))
def test_nothing_is_lost_whatever_is_written(address: str) -> None:
    place = place_of(address)
    parts = parts_of(address)
    assert place is None or place.street
    if parts is not None:
        assert parts.province + parts.city + parts.county + parts.street == one_line(address)


@given(st.data())
def test_every_known_county_is_found_under_every_spelling_of_its_levels(data: st.DataObject) -> None:
    city = data.draw(st.sampled_from(sorted(COUNTIES)))
    county = data.draw(st.sampled_from(COUNTIES[city]))
    before = data.draw(st.sampled_from([*PROVINCES[GD], ""]))
    shown = data.draw(st.sampled_from(CITIES[GD][city]))
    assert place_of(f"{before}{shown}{county}人民路1号") == Place(GD, city, county, "人民路1号")


def test_the_tables_agree_with_each_other() -> None:
    assert set(COUNTIES) <= set(CITIES[GD])
    assert len(PROVINCES) == 31 and set(CITIES) < set(PROVINCES)
    for city, renamed in RENAMED.items():
        known = COUNTIES.get(city)
        assert known is None or set(renamed.values()) <= set(known)
        assert known is None or not set(renamed) & set(known)
