"""The administrator's page for accounts (it needs departments, which accounts know nothing of)."""

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from beebox.accounts import people
from beebox.accounts.access import allow
from beebox.accounts.roles import STAFF, Role
from beebox.accounts.sessions import current_actor
from beebox.catalog.queries import departments
from beebox.kernel.errors import BeeboxError
from beebox.navigation import ROLE_NAMES
from beebox.web.errors import sentence_of
from beebox.web.requests import office, text_field

bp = Blueprint("people", __name__, url_prefix="/admin/people")


@bp.get("")
@allow(Role.ADMINISTRATOR)
def listing() -> str:
    return _page()


@bp.post("")
@allow(Role.ADMINISTRATOR)
def open_account() -> tuple[str, int]:
    login, name = text_field("login", 40), text_field("name", 40)
    role, department = request.form.get("role", ""), request.form.get("department", "")
    try:
        if role not in STAFF:
            raise people.AccountRefused(_("请选择岗位。"))
        with office().work() as work:
            number = int(department) if department.isdecimal() and len(department) < 9 else None
            password = people.open_account(work, login, name, Role(role), number)
    except BeeboxError as error:
        return _page(error=sentence_of(error)), error.status
    return _page(login=login.lower(), password=password), 201


@bp.post("/<int:person_id>/password")
@allow(Role.ADMINISTRATOR)
def renew_password(person_id: int) -> str:
    with office().work() as work:
        password = people.renew_password(work, person_id)
    return _page(login=request.form.get("login", "")[:40], password=password)


@bp.post("/<int:person_id>/close")
@allow(Role.ADMINISTRATOR)
def close_account(person_id: int) -> str:
    with office().work() as work:
        people.close_account(work, person_id, current_actor().id)
    return _page()


def _page(error: str | None = None, login: str = "", password: str = "") -> str:
    with office().look() as work:
        return render_template(
            "accounts/people.html",
            error=error,
            login=login,
            password=password,
            staff=people.staff(work),
            departments=departments(work),
            roles=[(role.value, _(ROLE_NAMES[role])) for role in Role if role in STAFF],
            role_names={role.value: _(text) for role, text in ROLE_NAMES.items()},
            typed=request.form if error else {},
        )
