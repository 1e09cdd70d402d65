"""Labels for programs: the same drawing as the desk's."""

from flask import Response

from beebox.kernel.db import Work
from beebox.logistics.api.shapes import LabelAsked
from beebox.logistics.parcels import Waybill
from beebox.logistics.printing import label_of
from beebox.web.paper import pdf_response, render_pdf


def label_answer(work: Work, waybill: Waybill, asked: LabelAsked) -> Response:
    sheet = label_of(work, waybill)
    return pdf_response(render_pdf("paper/label.html", label=sheet), f"label-{waybill.reference}.pdf")
