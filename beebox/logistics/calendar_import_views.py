"""A holiday file for the calendar: brought, compared with what stands and with open deadlines, applied."""

from itertools import islice

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from beebox.accounts.access import allow
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor
from beebox.cases.clock.names import CLOCK_NAMES
from beebox.cases.clock.recounting import recount, would_move
from beebox.kernel.errors import N_, BeeboxError
from beebox.logistics.calendar_views import bp
from beebox.web.errors import sentence_of
from beebox.web.requests import office, text_field
from beebox.workdays.arrange import Pen
from beebox.workdays.imports.bringing import (
    STATUTORY_DAYS,
    AppliedAlready,
    NoSuchImport,
    after,
    apply,
    bring,
    brought,
    changes,
    sparse_years,
)
from beebox.workdays.imports.lines import Fault
from beebox.workdays.imports.reading import LARGEST, read_file
from beebox.workdays.models import LONGEST_WHY
from beebox.workdays.queries import version

__all__ = ["bp"]
MOST_SHOWN = 100


class NoFile(BeeboxError):
    status = 422
    code = "no_holiday_file"
    message = N_("请先选好放假安排的文件（CSV、ICS 或 YAML），再点“先看看会改什么”。")


@bp.get("/import")
@allow(Role.ADMINISTRATOR)
def import_page() -> str:
    return _form(None, [])


@bp.post("/import")
@allow(Role.ADMINISTRATOR)
def bring_file() -> Response | tuple[str, int]:
    given = request.files.get("file")
    try:
        if given is None or not given.filename:
            raise NoFile
        content = given.stream.read(LARGEST + 1)
        sheet = read_file(given.filename, content)
        if sheet.faults:
            return _form(None, sheet.faults, given.filename), 422
        with office().work() as work:
            row = bring(work, given.filename, content, sheet, current_actor().id)
            import_id = row.id
    except BeeboxError as error:
        return _form(sentence_of(error), []), error.status
    whole = "yes" if request.form.get("whole") == "yes" else "no"
    return redirect(url_for(".preview", import_id=import_id, whole=whole), 303)


@bp.get("/import/<int:import_id>")
@allow(Role.ADMINISTRATOR)
def preview(import_id: int) -> str:
    return _preview(import_id, None)


@bp.post("/import/<int:import_id>")
@allow(Role.ADMINISTRATOR)
def apply_file(import_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    try:
        pen = Pen(actor.id, text_field("why", LONGEST_WHY))
        with office().work() as work:
            sure = request.form.get("confirm") == "yes"
            changed = apply(work, import_id, _seen(), pen, whole=_whole(), confirm=sure)
            moved = recount(work, actor, pen.why)
            year = min(brought(work, import_id).entries)[0][:4]
    except NoSuchImport:
        raise
    except BeeboxError as error:
        return _preview(import_id, sentence_of(error)), error.status
    flash(_("已导入，改了 %(days)s 天，%(moved)s 个在办的到期日跟着变了。", days=changed, moved=len(moved)))
    return redirect(url_for(".page", year=year), 303)


def _seen() -> int:
    """The version of the calendar beside which the changes were looked at; -1 for none there can be."""
    seen = request.form.get("version", "")
    return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else -1


def _whole() -> bool:
    return request.values.get("whole") == "yes"


def _form(error: str | None, faults: list[Fault], name: str = "") -> str:
    return render_template(
        "logistics/calendar_import.html", error=error, faults=faults[:MOST_SHOWN], count=len(faults),
        name=name[:80], whole=request.form.get("whole", "yes") == "yes",
    )  # fmt: skip


def _preview(import_id: int, error: str | None) -> str:
    with office().look() as work:
        file = brought(work, import_id)
        found = changes(work, file, whole=_whole())
        moved = list(islice(would_move(work, after(work, found)), 10_000))
        return render_template(
            "logistics/calendar_preview.html",
            file=file,
            changes=found,
            moved=moved[:MOST_SHOWN],
            moving=len(moved),
            clock_names=CLOCK_NAMES,
            version=version(work),
            whole=_whole(),
            sure=request.form.get("confirm") == "yes",
            sparse=sparse_years(file) if _whole() and not file.applied_at else [],
            least=STATUTORY_DAYS,
            error=error or (sentence_of(AppliedAlready()) if file.applied_at else None),
            why=request.form.get("why", "")[:LONGEST_WHY] or file.source[:LONGEST_WHY],
            longest=LONGEST_WHY,
        )
