"""What the machine says of a material, as its citizen reads it: a number, a word, a sign and a place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from beebox.cases.papers import Finding, Remark
from beebox.kernel.errors import N_

Key = tuple[str, str]
"""Rule and place: what a finding is known by from one check to the next."""
Remarks = Mapping[Key, Remark]


@dataclass(frozen=True)
class Manner:
    """How an answer is said and drawn; `sign` is a sign of static/icons.svg, `tone` a colour by role."""

    word: str
    sign: str
    tone: str


_FAIL = {
    "must": Manner(N_("请改"), "no", "stop"),
    "should": Manner(N_("请改"), "warn", "wait"),
    "hint": Manner(N_("请留意"), "warn", "wait"),
}
_UNSURE = Manner(N_("看不准"), "person", "wait")
_PASS = Manner(N_("通过"), "s-ready", "good")
_WEIGHTS = {"must": N_("必须"), "should": N_("建议"), "hint": N_("参考")}
_GRAVEST_FIRST = ("fail must", "fail should", "fail hint", "cannot_tell")


@dataclass(frozen=True)
class Spot:
    """One finding. `number` stands at its sentence and in its box; what passed has none."""

    number: int | None
    finding: Finding
    remark: Remark | None = None

    @property
    def manner(self) -> Manner:
        if self.finding.answer == "fail":
            return _FAIL[self.finding.severity]
        return _PASS if self.finding.answer == "pass" else _UNSURE

    @property
    def weight(self) -> str:
        """How much hangs on it, in a word; nothing where there is nothing to change."""
        return _WEIGHTS[self.finding.severity] if self.finding.answer == "fail" else ""

    @property
    def rank(self) -> int:
        answer, severity = self.finding.answer, self.finding.severity
        said = f"fail {severity}" if answer == "fail" else answer
        return _GRAVEST_FIRST.index(said) if said in _GRAVEST_FIRST else len(_GRAVEST_FIRST)


def key_of(finding: Finding) -> Key:
    return finding.rule, finding.place


def spots_of(findings: Sequence[Finding], remarks: Remarks) -> list[Spot]:
    """The gravest first, numbered as far as there is something to say; what passed comes last."""
    told = [Spot(None, finding, remarks.get(key_of(finding))) for finding in findings]
    told.sort(key=lambda spot: spot.rank)
    return [
        Spot(number, spot.finding, spot.remark) if spot.finding.answer != "pass" else spot
        for number, spot in enumerate(told, start=1)
    ]


def all_doubted(findings: Sequence[Finding], remarks: Remarks) -> bool:
    """Whether the citizen thinks that the machine is wrong in everything that must be changed."""
    musts = [one for one in findings if (one.answer, one.severity) == ("fail", "must")]
    return bool(musts) and all(key_of(one) in remarks for one in musts)
