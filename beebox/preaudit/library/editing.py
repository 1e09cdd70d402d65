"""What supervisors do with reasons: add, change, retire and bring back."""

from collections.abc import Mapping, Set

from sqlalchemy import select

from beebox.accounts.roles import Actor
from beebox.catalog.loading import SAMPLES
from beebox.catalog.vocabulary import DocumentType
from beebox.kernel.db import Overtaken, Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.preaudit.library import keeping
from beebox.preaudit.library.book import reason_book, reason_of
from beebox.preaudit.library.faults import Known, Said, TypedReason, code_fault, field_faults
from beebox.preaudit.library.labels import TYPE_LABELS
from beebox.preaudit.library.models import LibraryReason, ReasonVersion
from beebox.preaudit.reasons import MOST, Reason, crowded
from beebox.preaudit.rulekeeping.versions import book_of


class NoSuchReason(BeeboxError):
    status = 404
    code = "no_such_reason"
    message = N_("没有这个退回原因。请回列表里选一个。")


class WrongReason(BeeboxError):
    """Carries what is wrong with each field."""

    status = 422
    code = "wrong_reason"
    message = N_("有 %(count)d 处要改，还没有保存。写好的都在，改好标出的地方再保存。")

    def __init__(self, faults: Mapping[str, Said]) -> None:
        self.faults = faults
        super().__init__(count=len(faults))


def reason_row(work: Work, code: str) -> LibraryReason:
    row = work.session.scalar(select(LibraryReason).where(LibraryReason.code == code))
    if row is None:
        raise NoSuchReason
    return row


def add_reason(
    work: Work, typed: TypedReason, supervisor: Actor, pictures: Set[str] = frozenset()
) -> LibraryReason:
    """`pictures`: keys of the pictures the supervisor has just given."""
    known = known_to(work, None, pictures)
    faults = dict(field_faults(typed, known))
    if fault := code_fault(typed.code, known):
        faults["code"] = fault
    reason = _checked(work, typed, faults)
    return keeping.add(work, reason, int(typed.position), supervisor.id)


def change_reason(
    work: Work,
    code: str,
    typed: TypedReason,
    version: str,
    supervisor: Actor,
    pictures: Set[str] = frozenset(),
) -> list[str]:
    """New words for a reason; the names of what changed. Notices already sent keep the old words."""
    row = reason_row(work, code)
    work.session.refresh(row, with_for_update=True)
    if version != str(row.version):
        raise Overtaken
    reason = _checked(work, typed, dict(field_faults(typed, known_to(work, row, pictures))))
    changed = reason.model_copy(update={"active": row.active})
    return keeping.change(work, row, changed, int(typed.position), supervisor.id)


def retire(work: Work, code: str, supervisor: Actor) -> None:
    """No longer offered; decisions made with it and notices sent keep it."""
    _switch(work, code, supervisor, active=False)


def restore(work: Work, code: str, supervisor: Actor) -> None:
    _switch(work, code, supervisor, active=True)


def _switch(work: Work, code: str, supervisor: Actor, *, active: bool) -> None:
    row = reason_row(work, code)
    work.session.refresh(row, with_for_update=True)
    reason = reason_of(row).model_copy(update={"active": active})
    if active and (fault := _no_room(work, reason)):
        raise WrongReason({"documents": fault})
    keeping.change(work, row, reason, row.position, supervisor.id)


def known_to(work: Work, row: LibraryReason | None, given: Set[str] = frozenset()) -> Known:
    """What a reason may refer to; `files` are those just given and all any version of it ever had."""
    codes = set(work.session.scalars(select(LibraryReason.code)))
    versions = select(ReasonVersion.content).where(ReasonVersion.reason_id == (row.id if row else 0))
    pictures = {str(content.get("picture", "")) for content in work.session.scalars(versions)}
    files = {picture.removeprefix("file:") for picture in pictures if picture.startswith("file:")}
    files |= given
    return Known(codes, set(book_of(work).rules), {path.name for path in SAMPLES.glob("*.jpg")}, files)


def _checked(work: Work, typed: TypedReason, faults: dict[str, Said]) -> Reason:
    """The reason as typed, or WrongReason with everything that is to mend."""
    if faults:
        raise WrongReason(faults)
    reason = as_reason(typed)
    if fault := _no_room(work, reason):
        raise WrongReason({"documents": fault})
    return reason


def as_reason(typed: TypedReason) -> Reason:
    return Reason(
        code=typed.code, short=typed.short, short_en=typed.short_en, text=typed.text, text_en=typed.text_en,
        how=typed.how, how_en=typed.how_en, law=typed.law, article=typed.article,
        documents=tuple(kind for kind in DocumentType if kind in typed.documents), rules=typed.rules,
        picture=typed.picture, needs_note=typed.needs_note, only_when_missing=typed.only_when_missing,
    )  # fmt: skip


def _no_room(work: Work, reason: Reason) -> Said | None:
    """Whether some document type would have more reasons than there are digit keys."""
    others = [other for other in reason_book(work).reasons if other.code != reason.code]
    full = crowded([*others, reason])
    if not full:
        return None
    return Said(
        N_("“%(kind)s”已经有 %(most)d 个原因，数字键用完了。请少勾这一种，或先停用一个。"),
        {"kind": TYPE_LABELS[full[0]], "most": MOST},
    )
