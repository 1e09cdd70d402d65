"""Labels: the list that supervisors keep, and putting them on cases and taking them off."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from beebox.accounts.roles import Actor
from beebox.cases.models import Case
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.preaudit.waiting.models import CaseLabel, Colour, Label, queue_day

LONGEST = 12


class NoSuchLabel(BeeboxError):
    status = 404
    code = "no_such_label"
    message = N_("没有这个标签，可能刚刚被停用。请刷新页面，从现有的标签里选一个。")


class LabelRefused(BeeboxError):
    status = 422
    code = "label_refused"
    message = N_("标签要有 1 到 12 个字、选一种颜色，并且不和现有的重名（停用的也算）。请改好后再保存。")


def labels(work: Work) -> Sequence[Label]:
    """Every label there ever was, those in use first."""
    return work.session.scalars(select(Label).order_by(Label.retired_at.is_not(None), Label.name)).all()


def label_in_use(work: Work, typed: str) -> Label:
    """The label with this id; NoSuchLabel when there is none or it was retired."""
    sound = typed.isascii() and typed.isdigit() and len(typed) < 10
    found = work.session.get(Label, int(typed)) if sound else None
    if found is None or found.retired_at is not None:
        raise NoSuchLabel
    return found


def make_label(work: Work, name: str, colour: str, supervisor: Actor) -> Label:
    taken = work.session.scalar(select(Label.id).where(Label.name == name))
    if not 1 <= len(name) <= LONGEST or not name.isprintable() or colour not in set(Colour) or taken:
        raise LabelRefused
    made = Label(name=name, colour=Colour(colour), made_by=supervisor.id, made_at=work.now())
    work.session.add(made)
    work.session.flush()
    return made


def change_label(work: Work, label_id: int, colour: str, used: str) -> Label:
    """Another colour, or out of use (`used` is empty) and back into it."""
    found = work.session.get(Label, label_id) if label_id < 2**31 else None
    if found is None:
        raise NoSuchLabel
    if colour not in set(Colour):
        raise LabelRefused
    found.colour = Colour(colour)
    found.retired_at = None if used else found.retired_at or work.now()
    return found


def put_on(work: Work, case: Case, label: Label, actor: Actor) -> bool:
    """Whether it was put on: a case that has it already keeps it as it is."""
    if work.session.get(CaseLabel, (case.id, label.id)) is not None:
        return False
    assert actor.id is not None
    day = queue_day(case)
    work.session.add(CaseLabel(case_id=case.id, label_id=label.id, due=day, by=actor.id, at=work.now()))
    work.session.flush()
    return True


def take_off(work: Work, case: Case, label: Label) -> bool:
    """Whether it was there to be taken off."""
    found = work.session.get(CaseLabel, (case.id, label.id))
    if found is not None:
        work.session.delete(found)
    return found is not None


def labels_by_case(work: Work, case_ids: Sequence[int]) -> Mapping[int, Sequence[Label]]:
    """The labels on each of these cases, by name."""
    wanted = select(CaseLabel.case_id, Label).join(Label, Label.id == CaseLabel.label_id)
    found: dict[int, list[Label]] = {}
    for case_id, label in work.session.execute(
        wanted.where(CaseLabel.case_id.in_(case_ids)).order_by(Label.name)
    ):
        found.setdefault(case_id, []).append(label)
    return found
