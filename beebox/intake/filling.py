"""What the citizen types: who applies, and where the result goes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from beebox.accounts.roles import Actor
from beebox.cases.legal_clock import today
from beebox.cases.models import Case
from beebox.cases.queries import item_of
from beebox.catalog.rules import form_fields_for
from beebox.catalog.vocabulary import FORM_LABELS, FormField
from beebox.intake import rules
from beebox.intake.own_case import FormLocked, form_open, hold, own_case, refuse_others_turn
from beebox.kernel.db import Work
from beebox.kernel.errors import N_

OPTIONAL = frozenset({FormField.CREDIT_CODE})
RECEIVER = {
    "receiver_name": N_("收件人"),
    "receiver_phone": N_("收件手机"),
    "receiver_address": N_("收件地址"),
}


@dataclass(frozen=True)
class Entry:
    """One line of the form, ready to draw."""

    name: str
    label: str
    kind: str
    """name, number, phone or address."""
    required: bool
    value: str = ""
    fault: str | None = None


Faults = dict[str, str]


def entries_of(work: Work, case: Case, typed: Mapping[str, str], faults: Faults) -> list[Entry]:
    """The lines for this case with what was typed, or saved before, and what is wrong with it."""
    fields = [entry.field for entry in form_fields_for(item_of(work, case), case.answers)]
    lines = [
        Entry(field.value, FORM_LABELS[field], kind_of(field.value), field not in OPTIONAL)
        for field in fields
    ]
    lines += [Entry(name, label, kind_of(name), True) for name, label in RECEIVER.items()]
    saved = saved_values(case)
    return [
        Entry(
            line.name, line.label, line.kind, line.required,
            typed.get(line.name, saved.get(line.name, "")), faults.get(line.name),
        )
        for line in lines
    ]  # fmt: skip


def saved_values(case: Case) -> dict[str, str]:
    return {**case.form, **{f"receiver_{name}": value for name, value in case.receiver.items()}}


def fill_form(work: Work, case_code: str, typed: Mapping[str, str], citizen: Actor) -> Faults:
    """Save the form when all of it can be right; else save nothing and say what is wrong, by field."""
    case = own_case(work, case_code, citizen)
    hold(work, case)
    refuse_others_turn(case)
    lines, day = entries_of(work, case, {}, {}), today(work)
    if not form_open(work, case):
        return _fill_receiver(case, lines, typed, day)
    values = {line.name: _clean(line, typed.get(line.name, "")) for line in lines}
    checked = {line.name: _fault(line, values[line.name], day) for line in lines}
    faults = {name: fault for name, fault in checked.items() if fault is not None}
    if not faults:
        case.form = {n: v for n, v in values.items() if not n.startswith("receiver_") and v}
        case.receiver = {
            name.removeprefix("receiver_"): value
            for name, value in values.items()
            if name.startswith("receiver_")
        }
    return faults


def _fill_receiver(case: Case, lines: list[Entry], typed: Mapping[str, str], day: date) -> Faults:
    """The applicant's lines are locked: whoever sends another value for one is told so."""
    locked = [line for line in lines if not line.name.startswith("receiver_")]
    if any(line.name in typed and _clean(line, typed[line.name]) != line.value for line in locked):
        raise FormLocked
    values = {line.name: _clean(line, typed.get(line.name, "")) for line in lines if line not in locked}
    checked = {line.name: _fault(line, values[line.name], day) for line in lines if line not in locked}
    faults = {name: fault for name, fault in checked.items() if fault is not None}
    if not faults:
        case.receiver = {name.removeprefix("receiver_"): value for name, value in values.items()}
    return faults


def form_complete(work: Work, case: Case) -> bool:
    """Whether every line these answers ask for is filled in."""
    return all(line.value or not line.required for line in entries_of(work, case, {}, {}))


def kind_of(name: str) -> str:
    for ending in ("phone", "address"):
        if name.endswith(ending):
            return ending
    return "number" if name.endswith(("id_number", "credit_code")) else "name"


def _clean(line: Entry, text: str) -> str:
    if line.kind == "phone":
        return rules.plain(text[:80]).removeprefix("+86")
    return rules.plain(text[:80]) if line.kind == "number" else rules.tidy(text)


def _fault(line: Entry, value: str, day: date) -> str | None:
    if not value:
        return N_("这一项还没有填。") if line.required else None
    if line.kind == "number":
        if line.name == FormField.CREDIT_CODE:
            return rules.credit_code_fault(value)
        return rules.id_number_fault(value, day)
    return _CHECKS[line.kind](value)


_CHECKS: dict[str, Callable[[str], str | None]] = {
    "name": rules.name_fault,
    "phone": rules.phone_fault,
    "address": rules.address_fault,
}
