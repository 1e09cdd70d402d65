"""The citizen's own page: in which language, on which channels, in which order."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from beebox.accounts.access import allow
from beebox.accounts.models import Person
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor
from beebox.kernel.barcodes import qr_svg
from beebox.kernel.db import Work
from beebox.kernel.errors import BeeboxError
from beebox.notices.blueprint import bp
from beebox.notices.choices import contacts
from beebox.notices.choices.choosing import choose, chosen_order
from beebox.notices.choices.ways import confirmed, language_of
from beebox.notices.models import MessageChoice
from beebox.notices.ports import Binder, CannotBind, ChannelKind, Channels, Outgoing, Refused, Rehearsed
from beebox.notices.words import CHANNELS
from beebox.web.errors import sentence_of
from beebox.web.limits import limiter
from beebox.web.requests import office, settings, text_field

PLACES = 3
Answer = Response | str | tuple[str, int]


@bp.get("/me/messages")
@allow(Role.CITIZEN)
def my_messages() -> str:
    return _page()


@bp.post("/me/messages")
@allow(Role.CITIZEN)
def choose_channels() -> Answer:
    """`language`, and `place1` … `place3`: which channel is tried first, second, third."""
    named = [request.form.get(f"place{n}", "") for n in range(1, PLACES + 1)]
    wanted = list(dict.fromkeys(ChannelKind(name) for name in named if name in set(ChannelKind)))
    language = request.form.get("language", "")
    return _done(lambda work, person: choose(work, person, language, wanted), _("已保存。"))


@bp.post("/me/messages/email")
@allow(Role.CITIZEN)
@limiter.limit("10/minute;40/hour")
def add_email() -> Answer:
    try:
        with office().work() as work:
            person = _me(work)
            point, code = contacts.ask_for_email(work, person, text_field("email", 254))
            language = language_of(work, person.id, request.cookies.get("lang", "zh"))
            outgoing = _code_mail(f"contact-{point.id}", point.address, code, language)
    except BeeboxError as error:
        return _page(sentence_of(error)), error.status
    channel = office().use(Channels).of(ChannelKind.EMAIL)
    outcome = channel.send(outgoing) if channel else Refused("no e-mail", permanent=True)
    if isinstance(outcome, Refused):
        return _page(_("邮件没有发出去。请核对邮箱地址，过一分钟再试；短信照常发。")), 503
    flash(_("验证码已经发到 %(address)s，请在下面填写。", address=outgoing.to))
    return redirect(url_for(".my_messages"), 303)


@bp.post("/me/messages/email/confirm")
@allow(Role.CITIZEN)
@limiter.limit("20/minute")
def confirm_email() -> Answer:
    with office().work() as work:
        fits = contacts.confirm_email(work, _me(work), request.form.get("code", "")[:20])
    if not fits:
        error = contacts.CodeRefused()
        return _page(sentence_of(error)), error.status
    flash(_("邮箱确认好了。"))
    return redirect(url_for(".my_messages"), 303)


@bp.post("/me/messages/wechat")
@allow(Role.CITIZEN)
@limiter.limit("10/minute")
def bind_wechat() -> Answer:
    channel = office().use(Channels).of(ChannelKind.WECHAT)
    try:
        with office().work() as work:
            scene = contacts.ask_for_wechat(work, _me(work))
        if not isinstance(channel, Binder):
            raise CannotBind("WeChat is not set up")
        code = channel.code_for(scene)
    except BeeboxError as error:
        return _page(sentence_of(error)), error.status
    except CannotBind:
        return _page(_("微信现在没有给出二维码。请过一分钟再试；短信照常发。")), 503
    return _page(code=code)


@bp.post("/me/messages/<any(email, wechat):kind>/remove")
@allow(Role.CITIZEN)
def remove_address(kind: str) -> Answer:
    return _done(lambda work, person: contacts.remove(work, person, ChannelKind(kind)), _("已删除。"))


def _done(change: Callable[[Work, Person], object], said: str) -> Answer:
    try:
        with office().work() as work:
            change(work, _me(work))
    except BeeboxError as error:
        return _page(sentence_of(error)), error.status
    flash(said)
    return redirect(url_for(".my_messages"), 303)


def _me(work: Work) -> Person:
    return work.session.get_one(Person, current_actor().id)


def _page(error: str | None = None, code: str = "") -> str:
    at_hand, typed = office().use(Channels).kinds, request.form if error else {}
    with office().look() as work:
        person = _me(work)
        known = {point.channel: point.address for point in confirmed(work, person.id)}
        waiting = contacts.waiting(work, person.id, ChannelKind.EMAIL)
        choice = work.session.get(MessageChoice, person.id)
        order = [kind.value for kind in chosen_order(work, person)]
        return render_template(
            "notices/settings.html",
            error=error,
            phone=person.phone or "",
            email=known.get(ChannelKind.EMAIL, ""),
            wechat=ChannelKind.WECHAT in known,
            waiting=waiting.address if waiting else "",
            may_email=ChannelKind.EMAIL in at_hand,
            may_wechat=ChannelKind.WECHAT in at_hand,
            order=[typed.get(f"place{n}", "") for n in range(1, PLACES + 1)] if "place1" in typed else order,
            offered=[(kind.value, CHANNELS[kind]) for kind in (ChannelKind.SMS, *known) if kind in at_hand],
            language=typed.get("language", choice.language if choice else ""),
            typed=typed,
            code=code,
            picture=qr_svg(code) if code else "",
            rehearsal=settings().development and office().use(Rehearsed) is not None,
        )


def _code_mail(reference: str, to: str, code: str, language: str) -> Outgoing:
    subject, text = (
        _("小蜂箱：确认您的邮箱"),
        _(
            "您好：\n\n您的邮箱验证码是 %(code)s，30 分钟内有效，请勿告诉他人。\n\n"
            "如果不是您本人在小蜂箱填写了这个邮箱，请不用理会这封邮件。\n",
            code=code,
        ),
    )
    return Outgoing(reference=reference, to=to, text=text, subject=subject, language=language)
