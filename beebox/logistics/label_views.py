"""Printing labels at the mail-out desk: one or many, on this desk's paper, as PDF or for a Zebra printer."""

from flask import Response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as Redirect

from beebox.accounts.access import allow
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor
from beebox.cases.access import case_for
from beebox.kernel.db import Work
from beebox.kernel.errors import BeeboxError
from beebox.logistics.blueprint import bp
from beebox.logistics.handing_in import envelope_to_hand_in
from beebox.logistics.labels.fetching import USUAL_PAPER
from beebox.logistics.labels.models import LabelFormat
from beebox.logistics.labels.printing import MOST, print_labels
from beebox.logistics.labels.waiting import PrintChoice, choices, waiting_ids
from beebox.logistics.mail_out import ChooseParcels, return_parcel
from beebox.logistics.orders import LabelPaper, Leg
from beebox.logistics.waybills import NoAddress, waybill_of
from beebox.web.errors import sentence_of
from beebox.web.paper import pdf_response
from beebox.web.requests import office

_REMEMBERED = "label_paper"


@bp.get("/cases/<code>/label.pdf")
@allow(Role.CITIZEN)
def door_label(code: str) -> Response:
    """The label for the courier at the door; `?paper=76x130` for the small one.

    A printer at home takes any size: the carrier's own is given as it is.
    """
    with office().look() as work:
        case = case_for(work, code, current_actor())
        envelope_to_hand_in(work, case)
        waybill = waybill_of(work, case.id, Leg.OUTBOUND)
        if waybill is None:
            raise NoAddress(case=case.code)
        waybill_id = waybill.id
    paper = _paper_or(request.args.get("paper"), USUAL_PAPER)
    return _printed([waybill_id], paper, LabelFormat.PDF, code, any_size=True)


@bp.get("/mail-out/<reference>/label.pdf")
@allow(Role.COLLECTOR)
def return_label(reference: str) -> Response:
    return _one(reference, LabelFormat.PDF)


@bp.get("/mail-out/<reference>/label.zpl")
@allow(Role.COLLECTOR)
def return_label_zpl(reference: str) -> Response:
    return _one(reference, LabelFormat.ZPL)


@bp.get("/mail-out/labels")
@allow(Role.COLLECTOR, Role.SUPERVISOR)
def labels() -> str:
    return _page(None)


@bp.post("/mail-out/labels/paper")
@allow(Role.COLLECTOR)
def choose_paper() -> Redirect:
    """This desk's printer holds this paper from now on."""
    session[_REMEMBERED] = _paper_or(request.form.get("paper"), USUAL_PAPER).value
    return redirect(url_for(".labels"), 303)


@bp.post("/mail-out/labels.pdf")
@allow(Role.COLLECTOR)
def labels_pdf() -> Response | tuple[str, int]:
    """`parcel` once for each reference, or `all`: one file. `any_size` prints other sizes as well."""
    return _many(LabelFormat.PDF)


@bp.post("/mail-out/labels.zpl")
@allow(Role.COLLECTOR)
def labels_zpl() -> Response | tuple[str, int]:
    return _many(LabelFormat.ZPL)


def _one(reference: str, form: LabelFormat) -> Response:
    with office().look() as work:
        waybill_id = return_parcel(work, reference).id
    return _printed([waybill_id], _paper(), form, reference)


def _many(form: LabelFormat) -> Response | tuple[str, int]:
    try:
        with office().look() as work:
            ids = waiting_ids(work) if request.form.get("all") else _chosen(work)
        if not ids:
            raise ChooseParcels
        any_size = request.form.get("any_size") == "yes"
        return _printed(ids, _paper(), form, f"{len(ids)}", any_size=any_size)
    except BeeboxError as error:
        if error.status == 404:
            raise
        return _page(sentence_of(error)), error.status


def _chosen(work: Work) -> list[int]:
    references = request.form.getlist("parcel")[:MOST]
    return [return_parcel(work, reference).id for reference in references]


def _printed(
    ids: list[int], paper: LabelPaper, form: LabelFormat, name: str, *, any_size: bool = False
) -> Response:
    if request.method == "HEAD":  # looking at the door is no print
        return Response(mimetype="application/pdf")
    data = print_labels(office(), ids, paper, form, current_actor(), any_size=any_size)
    answer = pdf_response(data, f"面单-{name}.{form}")
    if form is LabelFormat.ZPL:
        answer.mimetype = "application/octet-stream"
        answer.headers["Content-Disposition"] = answer.headers["Content-Disposition"].replace(
            "inline", "attachment", 1
        )
    return answer


def _page(error: str | None) -> str:
    with office().look() as work:
        rows: list[PrintChoice] = choices(work, _paper())
    return render_template(
        "logistics/labels.html",
        rows=rows,
        ready=[row for row in rows if row.ready],
        papers=list(LabelPaper),
        paper=_paper(),
        error=error,
        may_act=current_actor().role is Role.COLLECTOR,
    )


def _paper() -> LabelPaper:
    """Told in the address, else what this desk chose before, else the usual one."""
    return _paper_or(request.values.get("paper") or session.get(_REMEMBERED), USUAL_PAPER)


def _paper_or(told: object, otherwise: LabelPaper) -> LabelPaper:
    return next((paper for paper in LabelPaper if paper.value == told), otherwise)
