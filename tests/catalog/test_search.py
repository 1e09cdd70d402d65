import pytest

from beebox.catalog.definitions import Item
from beebox.catalog.search import rank

Items = dict[str, Item]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("老年人优待卡首次申领", "elder-card-first"),
        ("优待卡", "elder-card-first"),
        ("老人卡", "elder-card-first"),
        ("敬老卡", "elder-card-first"),
        ("lnr", "elder-card-first"),
        ("LNR", "elder-card-first"),
        ("ｌｎｒ", "elder-card-first"),
        ("l n r", "elder-card-first"),
        ("laorenka", "elder-card-first"),
        ("lao ren ka", "elder-card-first"),
        ("senior card", "elder-card-first"),
        ("jzz", "residence-permit"),
        ("居 住 证", "residence-permit"),
        ("居主证", "residence-permit"),
        ("换社保卡", "social-card-replacement"),
        ("我想开餐馆", "food-licence-new"),
        ("驾照丢了怎么办", "driving-licence-replacement"),
        ("driving licence", "driving-licence-replacement"),
        ("过户", "property-transfer"),
        ("结婚证丢了", "marriage-certificate-replacement"),
        ("labour dispatch", "labour-dispatch-new"),
        ("elder-card-first", "elder-card-first"),
    ],
)
def test_whatever_people_call_it_is_found_first(items: Items, text: str, code: str) -> None:
    found = rank(items.values(), text)
    assert found
    assert found[0].code == code


@pytest.mark.parametrize(
    "text", ["", "   ", "。！", "a", "%", "' or 1=1 --", "\0", "😀", "量子物理", "qqqq", "<script>"]
)
def test_what_nobody_offers_finds_nothing(items: Items, text: str) -> None:
    assert rank(items.values(), text) == []


def test_a_very_long_text_is_cut_not_searched_whole(items: Items) -> None:
    assert rank(items.values(), "老人卡" + "x" * 100_000) != rank(items.values(), "")


def test_every_item_is_found_by_its_own_name_initials_and_words(items: Items) -> None:
    for item in items.values():
        assert rank(items.values(), item.name)[0] is item
        for word in item.everyday_words:
            assert item in rank(items.values(), word)[:3], word
