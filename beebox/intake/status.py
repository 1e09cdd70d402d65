"""How far one material is: a word, a sign and a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from beebox.cases.papers import Finding, Material, MaterialVersion, ReadingState
from beebox.catalog.definitions import Material as MaterialDefinition
from beebox.catalog.definitions import Necessity
from beebox.intake.spots import Remarks, all_doubted
from beebox.kernel.errors import N_


class Word(StrEnum):
    TODO = "todo"
    BUSY = "busy"
    RETAKE = "retake"
    READY = "ready"
    LATER = "later"
    DOUBTED = "doubted"


WORDS = {
    Word.TODO: N_("待上传"),
    Word.BUSY: N_("检查中"),
    Word.RETAKE: N_("需重拍"),
    Word.READY: N_("已就绪"),
    Word.LATER: N_("可不交"),
    Word.DOUBTED: N_("交人工看"),
}
SIGNS = {
    Word.TODO: "s-todo",
    Word.BUSY: "s-busy",
    Word.RETAKE: "s-retake",
    Word.READY: "s-ready",
    Word.LATER: "s-optional",
    Word.DOUBTED: "s-ready",
}
TONES = {
    Word.TODO: "",
    Word.BUSY: "state--busy",
    Word.RETAKE: "state--stop",
    Word.READY: "",
    Word.LATER: "state--faint",
    Word.DOUBTED: "state--wait",
}


@dataclass(frozen=True)
class Status:
    word: Word
    hint: str
    finding: Finding | None = None
    """What the sentence is about, when the machine found something."""

    @property
    def hint_en(self) -> str:
        """What the finding says in English, where the hint is its sentence."""
        return self.finding.message_en if self.finding and self.finding.message == self.hint else ""

    @property
    def text(self) -> str:
        return WORDS[self.word]

    @property
    def sign(self) -> str:
        return SIGNS[self.word]

    @property
    def tone(self) -> str:
        return TONES[self.word]

    @property
    def given(self) -> bool:
        """Whether there is something to hand in."""
        return self.word not in {Word.TODO, Word.LATER}


BUSY = Status(Word.BUSY, N_("收到了，正在看。可以先办下一份"))


def status_of(
    definition: MaterialDefinition,
    material: Material,
    uploads: Sequence[MaterialVersion],
    findings: Sequence[Finding],
    remarks: Remarks,
) -> Status:
    """The one word for a material, by what was given and found, and what its citizen said of that."""
    if not uploads:
        if definition.necessity is Necessity.LATER:
            return Status(Word.LATER, N_("现在没有也能提交，以后再补"))
        return Status(Word.TODO, N_("还没有传"))
    if any(upload.reading_state is ReadingState.WAITING for upload in uploads):
        return BUSY
    return _read(material, uploads, findings, remarks)


def _read(
    material: Material, uploads: Sequence[MaterialVersion], findings: Sequence[Finding], remarks: Remarks
) -> Status:
    must = first(findings, "fail", ("must",))
    if must is not None:
        if material.doubted or all_doubted(findings, remarks):
            return Status(Word.DOUBTED, N_("您已确认，预审员会亲自看"), must)
        return Status(Word.RETAKE, must.message, must)
    look = first(findings, "fail", ("should", "hint"))
    if look is not None:
        return Status(Word.READY, look.message, look)
    if any(upload.reading_state is ReadingState.FAILED for upload in uploads):
        return Status(Word.READY, N_("机器没有读出来，预审员会亲自看"))
    unsure = first(findings, "cannot_tell", ("must", "should"))
    if unsure is not None:
        return Status(Word.READY, N_("有一处读不准，预审员会再看"), unsure)
    return Status(Word.READY, N_("清楚，可以用"))


def first(findings: Sequence[Finding], answer: str, severities: Sequence[str]) -> Finding | None:
    """The first finding of the gravest of these severities with this answer."""
    for severity in severities:
        for finding in findings:
            if finding.answer == answer and finding.severity == severity:
                return finding
    return None
