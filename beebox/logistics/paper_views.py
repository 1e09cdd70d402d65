"""What this room prints, but labels: those are in label_views.py."""

from flask import Response

from beebox.accounts.access import allow
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor
from beebox.cases.access import case_for
from beebox.kernel.ids import read_code
from beebox.logistics.bags import BagNotFound, bag_for
from beebox.logistics.blueprint import bp
from beebox.logistics.handing_in import envelope_to_hand_in
from beebox.logistics.mail_out import hand_over_by_code
from beebox.logistics.printing import bag_sheet, mail_out_list, slip_of
from beebox.web.paper import pdf_response, render_pdf
from beebox.web.requests import office


@bp.get("/cases/<code>/slip.pdf")
@allow(Role.CITIZEN)
def slip(code: str) -> Response:
    """投件单, for whoever chose a box."""
    with office().look() as work:
        case = case_for(work, code, current_actor())
        sheet = slip_of(work, case, envelope_to_hand_in(work, case))
    return pdf_response(render_pdf("paper/slip.html", slip=sheet), f"投件单-{code}.pdf")


@bp.get("/bags/<code>/sheet.pdf")
@allow(Role.COLLECTOR, Role.CLERK, Role.SUPERVISOR)
def sheet_of_bag(code: str) -> Response:
    with office().look() as work:
        plain = read_code(code)
        if plain is None:
            raise BagNotFound
        sheet = bag_sheet(work, bag_for(work, plain, current_actor()))
    return pdf_response(render_pdf("paper/bagsheet.html", bagsheet=sheet), f"袋单-{code}.pdf")


@bp.get("/mail-out/lists/<code>.pdf")
@allow(Role.COLLECTOR, Role.SUPERVISOR)
def hand_over_list(code: str) -> Response:
    with office().look() as work:
        sheet = mail_out_list(work, *hand_over_by_code(work, code))
    return pdf_response(render_pdf("paper/mailout.html", mailout=sheet), f"交寄清单-{code}.pdf")
