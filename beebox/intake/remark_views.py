"""Answering a finding: "I think the machine is wrong", and taking that back."""

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from beebox.accounts.access import allow
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor
from beebox.intake.door import bp
from beebox.intake.material_views import shown
from beebox.intake.remarking import LONGEST, doubt_finding, take_back_doubt
from beebox.intake.spots import Key
from beebox.web.requests import TextRefused, office, text_field

_LONGEST_KEY = 60
_MOST_KEPT = 10 * LONGEST


@bp.post("/cases/<code>/materials/<material>/doubt")
@allow(Role.CITIZEN)
def doubt(code: str, material: str) -> Response | tuple[str, int]:
    key = _key()
    try:
        note = text_field("note", LONGEST)
    except TextRefused as refused:
        return shown(code, material, refused, {key: request.form["note"][:_MOST_KEPT]}), refused.status
    with office().work() as work:
        code = doubt_finding(work, code, material, key, note, current_actor()).code
    flash(_("已经记下：您觉得机器看错了。预审员会亲自看这一处，您可以照常提交。"))
    return redirect(url_for(".material", code=code, material=material), 303)


@bp.post("/cases/<code>/materials/<material>/doubt/back")
@allow(Role.CITIZEN)
def take_back(code: str, material: str) -> Response:
    with office().work() as work:
        case = take_back_doubt(work, code, material, _key(), current_actor())
        return redirect(url_for(".material", code=case.code, material=material), 303)


def _key() -> Key:
    """Which finding the form is about; what is no finding's key at all is no form of ours."""
    rule, place = request.form.get("rule", ""), request.form.get("place", "")
    if not rule or max(len(rule), len(place)) > _LONGEST_KEY or not (rule + place).isprintable():
        abort(400)
    return rule, place
