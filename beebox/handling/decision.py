"""决定: granted or not, with the result and the way it leaves the department."""

from dataclasses import dataclass

from sqlalchemy import select

from beebox.accounts.roles import Actor
from beebox.cases.issuing.contents import Body
from beebox.cases.issuing.issue import issue
from beebox.cases.lifecycle import move
from beebox.cases.models import Case
from beebox.cases.queries import item_of, materials_of
from beebox.cases.states import Action
from beebox.handling.models import Result
from beebox.handling.remedies import remedy_of
from beebox.handling.result_file import KeptFile
from beebox.handling.rules import Way, ways_for
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.ids import new_secret


class WayNotAllowed(BeeboxError):
    status = 422
    code = "way_not_allowed"
    message = N_("这件事的结果不能这样交给申请人。请从列出的方式里选一个，填写的内容都在。")


class ReasonsNeeded(BeeboxError):
    status = 422
    code = "reasons_needed"
    message = N_("不予许可必须写明理由。请在“结果说明”里写清楚，再提交。")


class FileNeeded(BeeboxError):
    status = 422
    code = "file_needed"
    message = N_("只发电子结果时，要上传结果文件（PDF 或 JPEG）。请选好文件再提交。")


@dataclass(frozen=True)
class Verdict:
    granted: bool
    text: str
    way: Way
    file: KeptFile | None = None


def allowed_ways(work: Work, case: Case) -> tuple[Way, ...]:
    """How this case's result may leave, the citizen's own wish first where it is among them."""
    item = item_of(work, case)
    ways = ways_for(item, [item.material(m.code) for m in materials_of(work, case.id)])
    wished = [way for way in ways if way.value == case.result_by]
    return tuple(dict.fromkeys([*wished, *ways]))


def decide(work: Work, case: Case, clerk: Actor, verdict: Verdict) -> Result:
    """Record the decision; whoever sends, posts or hands out the result hears of it."""
    if verdict.way not in allowed_ways(work, case):
        raise WayNotAllowed
    if not verdict.granted and not verdict.text.strip():
        raise ReasonsNeeded
    if verdict.way is Way.NONE and verdict.file is None:
        raise FileNeeded
    case.result_by = verdict.way.value
    move(work, case, Action.DECIDE, clerk)
    result = _result(work, case, clerk, verdict)
    work.session.add(result)
    kind, word = ("grant", "准予办理。") if verdict.granted else ("denial", "不予办理。")
    remedy = "" if verdict.granted else remedy_of(work, case)
    opening = tuple(text for text in (f"经审查，决定：{word}", verdict.text.strip()) if text)
    issue(work, case, kind, clerk, Body(opening, remedy=remedy))
    return result


def _result(work: Work, case: Case, clerk: Actor, verdict: Verdict) -> Result:
    file = verdict.file
    return Result(
        case_id=case.id,
        granted=verdict.granted,
        text=verdict.text.strip(),
        file_key=file.key if file else None,
        file_name=file.name if file else None,
        file_mime=file.mime if file else None,
        decided_by=clerk.id,
        decided_at=work.now(),
        pickup_seed=new_secret() if verdict.way is Way.COLLECT else None,
    )


def result_of(work: Work, case_id: int) -> Result | None:
    return work.session.scalar(select(Result).where(Result.case_id == case_id))
