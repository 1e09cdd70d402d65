"""The page where everybody at the bench chooses their own keys."""

from typing import Any

from flask import flash, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from beebox.accounts.access import allow
from beebox.accounts.sessions import current_actor
from beebox.preaudit.bench_ahead_views import bp
from beebox.preaudit.bench_views import LOOKERS
from beebox.preaudit.benchwork import keys
from beebox.web.requests import office, safe_next

__all__ = ["bp"]
WORDS = {doing.words for doing in keys.DOINGS}


@bp.app_context_processor
def _keys() -> dict[str, Any]:
    return {"bench_keys": bench_keys}


def bench_keys() -> keys.Keys:
    """The keys of whoever asks; looked up once for a page."""
    if "bench_keys" not in g:
        with office().look() as work:
            g.bench_keys = keys.keys_of(work, current_actor())
    found: keys.Keys = g.bench_keys
    return found


@bp.get("/review/keys")
@allow(*LOOKERS)
def show_keys() -> Response:
    return _page("", {})


@bp.post("/review/keys")
@allow(*LOOKERS)
def change_keys() -> Response:
    typed = {doing.name: request.form.get(doing.name, doing.key)[:80] for doing in keys.DOINGS}
    try:
        with office().work() as work:
            keys.change(work, current_actor(), typed)
    except (keys.KeyTwice, keys.OddKey) as problem:
        named = {name: _(str(place)) if place in WORDS else place for name, place in problem.places.items()}
        return _page(_(problem.message) % named, typed, problem.status)
    flash(_("按键已改好，换一台电脑登录也一样。"))
    return redirect(url_for("preaudit.show_keys"), 303)


@bp.post("/review/keys/reset")
@allow(*LOOKERS)
def reset_keys() -> Response:
    with office().work() as work:
        keys.reset(work, current_actor())
    flash(_("已改回默认的按键。"))
    return redirect(url_for("preaudit.show_keys"), 303)


@bp.post("/review/keys/switch")
@allow(*LOOKERS)
def switch_keys() -> Response:
    with office().work() as work:
        keys.switch(work, current_actor(), on=request.form.get("single") == "on")
    return redirect(safe_next(url_for("preaudit.show_keys")), 303)


def _page(problem: str, typed: dict[str, str], status: int = 200) -> Response:
    page = render_template("preaudit/keys.html", problem=problem, typed=typed, longest=keys.LONGEST)
    return make_response(page, status)
