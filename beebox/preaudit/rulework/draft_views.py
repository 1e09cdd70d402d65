"""Changing a draft by form: one rule, where it weighs otherwise, which materials use it, the limits."""

from collections.abc import Callable
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from beebox.accounts.access import allow
from beebox.accounts.sessions import current_actor
from beebox.catalog.queries import current_items
from beebox.catalog.vocabulary import DocumentType
from beebox.kernel.db import Overtaken, Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.settings import Settings
from beebox.preaudit.document_types import load_document_types
from beebox.preaudit.forms import word
from beebox.preaudit.rule_book import load_rule_book
from beebox.preaudit.rule_limits import SPANS
from beebox.preaudit.rulekeeping.models import RuleVersion
from beebox.preaudit.rulekeeping.versions import book_in, version
from beebox.preaudit.rulework import drafting as drafts
from beebox.preaudit.rulework.blueprint import EDITORS, bp
from beebox.preaudit.rulework.changing import with_limits, with_manners, with_uses, with_words
from beebox.preaudit.rulework.pricing import offered_place
from beebox.preaudit.rulework.problems import CannotSave
from beebox.preaudit.rulework.queries import material_names, uses_of
from beebox.web.errors import sentence_of
from beebox.web.requests import TextRefused, office, text_field

LONGEST_WHY = 300
SAVED = N_("已存进草稿。")
NOTHING_NEW = N_("和草稿里的一样，没有要存的。")
Content = dict[str, Any]
Make = Callable[[Work, RuleVersion], Content]


class NoSuchRule(BeeboxError):
    status = 404
    code = "no_such_rule"
    message = N_("这一版里没有这条规则。请回到这一版的页面，从列表里选。")


@bp.get("/review/rules/v/<int:number>/rule/<rule>")
@allow(*EDITORS)
def show_rule(number: int, rule: str) -> Response:
    return _rule_page(number, rule)


def _rule_page(number: int, rule: str, problem: BeeboxError | None = None) -> Response:
    with office().look() as work:
        row = version(work, number)
        if rule not in row.content["rules"]:
            raise NoSuchRule
        items = current_items(work)
        page = render_template(
            "preaudit/rules/rule.html", row=row, rule=rule, entry=book_in(row).rules[rule],
            content=row.content, types=list(DocumentType), book=book_in(row),
            materials=_materials(work, row), type_names=_type_names(work),
            uses=uses_of(row.content, rule, items), **_kept(row, problem),
        )  # fmt: skip
    return make_response(page, problem.status if problem else 200)


def _type_names(work: Work) -> dict[str, str]:
    types = load_document_types(work.use(Settings).catalogue_dir).types
    return {kind.value: entry.name for kind, entry in types.items()}


def _kept(row: RuleVersion, problem: BeeboxError | None) -> Content:
    """What was typed, and what is wrong with it, by field."""
    found = problem.problems if isinstance(problem, CannotSave) else []
    wrong: dict[str, list[str]] = {}
    for one in found:
        sentence = _(one.sentence)
        wrong.setdefault(one.field, []).append(sentence % one.places if one.places else sentence)
    return {
        "typed": request.form if problem else None, "wrong": wrong, "seen": _seen(row, problem),
        "problem": sentence_of(problem) if problem else "",
        "part": request.endpoint.rpartition(".")[2] if problem and request.endpoint else "",
    }  # fmt: skip


def _seen(row: RuleVersion, problem: BeeboxError | None) -> str:
    """What the next save rests on: who was told that the draft moved has seen it now."""
    moved = isinstance(problem, Overtaken | drafts.DraftMoved)
    return row.content_hash if problem is None or moved else request.form.get("seen", "")[:64]


def _materials(work: Work, row: RuleVersion) -> dict[str, tuple[str, str]]:
    named = material_names(work)
    return {**{code: (code, code) for code in row.content["by_material"]}, **named}


def _save(number: int, part: str, make: Make) -> str | BeeboxError:
    """What to say of it; or what is wrong."""
    try:
        why = text_field("why", LONGEST_WHY)
        with office().work() as work:
            row = drafts.draft(work, number)
            if part != "limits" and part not in row.content["rules"]:
                raise NoSuchRule
            content = make(work, row)
            seen = request.form.get("seen", "")
            came = drafts.save(work, row, content, part, why, current_actor(), seen)
        return SAVED if came else NOTHING_NEW
    except (CannotSave, TextRefused, Overtaken, drafts.DraftMoved) as problem:
        return problem


def _after_rule(number: int, rule: str, came: str | BeeboxError, anchor: str) -> Response:
    if isinstance(came, BeeboxError):
        return _rule_page(number, rule, came)
    flash(_(came))
    return redirect(url_for("rules.show_rule", number=number, rule=rule, _anchor=anchor), 303)


@bp.post("/review/rules/v/<int:number>/rule/<rule>/words")
@allow(*EDITORS)
def save_words(number: int, rule: str) -> Response:
    def make(work: Work, row: RuleVersion) -> Content:
        released = load_rule_book(work.use(Settings).catalogue_dir).rules.get(rule)
        original = {"sentences": released.sentences} if released else {}
        return with_words(row.content, rule, request.form, original)

    return _after_rule(number, rule, _save(number, rule, make), "words")


@bp.post("/review/rules/v/<int:number>/rule/<rule>/manners")
@allow(*EDITORS)
def save_manners(number: int, rule: str) -> Response:
    def make(work: Work, row: RuleVersion) -> Content:
        return with_manners(row.content, rule, request.form, list(_materials(work, row)))

    return _after_rule(number, rule, _save(number, rule, make), "manners")


@bp.post("/review/rules/v/<int:number>/rule/<rule>/uses")
@allow(*EDITORS)
def save_uses(number: int, rule: str) -> Response:
    def make(work: Work, row: RuleVersion) -> Content:
        items = current_items(work)
        if not uses_of(row.content, rule, items):
            return dict(row.content)
        return with_uses(row.content, rule, set(request.form.getlist("use")), items)

    return _after_rule(number, rule, _save(number, rule, make), "uses")


@bp.get("/review/rules/v/<int:number>/limits")
@allow(*EDITORS)
def show_limits(number: int) -> Response:
    return _limits_page(number)


def _place_asked() -> tuple[str, str]:
    """`?set=name_sure&to=0.9`: a number to begin with, from the page of costs."""
    return word(request.args.get("set", "")), word(request.args.get("to", ""))


def _limits_page(number: int, problem: BeeboxError | None = None) -> Response:
    with office().look() as work:
        row = version(work, number)
        page = render_template(
            "preaudit/rules/limits.html",
            offered=offered_place(work, *_place_asked()),
            row=row,
            book=book_in(row),
            spans=SPANS,
            **_kept(row, problem),
        )
    return make_response(page, problem.status if problem else 200)


@bp.post("/review/rules/v/<int:number>/limits")
@allow(*EDITORS)
def save_limits(number: int) -> Response:
    came = _save(number, "limits", lambda _work, row: with_limits(row.content, request.form))
    if isinstance(came, BeeboxError):
        return _limits_page(number, came)
    flash(_(came))
    return redirect(url_for("rules.show_limits", number=number), 303)
