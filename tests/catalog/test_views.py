import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from beebox.catalog.definitions import Item
from beebox.kernel.settings import ROOT

Items = dict[str, Item]


def text_of(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.get_data(as_text=True)


def test_home_puts_search_first_and_says_what_a_box_cannot_do(client: FlaskClient) -> None:
    page = text_of(client, "/")
    assert page.index('role="search"') < page.index("老年人优待卡首次申领")
    assert "4 份材料" in page
    assert "15 个工作日" in page
    elsewhere = page[page.index("投箱办不了的事") :]
    assert "补领结婚证" in elsewhere
    assert "海珠区婚姻登记处" in elsewhere
    assert "event=baby" in page


def test_an_item_page_shows_all_of_it(client: FlaskClient, items: Items) -> None:
    page = text_of(client, "/items/food-licence-new")
    item = items["food-licence-new"]
    facts = [
        item.name, "海珠区市场监督管理局", "行政许可", "5 个工作日", "10 个工作日", "不收费",
        "食品经营许可证", "5 年", "由邮政寄到家", "食品安全法", item.version, "示例数据", "30 天内",
    ]  # fmt: skip
    facts += [condition.text for condition in item.conditions]
    facts += [material.paper for material in item.materials]
    facts += [material.purpose for material in item.materials if not material.same_paper_as]
    for fact in facts:
        assert fact in page, fact
    assert 'class="btn" href="/apply/food-licence-new"' in page
    assert "“是请人代办吗？”选“是”时才要" in page


def test_late_papers_and_what_becomes_of_originals_are_told(client: FlaskClient) -> None:
    assert "可以后补" in text_of(client, "/items/labour-dispatch-new")
    transfer = text_of(client, "/items/property-transfer")
    assert "收回作废" in transfer
    assert "看过就寄回" in transfer


def test_an_item_that_needs_presence_says_where_to_go_and_offers_no_box(client: FlaskClient) -> None:
    page = text_of(client, "/items/marriage-certificate-replacement")
    assert "要到场，不能投箱" in page
    assert "海珠区婚姻登记处，怡海西街 6 号 1 楼" in page
    assert "/apply/" not in page
    assert "要带的材料" in page


@pytest.mark.parametrize("path", ["/items/no-such", "/items/%27%20or%201", "/items/ELDER-CARD-FIRST"])
def test_an_unknown_item_is_a_clear_page(client: FlaskClient, path: str) -> None:
    page = text_of(client, path, 404)
    assert "没有找到" in page
    assert "搜一搜" in page
    assert client.get(f"/api{path}").get_json()["code"] == "item_not_found"


def test_every_item_has_a_page_in_both_languages(client: FlaskClient, items: Items) -> None:
    for item in items.values():
        assert item.name in text_of(client, f"/items/{item.code}?lang=zh")
        page = text_of(client, f"/items/{item.code}?lang=en")
        assert f"<h1>{item.name_en}</h1>" in page.replace("&#39;", "'")
    assert set(re.findall(r"/items/([a-z-]+)", text_of(client, "/items"))) == set(items)


def test_search_finds_lists_and_admits_defeat(client: FlaskClient) -> None:
    assert "/items/elder-card-first" in text_of(client, "/search?q=lnr")
    assert "没有找到和“量子物理”有关的事" in text_of(client, "/search?q=量子物理")
    baby = text_of(client, "/search?event=baby")
    assert "新生儿入户" in baby
    assert "老年人优待卡首次申领" not in baby
    assert text_of(client, "/search")


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "\0", "%", "x" * 5000, "\ud800"])
def test_hostile_words_do_no_harm(client: FlaskClient, text: str) -> None:
    raw = text.encode("utf-8", "surrogatepass")
    answer = client.get("/search", query_string={"q": raw})
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.data
    assert client.get("/search?event=<script>").status_code == 200


def test_the_same_as_json(client: FlaskClient, items: Items) -> None:
    listed = client.get("/api/items").get_json()["items"]
    assert {entry["code"] for entry in listed} == set(items)
    assert [e["code"] for e in client.get("/api/items?q=lnr").get_json()["items"]] == ["elder-card-first"]
    told = client.get("/api/items/elder-card-first").get_json()
    assert told["limits"]["promise"]["value"] == 15
    assert told["materials"][0]["code"] == "id_front"
    assert told["page"] == "/items/elder-card-first"


def test_sample_pictures_are_small_and_ours(app: Flask) -> None:
    pictures = list((ROOT / "static" / "samples" / "catalog").glob("*.jpg"))
    assert len(pictures) >= 12
    assert max(picture.stat().st_size for picture in pictures) <= 40 * 1024
    with app.test_client().get("/static/samples/catalog/id-front.jpg") as answer:
        assert answer.status_code == 200
