"""Labels for programs: the same as the desk's, each fetch counted as a print."""

from flask import Response

from beebox.accounts.api_keys import Program
from beebox.accounts.roles import Actor, Role
from beebox.kernel.db import Office
from beebox.logistics.api.shapes import LabelAsked
from beebox.logistics.api.showing import waybill_for
from beebox.logistics.labels.models import LabelFormat
from beebox.logistics.labels.printing import print_labels

MEDIA = {LabelFormat.PDF: "application/pdf", LabelFormat.ZPL: "application/zpl"}


def label_answer(office: Office, program: Program, asked: LabelAsked, name: str) -> Response:
    """The file. Carriers may be asked for it, so no transaction may be open.

    A label that was printed before comes marked as a copy, so that two do not travel.
    """
    with office.look() as work:
        waybill = waybill_for(work, program, name)
        waybill_id, reference = waybill.id, waybill.reference
    actor = Actor(None, Role.SYSTEM, name=program.name)
    data = print_labels(office, [waybill_id], asked.paper, asked.format, actor)
    answer = Response(data, mimetype=MEDIA[asked.format])
    answer.headers["Content-Disposition"] = f'attachment; filename="label-{reference}.{asked.format.value}"'
    return answer
