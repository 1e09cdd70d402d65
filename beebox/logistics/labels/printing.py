"""Printing: one file for one parcel or for many, each print counted, a copy never without its mark."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from sqlalchemy import func, select

from beebox.accounts.roles import Actor
from beebox.kernel.barcodes import fitting_module_mm
from beebox.kernel.db import Office, Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.files import FileGone, FileStore
from beebox.logistics.labels.contents import WaybillLabel
from beebox.logistics.labels.drawing import SIZES
from beebox.logistics.labels.fetching import Ask, fetch_label, kept_label, wanted_label
from beebox.logistics.labels.filling import label_of
from beebox.logistics.labels.layout import draw
from beebox.logistics.labels.models import CarrierLabel, LabelFormat, LabelPrint
from beebox.logistics.labels.pdf import pdf_of
from beebox.logistics.labels.sheets import as_pdf, fits, marked_as_copy, together
from beebox.logistics.labels.zpl import zpl_of
from beebox.logistics.orders import Label, LabelPaper
from beebox.logistics.parcels import Waybill
from beebox.logistics.ports import Capability, Carriers

MOST = 500
"""Labels in one file from a desk: more than a roll of label paper holds."""


class LabelNotHereYet(BeeboxError):
    """The carrier's own label has not come and its contract asks for that one."""

    code = "label_not_here_yet"
    message = N_(
        "邮包 %(number)s 要用承运方自己的面单，现在还没有取到%(why)s。"
        "运单号没有丢，系统会再取；请过一会儿再打印，其他邮包可以先打。"
    )


class OtherPaper(BeeboxError):
    code = "other_paper"
    message = N_(
        "邮包 %(number)s 的面单是 %(found)s 毫米的，而您选的纸是 %(wanted)s 毫米。"
        "请给打印机换纸，再勾选“尺寸不同也打印”。"
    )


@dataclass(frozen=True)
class _Sheet:
    """What is printed for one parcel: our drawing, or the carrier's file."""

    waybill_id: int
    drawn: WaybillLabel
    theirs: Label | None = None


def print_labels(
    office: Office,
    waybill_ids: Sequence[int],
    paper: LabelPaper,
    form: LabelFormat,
    actor: Actor,
    *,
    any_size: bool = False,
) -> bytes:
    """The labels of these parcels in their order, as one file; each is counted as printed.

    Asks carriers for labels that are missing, so no transaction may be open. Raises NoLabelYet,
    LabelNotHereYet, OtherPaper, CannotEncode and NoChineseFont; then nothing is counted.
    """
    ids = list(dict.fromkeys(waybill_ids))[:MOST]
    _fetch_missing(office, ids, paper)
    sheets = [_checked(office, one, paper, any_size=any_size) for one in ids]
    counted = _count(office, ids, paper, form, actor)
    pdf = together(list(_pages(sheets, counted, paper)))
    return zpl_of(pdf) if form is LabelFormat.ZPL else pdf


def _fetch_missing(office: Office, ids: Sequence[int], paper: LabelPaper) -> None:
    """After a first refusal of a carrier its other labels are not asked for: a desk would wait too long."""
    away: set[str] = set()
    for ask in _missing(office, ids, paper):
        if ask.carrier not in away and not fetch_label(office, ask).key:
            away.add(ask.carrier)


def _missing(office: Office, ids: Sequence[int], paper: LabelPaper) -> list[Ask]:
    with office.look() as work:
        found = [work.session.get_one(Waybill, one) for one in ids]
        return [ask for waybill in found if (ask := wanted_label(work, waybill, paper))]


def _checked(office: Office, waybill_id: int, paper: LabelPaper, *, any_size: bool) -> _Sheet:
    """What will be printed, tried out as far as that goes before it is counted."""
    with office.look() as work:
        waybill = work.session.get_one(Waybill, waybill_id)
        drawn = label_of(work, waybill)
        row = kept_label(work, waybill, paper)
        if row is not None:
            work.session.expunge(row)
        elif not may_draw_ourselves(work, waybill):
            raise LabelNotHereYet(number=drawn.number, why=_why(work, waybill, paper))
    if row is None:
        fitting_module_mm(drawn.number, SIZES[paper][0] - 4)
        return _Sheet(waybill_id, drawn)
    if not any_size and not fits((row.width_mm, row.height_mm), paper):
        raise OtherPaper(number=drawn.number, found=f"{row.width_mm}×{row.height_mm}", wanted=paper.value)
    return _Sheet(waybill_id, drawn, _theirs(office, row, waybill_id, paper))


def _theirs(office: Office, row: CarrierLabel, waybill_id: int, paper: LabelPaper) -> Label:
    """The kept file; one that is gone or was altered is asked for anew."""
    files = office.use(FileStore)
    try:
        return Label(files.read(row.file_key or ""), row.media_type)
    except FileGone:
        with office.work() as work:
            work.session.get_one(CarrierLabel, row.id).file_key = None
        _fetch_missing(office, [waybill_id], paper)
    with office.look() as work:
        again = kept_label(work, work.session.get_one(Waybill, waybill_id), paper)
        if again is None or again.file_key is None:
            raise LabelNotHereYet(number=row.number, why="")
        return Label(files.read(again.file_key), again.media_type)


def may_draw_ourselves(work: Work, waybill: Waybill) -> bool:
    """Whether our own drawing may stand in: for stand-ins, for carriers that give no label of their
    own, and where the contract permits it."""
    carriers = work.use(Carriers)
    if waybill.simulated or not carriers.is_at_hand(waybill.carrier):
        return waybill.simulated
    can = carriers.named(waybill.carrier).can
    return Capability.LABEL not in can or Capability.OWN_LABEL in can


def _why(work: Work, waybill: Waybill, paper: LabelPaper) -> str:
    wanted = select(CarrierLabel.trouble).where(
        CarrierLabel.waybill_id == waybill.id, CarrierLabel.paper == paper
    )
    told = work.session.scalar(wanted)
    return f"（{told}）" if told else ""


def _count(
    office: Office, ids: Sequence[int], paper: LabelPaper, form: LabelFormat, actor: Actor
) -> dict[int, int]:
    """Which print of its parcel each is; two desks at once never get the same number."""
    with office.work() as work:
        work.session.scalars(
            select(Waybill.id).where(Waybill.id.in_(ids)).order_by(Waybill.id).with_for_update()
        ).all()
        before = select(LabelPrint.waybill_id, func.max(LabelPrint.nth)).where(LabelPrint.waybill_id.in_(ids))
        last = {row[0]: row[1] for row in work.session.execute(before.group_by(LabelPrint.waybill_id))}
        counted = {one: (last.get(one) or 0) + 1 for one in ids}
        work.session.add_all(
            LabelPrint(waybill_id=one, paper=paper, format=form, nth=nth, by=actor.id, at=work.now())
            for one, nth in counted.items()
        )
    return counted


def _pages(sheets: Sequence[_Sheet], counted: dict[int, int], paper: LabelPaper) -> Iterator[bytes]:
    """Our own labels that follow each other are one file, each of the carriers' one."""
    for ours, group in groupby(sheets, lambda sheet: sheet.theirs is None):
        if ours:
            yield pdf_of(draw(replace(sheet.drawn, nth=counted[sheet.waybill_id]), paper) for sheet in group)
            continue
        for sheet in group:
            assert sheet.theirs is not None
            pdf, nth = as_pdf(sheet.theirs, paper), counted[sheet.waybill_id]
            yield marked_as_copy(pdf, nth) if nth > 1 else pdf
