"""The administrator opens, renews and closes accounts."""

import re

from sqlalchemy import select

from beebox.accounts.models import Person
from beebox.accounts.roles import Role
from beebox.kernel.db import Office


def one_time_password(page: str) -> str:
    found = re.search(r'<strong class="code">([a-z2-9-]+)</strong>', page)
    assert found
    return found[1]


def test_a_new_account_signs_in_with_its_one_time_password(signed_in, client, office: Office) -> None:  # type: ignore[no-untyped-def]  # fixtures
    admin = signed_in(Role.ADMINISTRATOR)
    new = {"login": "lin.xiao", "name": "林晓", "role": "auditor", "department": ""}
    answer = admin.post("/admin/people", data=new)
    assert answer.status_code == 201
    signed = {"login": "lin.xiao", "password": one_time_password(answer.text)}
    assert client.post("/staff/sign-in", data=signed).status_code == 303
    assert admin.post("/admin/people", data=new).status_code == 422, "the name is taken"


def test_a_clerk_needs_a_department_and_nobody_else_has_one(signed_in) -> None:  # type: ignore[no-untyped-def]  # fixtures
    admin = signed_in(Role.ADMINISTRATOR)
    for role, department in (("clerk", ""), ("auditor", "1"), ("citizen", ""), ("system", ""), ("", "")):
        data = {"login": "somebody", "name": "某人", "role": role, "department": department}
        assert admin.post("/admin/people", data=data).status_code == 422


def test_closing_an_account_ends_its_sessions_at_once(signed_in, person) -> None:  # type: ignore[no-untyped-def]  # fixtures
    auditor, admin = person(Role.AUDITOR), signed_in(Role.ADMINISTRATOR)
    browser = signed_in(auditor)
    assert browser.get("/staff/password").status_code == 200
    assert admin.post(f"/admin/people/{auditor.id}/close").status_code == 200
    assert browser.get("/staff/password").status_code == 303


def test_nobody_closes_their_own_account(signed_in, person, office: Office) -> None:  # type: ignore[no-untyped-def]  # fixtures
    me = person(Role.ADMINISTRATOR)
    assert signed_in(me).post(f"/admin/people/{me.id}/close").status_code == 422
    with office.look() as work:
        assert work.session.scalar(select(Person.active).where(Person.id == me.id))


def test_a_citizen_is_not_an_account_of_staff(signed_in, person) -> None:  # type: ignore[no-untyped-def]  # fixtures
    citizen = person(Role.CITIZEN)
    assert signed_in(Role.ADMINISTRATOR).post(f"/admin/people/{citizen.id}/password").status_code == 422
