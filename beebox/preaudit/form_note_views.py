"""Writing what the notice says of the form."""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from beebox.accounts.access import allow
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor
from beebox.preaudit.bench_views import bp, notice_page
from beebox.preaudit.form_note import note_form
from beebox.preaudit.queue import held_case, keep
from beebox.preaudit.review import LONGEST_NOTE
from beebox.web.requests import TextRefused, office, text_field


@bp.post("/review/<code>/notice/form")
@allow(Role.AUDITOR)
def say_of_form(code: str) -> Response:
    actor = current_actor()
    try:
        note = text_field("form_note", LONGEST_NOTE)
    except TextRefused as problem:
        return notice_page(code, problem)
    with office().work() as work:
        case = held_case(work, code, actor)
        keep(work, case, actor)
        note_form(work, case, actor, note)
    return redirect(url_for("preaudit.show_notice", code=code), 303)
