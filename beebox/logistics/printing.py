"""From rows to what stands on a printed sheet."""

from collections.abc import Sequence
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from beebox.accounts.models import Person
from beebox.cases.models import Case, CaseStep
from beebox.cases.queries import item_of, steps_of
from beebox.cases.states import Action
from beebox.catalog.models import Department
from beebox.kernel.db import Work
from beebox.kernel.masking import mask_address, mask_name
from beebox.kernel.settings import Settings
from beebox.logistics.bags import envelopes_in
from beebox.logistics.envelopes import case_of, count_of_originals
from beebox.logistics.handing_in import ChooseBoxFirst
from beebox.logistics.models import Bag, Box, Envelope, Original, Round
from beebox.logistics.originals import originals_of
from beebox.logistics.parcels import HandOver, Waybill
from beebox.logistics.ports import Carriers
from beebox.logistics.sorting import tray_of
from beebox.logistics.timetable import next_emptyings, slots_of
from beebox.logistics.waybills import cases_under, centre
from beebox.logistics.words import FATES
from beebox.web.filters import local_name
from beebox.web.sheets import (
    BaggedEnvelope,
    BagSheet,
    MailedParcel,
    MailOutList,
    Slip,
    SlipOriginal,
)

DROP_WITHIN = timedelta(days=14)
"""What we ask for, counted from passing; a promise of ours, not a legal limit."""


def slip_of(work: Work, case: Case, envelope: Envelope) -> Slip:
    """投件单 for the chosen box; ChooseBoxFirst when none is chosen."""
    box = work.session.get(Box, envelope.box_id) if envelope.box_id else None
    if box is None:
        raise ChooseBoxFirst
    passed = _passed(work, case)
    return Slip(
        code=case.code,
        item=local_name(item_of(work, case)),
        department=_department(work, case.department_id),
        applicant=_applicant(case),
        phone_tail=str(case.form.get("phone", ""))[-4:],
        originals=tuple(_slip_original(paper) for paper in originals_of(work, case.id)),
        box_name=local_name(box),
        box_address=local_name(box, "place"),
        box_hours=box.hours,
        slots=tuple(slots_of(work, box)),
        next_emptyings=tuple(next_emptyings(work, box, 2)),
        drop_by=(passed.at + DROP_WITHIN).astimezone(work.use(Settings).zone).date(),
        passed_at=passed.at,
        not_needed=_("电子材料已经收到，不用再放打印件。"),
    )


def bag_sheet(work: Work, bag: Bag) -> BagSheet:
    """袋单: what is in the bag, or was when it was closed."""
    zone = work.use(Settings).zone
    batch = work.session.get(Round, bag.round_id) if bag.round_id else None
    made = (bag.closed_at or bag.opened_at).astimezone(zone)
    slot = (batch.due_at.astimezone(zone) if batch else made).time()
    collector = work.session.get(Person, bag.closed_by) if bag.closed_by else None
    return BagSheet(
        code=bag.code,
        department=_department(work, bag.department_id),
        place=_("分拣台"),
        round_name=_("上午") if slot.hour < 12 else _("下午"),
        day=batch.on if batch else made.date(),
        slot=slot.replace(second=0, microsecond=0),
        envelopes=tuple(_bagged(work, envelope) for envelope in envelopes_in(work, bag)),
        collector=collector.name if collector else "",
        sealed_at=bag.closed_at,
        tray=str(tray_of(work, bag.department_id).number),
    )


def mail_out_list(work: Work, made: HandOver, parcels: Sequence[Waybill]) -> MailOutList:
    """交寄清单 of one hand-over."""
    carrier = work.use(Carriers).known(made.carrier)
    return MailOutList(
        number=f"LBM-{made.code}",
        carrier=carrier.title,
        desk=centre(work).name,
        made_at=made.at,
        parcels=tuple(
            MailedParcel(
                waybill=waybill.number or "",
                code=cases_under(work, waybill)[0].code,
                receiver=mask_name(str(waybill.receiver["name"])),
                place=mask_address(str(waybill.receiver["address"])).rstrip("*"),
                contents=waybill.contents,
                weight_grams=waybill.weight_grams,
            )
            for waybill in parcels
        ),
        simulated=any(waybill.simulated for waybill in parcels),
        handed_by=made.by_name,
    )


def _passed(work: Work, case: Case) -> CaseStep:
    return next(s for s in reversed(steps_of(work, case.id)) if s.action is Action.PASS)


def _department(work: Work, department_id: int) -> str:
    wanted = select(Department).where(Department.id == department_id)
    return local_name(work.session.scalars(wanted).one())


def _applicant(case: Case) -> str:
    return mask_name(str(case.form.get("applicant_name") or ""))


def _slip_original(paper: Original) -> SlipOriginal:
    return SlipOriginal(local_name(paper), paper.count, _("份"), _(FATES[paper.afterwards]))


def _bagged(work: Work, envelope: Envelope) -> BaggedEnvelope:
    case = case_of(work, envelope)
    count = count_of_originals(work, case.id)
    return BaggedEnvelope(envelope.code, local_name(item_of(work, case)), _applicant(case), count)
