"""The administrator's pages: keys of programs, and the addresses that are told of changes."""

from datetime import datetime, timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from beebox.accounts.access import allow
from beebox.accounts.api_keys import KeyRefused, Scope, all_keys, make_key, revoke
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.logistics.api import words
from beebox.logistics.api.hooks import (
    make_webhook,
    recent,
    remove_webhook,
    replay,
    replay_since,
    send_test,
    start_again,
    webhook,
    webhooks,
)
from beebox.logistics.changes import KINDS
from beebox.logistics.ports import Carriers
from beebox.web.errors import sentence_of
from beebox.web.requests import office, settings, text_field

bp = Blueprint("programs", __name__, url_prefix="/admin")
USUAL_DAYS, USUAL_PACE = 180, 600


class NoSuchMoment(BeeboxError):
    status = 422
    code = "no_such_moment"
    message = N_("请选从什么时候起补发。")


@bp.context_processor
def _words() -> dict[str, object]:
    return {"words": words}


@bp.get("/api-keys")
@allow(Role.ADMINISTRATOR)
def keys() -> str:
    return _keys_page()


@bp.post("/api-keys")
@allow(Role.ADMINISTRATOR)
def open_key() -> tuple[str, int]:
    """The one answer in which the key can be read."""
    try:
        name = text_field("name", 60)
        known = {scope.value for scope in Scope}
        scopes = {Scope(word) for word in request.form.getlist("scope") if word in known}
        days, pace = (_number(field) for field in ("days", "pace"))
        with office().work() as work:
            _, text = make_key(work, name, scopes, _carrier(work), days, pace, current_actor())
    except BeeboxError as error:
        return _keys_page(error=sentence_of(error)), error.status
    return _keys_page(made=text), 201


@bp.post("/api-keys/<int:key_id>/revoke")
@allow(Role.ADMINISTRATOR)
def revoke_key(key_id: int) -> Response:
    with office().work() as work:
        revoke(work, key_id, current_actor())
    return redirect(url_for(".keys"), 303)


@bp.get("/webhooks")
@allow(Role.ADMINISTRATOR)
def hooks() -> str:
    return _hooks_page()


@bp.post("/webhooks")
@allow(Role.ADMINISTRATOR)
def open_hook() -> tuple[str, int]:
    """The one answer in which the signing secret can be read."""
    try:
        name, url = text_field("name", 60), text_field("url", 500)
        kinds = [] if request.form.get("all") else request.form.getlist("kind")[: len(KINDS)]
        with office().work() as work:
            _, secret = make_webhook(work, name, url, kinds, _carrier(work), current_actor())
    except BeeboxError as error:
        return _hooks_page(error=sentence_of(error)), error.status
    return _hooks_page(made=secret), 201


@bp.get("/webhooks/<int:hook_id>")
@allow(Role.ADMINISTRATOR)
def hook(hook_id: int) -> str:
    return _hook_page(hook_id)


@bp.post("/webhooks/<int:hook_id>/test")
@allow(Role.ADMINISTRATOR)
def test_hook(hook_id: int) -> Response:
    with office().work() as work:
        send_test(work, webhook(work, hook_id))
    return redirect(url_for(".hook", hook_id=hook_id), 303)


@bp.post("/webhooks/<int:hook_id>/start")
@allow(Role.ADMINISTRATOR)
def start_hook(hook_id: int) -> Response:
    with office().work() as work:
        start_again(work, webhook(work, hook_id))
    return redirect(url_for(".hook", hook_id=hook_id), 303)


@bp.post("/webhooks/<int:hook_id>/remove")
@allow(Role.ADMINISTRATOR)
def remove_hook(hook_id: int) -> Response:
    with office().work() as work:
        remove_webhook(work, webhook(work, hook_id))
    return redirect(url_for(".hooks"), 303)


@bp.post("/webhooks/<int:hook_id>/replay")
@allow(Role.ADMINISTRATOR)
def replay_messages(hook_id: int) -> Response | tuple[str, int]:
    """`sending` for one message, else `since` as a browser's date and time where the service stands."""
    try:
        with office().work() as work:
            found = webhook(work, hook_id)
            if request.form.get("sending"):
                replay(work, _number("sending"), found.id)
            else:
                replay_since(work, found, _moment(text_field("since", 20)))
    except BeeboxError as error:
        if error.status == 404:
            raise
        return _hook_page(hook_id, sentence_of(error)), error.status
    return redirect(url_for(".hook", hook_id=hook_id), 303)


def _keys_page(error: str | None = None, made: str = "") -> str:
    with office().look() as work:
        return render_template(
            "logistics/api_keys.html",
            error=error,
            made=made,
            keys=all_keys(work),
            now=work.now(),
            scopes=Scope,
            carriers=work.use(Carriers).all,
            usual=(USUAL_DAYS, USUAL_PACE),
            typed=request.form if error else {},
            ticked=request.form.getlist("scope") if error else [],
        )


def _hooks_page(error: str | None = None, made: str = "") -> str:
    with office().look() as work:
        return render_template(
            "logistics/webhooks.html",
            error=error,
            made=made,
            hooks=webhooks(work),
            kinds=KINDS,
            carriers=work.use(Carriers).all,
            typed=request.form if error else {},
            ticked=request.form.getlist("kind") if error else [],
        )


def _hook_page(hook_id: int, error: str | None = None) -> str:
    with office().look() as work:
        found = webhook(work, hook_id)
        day_ago = (work.now() - timedelta(days=1)).astimezone(settings().zone)
        return render_template(
            "logistics/webhook.html",
            error=error,
            hook=found,
            told=recent(work, found),
            since=f"{day_ago:%Y-%m-%dT%H:%M}",
        )


def _carrier(work: Work) -> str:
    """The chosen company, or none; a name that is no company of ours is refused."""
    wanted = request.form.get("carrier", "")[:40]
    if wanted and wanted not in {carrier.name for carrier in work.use(Carriers).all}:
        raise KeyRefused(N_("请从列表里选一家快递公司。"))
    return wanted


def _number(field: str) -> int:
    """A small whole number; -1 for anything else, which every rule refuses."""
    typed = request.form.get(field, "").strip()
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else -1


def _moment(typed: str) -> datetime:
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=settings().zone)
    except ValueError:
        raise NoSuchMoment from None
