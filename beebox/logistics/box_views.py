"""The administrator's page for boxes."""

from flask import redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from beebox.accounts.access import allow
from beebox.accounts.roles import Role
from beebox.kernel.errors import BeeboxError
from beebox.logistics.blueprint import bp
from beebox.logistics.boxes import BoxForm, save_box
from beebox.logistics.handing_in import box_by_code, fill_of
from beebox.logistics.models import Box
from beebox.logistics.timetable import slots_of
from beebox.web.errors import sentence_of
from beebox.web.requests import office, settings, text_field


@bp.get("/admin/boxes")
@allow(Role.ADMINISTRATOR)
def boxes() -> str:
    with office().look() as work:
        found = work.session.scalars(select(Box).order_by(Box.id)).all()
        rows = [(box, fill_of(work, box), slots_of(work, box)) for box in found]
        return render_template("logistics/boxes.html", rows=rows)


@bp.get("/admin/boxes/new")
@allow(Role.ADMINISTRATOR)
def new_box() -> str:
    return _page(None, None, {"active": True})


@bp.post("/admin/boxes/new")
@allow(Role.ADMINISTRATOR)
def add_box() -> Response | tuple[str, int]:
    return _save(None)


@bp.get("/admin/boxes/<code>")
@allow(Role.ADMINISTRATOR)
def edit_box(code: str) -> str:
    with office().look() as work:
        box = box_by_code(work, code)
        return _page(code, None, box)


@bp.post("/admin/boxes/<code>")
@allow(Role.ADMINISTRATOR)
def change_box(code: str) -> Response | tuple[str, int]:
    return _save(code)


def _save(code: str | None) -> Response | tuple[str, int]:
    typed = BoxForm(
        code=text_field("code", 31),
        name=text_field("name", 60),
        name_en=text_field("name_en", 80),
        place=text_field("place", 120),
        place_en=text_field("place_en", 160),
        hours=text_field("hours", 60),
        capacity=text_field("capacity", 6),
        slots=text_field("slots", 60),
        active=request.form.get("active") == "yes",
    )
    try:
        with office().work() as work:
            save_box(work, box_by_code(work, code) if code else None, typed)
    except BeeboxError as error:
        if error.status == 404:
            raise
        return _page(code, sentence_of(error), typed), error.status
    return redirect(url_for(".boxes"), 303)


def _page(code: str | None, error: str | None, box: object) -> str:
    usual = "、".join(f"{slot:%H:%M}" for slot in settings().slots)
    return render_template("logistics/box.html", code=code, error=error, box=box, usual=usual)
