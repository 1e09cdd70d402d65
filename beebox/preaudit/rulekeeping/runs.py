"""Every check of a case is written down with what it rested on; earlier ones stay as they were."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, select

from beebox.cases.legal_clock import today
from beebox.cases.models import Case
from beebox.cases.papers import Finding, MaterialVersion
from beebox.cases.queries import findings_of, materials_of, uploads_of
from beebox.kernel.db import Work
from beebox.preaudit.report import Answer, Severity
from beebox.preaudit.rule_book import RuleBook
from beebox.preaudit.rulekeeping.models import CheckRun
from beebox.preaudit.rulekeeping.versions import book_in, freeze


def record_run(work: Work, case: Case) -> CheckRun:
    """Keep what the check that just ended found. The case is locked by the caller."""
    version, uploads = freeze(work, case), uploads_of(work, case.id)
    codes: dict[int, str] = {}
    files: list[dict[str, Any]] = []
    for material in materials_of(work, case.id):
        codes[material.id] = material.code
        given = [_file(upload) for upload in uploads.get(material.id, [])]
        files.append({"material": material.code, "files": given})
    found = [one for listed in findings_of(work, case.id).values() for one in listed]
    last = work.session.scalar(select(func.max(CheckRun.number)).where(CheckRun.case_id == case.id))
    run = CheckRun(
        case_id=case.id, number=1 + (last or 0), version_id=version.id, rules_hash=version.content_hash,
        engine=", ".join(sorted({one["engine"] for of in files for one in of["files"] if one["engine"]})),
        at=work.now(), day=today(work), item=f"{case.item_code}@{case.item_version}", form=dict(case.form),
        files=files, findings=[_finding(one, codes.get(one.material_id or 0, "")) for one in found],
        verdict=verdict_of(found, book_in(version)),
    )  # fmt: skip
    work.session.add(run)
    work.session.flush()
    return run


def _file(upload: MaterialVersion) -> dict[str, Any]:
    read = upload.reading or {}
    engine = f"{read['engine']} {read['version']}" if read else ""
    return {"upload": upload.id, "sha256": upload.sha256, "name": upload.file_name, "engine": engine}


def _finding(one: Finding, material: str) -> dict[str, Any]:
    return {
        "material": material, "rule": one.rule, "answer": one.answer, "severity": one.severity,
        "message": one.message, "message_en": one.message_en, "upload": one.upload_id, "page": one.page,
        "box": one.box, "across": one.across, "place": one.place,
    }  # fmt: skip


def verdict_of(findings: Iterable[Finding], book: RuleBook) -> str:
    """What the findings add up to: the rule of `beebox check`."""
    doubt = False
    for one in findings:
        if one.answer == Answer.FAIL and one.severity == Severity.MUST:
            return "incomplete"
        entry = book.rules.get(one.rule)
        grave = entry is None or entry.severity is Severity.MUST
        doubt = doubt or (one.answer == Answer.CANNOT_TELL and one.severity != Severity.HINT and grave)
    return "cannot_tell" if doubt else "complete"


def runs_of(work: Work, case_id: int) -> Sequence[CheckRun]:
    """Newest first."""
    return work.session.scalars(
        select(CheckRun).where(CheckRun.case_id == case_id).order_by(CheckRun.number.desc())
    ).all()


def last_run(work: Work, case_id: int) -> CheckRun | None:
    latest = select(CheckRun).where(CheckRun.case_id == case_id).order_by(CheckRun.number.desc())
    return work.session.scalar(latest.limit(1))
