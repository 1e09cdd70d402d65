"""Signing in and out."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from beebox.accounts.access import allow, public
from beebox.accounts.ports import MessageNotSent, MessageSender
from beebox.accounts.roles import STAFF, Role
from beebox.accounts.sessions import begin_session, current_actor, end_session, visitor
from beebox.accounts.sign_in import (
    WrongCode,
    WrongPassword,
    change_password,
    check_password,
    make_code,
    read_phone,
    redeem_code,
)
from beebox.kernel.errors import BeeboxError
from beebox.web.errors import sentence_of
from beebox.web.limits import limiter
from beebox.web.requests import office, safe_next, settings

bp = Blueprint("accounts", __name__)
FIRST_PAGE = {
    Role.CITIZEN: "/cases",
    Role.AUDITOR: "/review",
    Role.COLLECTOR: "/rounds",
    Role.CLERK: "/desk",
    Role.SUPERVISOR: "/review/overview",
    Role.ADMINISTRATOR: "/admin/people",
}


@bp.get("/sign-in")
@public
def sign_in() -> Response | str:
    person = visitor()
    if person is not None:
        return redirect(safe_next(FIRST_PAGE[person.role]), 303)
    return _phone_page(None)


@bp.post("/sign-in")
@public
@limiter.limit("20/minute;100/hour")
def send_code() -> Response | tuple[str, int]:
    try:
        phone = read_phone(request.form.get("phone", ""))
        with office().work() as work:
            sent = make_code(work, phone)
    except BeeboxError as error:
        return _phone_page(sentence_of(error)), error.status
    text = _("【小蜂箱】验证码 %(code)s，10 分钟内有效。请勿告诉他人。", code=sent.code)
    try:
        office().use(MessageSender).send(phone, text, f"code-{sent.ticket[:16]}")
    except MessageNotSent:
        sentence = _("短信没有发出去，请过一分钟再试，或拨打 12345 请人帮忙。")
        return _phone_page(sentence), 503
    session["ticket"], session["phone"] = sent.ticket, phone
    return redirect(url_for(".code", next=safe_next(FIRST_PAGE[Role.CITIZEN])), 303)


@bp.get("/sign-in/code")
@public
def code() -> Response | str:
    if "ticket" not in session:
        return redirect(url_for(".sign_in", next=safe_next("/cases")), 303)
    return _code_page(None)


@bp.post("/sign-in/code")
@public
@limiter.limit("20/minute")
def enter_code() -> Response | tuple[str, int]:
    with office().work() as work:
        person = redeem_code(work, session.get("ticket", ""), request.form.get("code", "")[:20])
        if person is not None:
            work.session.expunge(person)
    if person is None:
        error = WrongCode()
        return _code_page(sentence_of(error)), error.status
    begin_session(person)
    return redirect(safe_next(FIRST_PAGE.get(person.role, "/")), 303)


@bp.get("/staff/sign-in")
@public
def staff_sign_in() -> Response | str:
    person = visitor()
    if person is not None and person.role in STAFF:
        return redirect(safe_next(FIRST_PAGE[person.role]), 303)
    return _staff_page(None)


@bp.post("/staff/sign-in")
@public
@limiter.limit("20/minute")
def enter_password() -> Response | tuple[str, int]:
    with office().work() as work:
        login, password = request.form.get("login", ""), request.form.get("password", "")
        person = check_password(work, login, password)
        if person is not None:
            work.session.expunge(person)
    if person is None:
        error = WrongPassword()
        return _staff_page(sentence_of(error)), error.status
    begin_session(person)
    return redirect(safe_next(FIRST_PAGE[person.role]), 303)


@bp.get("/staff/password")
@allow(*STAFF)
def password() -> str:
    return _password_page(None)


@bp.post("/staff/password")
@allow(*STAFF)
def set_password() -> Response | tuple[str, int]:
    actor = current_actor()
    assert actor.id is not None
    try:
        with office().work() as work:
            change_password(work, actor.id, request.form.get("old", ""), request.form.get("new", ""))
    except BeeboxError as error:
        return _password_page(sentence_of(error)), error.status
    return redirect(FIRST_PAGE[actor.role], 303)


@bp.post("/sign-out")
@public
def sign_out() -> Response:
    end_session()
    gone = redirect("/", 303)
    gone.headers["Clear-Site-Data"] = '"cache", "storage"'
    return gone


def _phone_page(error: str | None) -> str:
    typed = request.form.get("phone", "")[:20]
    return render_template("accounts/sign_in.html", error=error, phone=typed, next=safe_next("/cases"))


def _code_page(error: str | None) -> str:
    return render_template(
        "accounts/code.html",
        error=error,
        phone=session.get("phone", ""),
        next=safe_next("/cases"),
        developers=settings().development,
    )


def _staff_page(error: str | None) -> str:
    typed = request.form.get("login", "")[:80]
    return render_template("accounts/staff.html", error=error, login=typed, next=safe_next(""))


def _password_page(error: str | None) -> str:
    return render_template("accounts/password.html", error=error)
