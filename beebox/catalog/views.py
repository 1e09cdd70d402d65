"""The public side of the catalogue: home, search, one page per item, the same as JSON."""

from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request, url_for

from beebox.accounts.access import public
from beebox.catalog import facts, queries
from beebox.catalog.definitions import Item
from beebox.catalog.vocabulary import KIND_LABELS, LIFE_EVENT_LABELS, LifeEvent
from beebox.web.requests import office

bp = Blueprint("catalog", __name__)


@bp.context_processor
def _words() -> dict[str, Any]:
    return {"facts": facts}


@bp.get("/")
@public
def home() -> str:
    with office().look() as work:
        items = queries.current_items(work)
    used = {item.life_event for item in items}
    return render_template(
        "catalog/home.html",
        top=[item for item in items if item.home_order and item.takes_mail],
        elsewhere=[item for item in items if not item.takes_mail],
        count=len(items),
        events=[(event, LIFE_EVENT_LABELS[event]) for event in LifeEvent if event in used],
    )


@bp.get("/items")
@public
def every_item() -> str:
    """Everything offered, by department."""
    with office().look() as work:
        items = queries.current_items(work)
        groups = [
            (department, [item for item in items if item.department == department.code])
            for department in queries.departments(work)
        ]
        offering = [pair for pair in groups if pair[1]]
        return render_template("catalog/every_item.html", groups=offering)


@bp.get("/items/<code>")
@public
def item(code: str) -> str:
    with office().look() as work:
        found = queries.current_item(work, code)
        return render_template(
            "catalog/item.html",
            item=found,
            department=queries.department_by_code(work, found.department),
            papers=facts.papers_of(found),
            kind=KIND_LABELS[found.kind],
        )


@bp.get("/search")
@public
def search() -> str:
    text = request.args.get("q", "").strip()[:60]
    event = request.args.get("event", "")
    with office().look() as work:
        if text:
            found = queries.search(work, text)
        else:
            found = [item for item in queries.current_items(work) if item.life_event == event]
    label = LIFE_EVENT_LABELS[LifeEvent(event)] if event in set(LifeEvent) else ""
    return render_template("catalog/search.html", text=text, event=label, items=found)


@bp.get("/api/items")
@public
def api_items() -> Response:
    """What is offered now; `q` narrows it as the search page does."""
    text = request.args.get("q", "").strip()
    with office().look() as work:
        found = queries.search(work, text) if text else queries.current_items(work)
    return jsonify(items=[_summary(item) for item in found])


@bp.get("/api/items/<code>")
@public
def api_item(code: str) -> Response:
    with office().look() as work:
        found = queries.current_item(work, code)
    return jsonify(_summary(found) | found.model_dump(mode="json"))


def _summary(item: Item) -> dict[str, Any]:
    return {
        "code": item.code,
        "version": item.version,
        "name": item.name,
        "name_en": item.name_en,
        "department": item.department,
        "takes_mail": item.takes_mail,
        "promise": item.limits.promise.model_dump(mode="json"),
        "page": url_for("catalog.item", code=item.code),
    }
