"""Bills of carriers: taking a file in, what came of each line, lines in dispute."""

from typing import cast

from flask import redirect, render_template, request, url_for
from werkzeug.datastructures import Headers
from werkzeug.wrappers import Response

from beebox.accounts.access import allow
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor, is_role
from beebox.kernel.errors import N_, BeeboxError
from beebox.logistics.blueprint import bp
from beebox.logistics.money import words
from beebox.logistics.money.crediting import drop_dispute, line_of, open_dispute
from beebox.logistics.money.dispute_file import as_csv, as_xlsx
from beebox.logistics.money.events import BillRead
from beebox.logistics.money.intake import bill_of, carriers_with_bills, take_bill, try_again
from beebox.logistics.money.ledger import accounts_of
from beebox.logistics.money.paying import pay
from beebox.logistics.money.proposing import assign, proposals
from beebox.logistics.money.queries import (
    bills,
    changes_of,
    disputes,
    lines_of,
    row_of,
    runs_of,
    sums_of,
)
from beebox.logistics.money.rules import Outcome
from beebox.logistics.money.tables import BillState, DisputeState
from beebox.logistics.waybills import codes_under
from beebox.web.errors import sentence_of
from beebox.web.requests import office, text_field
from beebox.web.uploads import UploadRequest, takes_files

LOOKERS = (Role.SUPERVISOR, Role.COLLECTOR)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ChooseFile(BeeboxError):
    status = 422
    code = "choose_bill_file"
    message = N_("请选一个账单文件（CSV 或 XLSX）。")


def supervisor_here() -> bool:
    """Whether a signed-in supervisor stands at the door: whose files are taken."""
    return is_role(Role.SUPERVISOR)


@bp.get("/money/statements")
@allow(*LOOKERS)
def statements() -> str:
    return _list(None)


@bp.post("/money/statements")
@allow(Role.SUPERVISOR)
@takes_files(supervisor_here)
def import_statement() -> Response | tuple[str, int]:
    """`carrier` and `file`."""
    try:
        files = cast(UploadRequest, request).arrived("file")
        if not files:
            raise ChooseFile
        chosen = files[0]
        bill_id = take_bill(
            office(), request.form.get("carrier", ""), chosen.name, chosen.stream, current_actor()
        )
    except BeeboxError as error:
        return _list(sentence_of(error)), error.status
    return redirect(url_for(".statement", bill_id=bill_id), 303)


@bp.get("/money/statements/<int(max=2147483647):bill_id>")
@allow(*LOOKERS)
def statement(bill_id: int) -> str:
    """`?outcome=` shows only those lines, `?page=` counts from 1."""
    return _statement(bill_id, None)


@bp.post("/money/statements/<int(max=2147483647):bill_id>/again")
@allow(Role.SUPERVISOR)
def match_again(bill_id: int) -> Response:
    """Read again what could not be read; hold against our books again what was."""
    with office().work() as work:
        bill = bill_of(work, bill_id)
        if bill.state is BillState.MATCHED:
            work.emit(BillRead(bill.id, current_actor().name))
        else:
            try_again(work, bill_id, current_actor())
    return redirect(url_for(".statement", bill_id=bill_id), 303)


@bp.post("/money/statements/<int(max=2147483647):bill_id>/paid")
@allow(Role.SUPERVISOR)
def statement_paid(bill_id: int) -> Response | tuple[str, int]:
    try:
        with office().work() as work:
            pay(work, bill_id, current_actor())
    except BeeboxError as error:
        if error.status == 404:
            raise
        return _statement(bill_id, sentence_of(error)), error.status
    return redirect(url_for(".statement", bill_id=bill_id), 303)


@bp.get("/money/lines/<int(max=2147483647):line_id>")
@allow(*LOOKERS)
def statement_line(line_id: int) -> str:
    return _line(line_id, None)


@bp.post("/money/lines/<int(max=2147483647):line_id>/dispute")
@allow(Role.SUPERVISOR)
def dispute_line(line_id: int) -> Response | tuple[str, int]:
    try:
        with office().work() as work:
            open_dispute(work, line_id, text_field("reason", 200), current_actor())
    except BeeboxError as error:
        if error.status == 404:
            raise
        return _line(line_id, sentence_of(error)), error.status
    return redirect(url_for(".statement_line", line_id=line_id), 303)


@bp.post("/money/lines/<int(max=2147483647):line_id>/parcel")
@allow(Role.SUPERVISOR)
def assign_line(line_id: int) -> Response | tuple[str, int]:
    try:
        with office().work() as work:
            assign(work, line_id, text_field("reference", 80), current_actor())
    except BeeboxError as error:
        return _line(line_id, sentence_of(error)), error.status
    return redirect(url_for(".statement_line", line_id=line_id), 303)


@bp.get("/money/disputes")
@allow(*LOOKERS)
def dispute_list() -> str:
    return _disputes(None)


@bp.post("/money/disputes/<int(max=2147483647):dispute_id>/drop")
@allow(Role.SUPERVISOR)
def drop(dispute_id: int) -> Response | tuple[str, int]:
    try:
        with office().work() as work:
            drop_dispute(work, dispute_id, text_field("why", 200), current_actor())
    except BeeboxError as error:
        if error.status == 404:
            raise
        return _disputes(sentence_of(error)), error.status
    return redirect(url_for(".dispute_list"), 303)


@bp.get("/money/statements/<int(max=2147483647):bill_id>/disputes/<form>")
@allow(*LOOKERS)
def dispute_file(bill_id: int, form: str) -> Response:
    """The open disputes of one bill, to be sent to the carrier; `form` is csv, else it is XLSX."""
    with office().look() as work:
        bill = bill_of(work, bill_id)
        found = disputes(work, DisputeState.OPEN, bill.id, limit=100_000)
        data = as_csv(found) if form == "csv" else as_xlsx(found)
        name = f"disputes-{bill.carrier}-{bill.id}.{'csv' if form == 'csv' else 'xlsx'}"
    headers = Headers()
    headers.set("Content-Disposition", "attachment", filename=name)
    return Response(data, mimetype="text/csv" if form == "csv" else XLSX, headers=headers)


def _list(error: str | None) -> str:
    with office().look() as work:
        offered = carriers_with_bills(work)
        return render_template(
            "logistics/money/statements.html",
            bills=bills(work),
            carriers=offered,
            titles=dict(offered),
            says=words,
            error=error,
            may_act=supervisor_here(),
        )


def _statement(bill_id: int, error: str | None) -> str:
    wanted, page = request.args.get("outcome", ""), request.args.get("page", "1")
    outcome = Outcome(wanted) if wanted in set(Outcome) else None
    with office().look() as work:
        bill = bill_of(work, bill_id)
        number = int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1
        return render_template(
            "logistics/money/statement.html",
            bill=bill,
            title=dict(carriers_with_bills(work)).get(bill.carrier, bill.carrier),
            sums=sums_of(work, bill.id),
            outcome=outcome,
            listed=lines_of(work, bill.id, outcome, number),
            runs=runs_of(work, bill.id),
            in_dispute=len(disputes(work, DisputeState.OPEN, bill.id, limit=1000)),
            says=words,
            error=error,
            may_act=supervisor_here(),
        )


def _line(line_id: int, error: str | None) -> str:
    with office().look() as work:
        line = line_of(work, line_id)
        unknown = line.outcome is Outcome.UNKNOWN_IN_STATEMENT
        near = proposals(work, line) if unknown else []
        return render_template(
            "logistics/money/line.html",
            bill=bill_of(work, line.bill_id),
            row=row_of(work, line),
            changes=changes_of(work, line.id),
            near=near,
            near_codes=codes_under(work, near),
            near_accounts=accounts_of(work, [waybill.id for waybill in near]),
            unknown=unknown,
            says=words,
            error=error,
            may_act=supervisor_here(),
        )


def _disputes(error: str | None) -> str:
    wanted = request.args.get("state", DisputeState.OPEN.value)
    state = DisputeState(wanted) if wanted in set(DisputeState) else None
    with office().look() as work:
        return render_template(
            "logistics/money/disputes.html",
            found=disputes(work, state),
            state=state,
            states=tuple(DisputeState),
            says=words,
            error=error,
            may_act=supervisor_here(),
        )
