"""The complete notice as the authority's own paper."""

from collections.abc import Iterator

from beebox.cases.complete_notice import CompleteNotice, Named, fix_address
from beebox.cases.issuing.contents import Body, Link, Point, day_words
from beebox.cases.models import Case
from beebox.kernel.db import Work


def paper_of(work: Work, case: Case, total: int, words: CompleteNotice) -> Body:
    """`total`: how many materials were looked at."""
    opening = f"您的申请材料我们都看过了，共 {total} 份。需要改正的全部内容一次告知如下，其余材料都不用动："
    points = [Point(entry.name, tuple(_lines(entry))) for entry in words.named]
    if words.form_note:
        points.append(Point("填写的内容", (words.form_note,)))
    closing = (
        f"请在 {day_words(words.due_on)} 前凭办件码 {case.code} 在网上改好，一次提交。"
        "等您改的日子，不计入办理期限。"
    )
    link = Link(fix_address(work, case), "扫码登录后直接去改这几项")
    return Body((opening,), tuple(points), closing=(closing,), link=link)


def _lines(entry: Named) -> Iterator[str]:
    for one in entry.said:
        yield one.text + one.how
        if one.legal:
            yield f"依据：{one.legal}"
    if entry.note:
        yield entry.note
