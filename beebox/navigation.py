"""The links at the head of every page, by role."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import g, request
from flask_babel import gettext as _

from beebox.accounts.roles import STAFF, Role
from beebox.accounts.sessions import visitor
from beebox.cases.clock.watch import open_jump
from beebox.kernel.db import Work
from beebox.kernel.errors import N_
from beebox.notices.queries import unread_count
from beebox.web.filters import local_day, plain_day
from beebox.web.requests import office, settings
from beebox.workdays.queries import running_out


class Link(NamedTuple):
    path: str
    text: str
    under: str = ""
    """The pages it stands for, where they do not all lie below `path`."""
    area: str = ""
    """Links of one area follow each other; the head shows the area, and its links while one is in it."""


class Area(NamedTuple):
    """What the first row of the head shows: an area with its links, or a link of its own."""

    text: str
    path: str
    links: tuple[Link, ...]
    current: bool


_REVIEW, _POST = N_("预审"), N_("收寄")
_WARNINGS, _MESSAGES = N_("提醒"), N_("消息")
LINKS = {
    Role.AUDITOR: (
        Link("/review", N_("预审队列")),
        Link("/review/insight", N_("成效")),
        Link("/deadlines", N_("期限提醒")),
    ),
    Role.COLLECTOR: (
        Link("/rounds", N_("收件批次")),
        Link("/sorting", N_("分拣")),
        Link("/bags", N_("转件袋")),
        Link("/mail-out", N_("寄出")),
        Link("/courier", N_("快递台")),
        Link("/deadlines", N_("期限提醒")),
    ),
    Role.CLERK: (
        Link("/desk", N_("办理")),
        Link("/bags", N_("收袋")),
        Link("/courier/claims", N_("查找")),
        Link("/deadlines", N_("期限提醒")),
        Link("/messages", N_("消息")),
    ),
    Role.SUPERVISOR: (
        Link("/review/overview", N_("概况")),
        Link("/review", N_("预审队列"), area=_REVIEW),
        Link("/review/second", N_("复看"), area=_REVIEW),
        Link("/review/reasons", N_("退回原因"), area=_REVIEW),
        Link("/review/rules", N_("规则"), area=_REVIEW),
        Link("/review/labels", N_("标签"), area=_REVIEW),
        Link("/review/people", N_("人员"), area=_REVIEW),
        Link("/review/insight", N_("成效")),
        Link("/desk/approvals", N_("再次补正")),
        Link("/rounds", N_("收件批次"), area=_POST),
        Link("/mail-out", N_("寄出"), area=_POST),
        Link("/courier", N_("快递台"), area=_POST),
        Link("/courier/claims", N_("查找"), area=_POST),
        Link("/money/statements", N_("账单"), "/money", _POST),
        Link("/deadlines", N_("期限提醒"), area=_WARNINGS),
        Link("/alarms", N_("警报"), area=_WARNINGS),
        Link("/messages", N_("消息"), area=_MESSAGES),
        Link("/admin/messages", N_("消息模板"), area=_MESSAGES),
    ),
    Role.ADMINISTRATOR: (
        Link("/admin/people", N_("账号")),
        Link("/admin/boxes", N_("小蜂箱点位")),
        Link("/admin/calendar", N_("工作日历")),
        Link("/deadlines", N_("期限提醒")),
        Link("/review/rules", N_("规则")),
        Link("/admin/api-keys", N_("程序密钥")),
        Link("/admin/webhooks", N_("推送")),
    ),
}
ROLE_NAMES = {
    Role.CITIZEN: N_("申请人"),
    Role.AUDITOR: N_("预审员"),
    Role.COLLECTOR: N_("收件员"),
    Role.CLERK: N_("经办人"),
    Role.SUPERVISOR: N_("主管"),
    Role.ADMINISTRATOR: N_("管理员"),
}


def here(links: Sequence[Link], path: str) -> str:
    """The link under which this page lies: of several the one that says most; empty when none does."""
    areas = [(link.under or link.path, link.path) for link in links]
    fitting = [(area, at) for area, at in areas if path == area or path.startswith(f"{area}/")]
    return max(fitting, key=lambda found: len(found[0]), default=("", ""))[1]


def areas(links: Sequence[Link], at: str) -> list[Area]:
    """The links by area, in their order; `at` is the link somebody is under."""
    found: list[Area] = []
    for link in links:
        if link.area and found and found[-1].text == link.area:
            last = found[-1]
            found[-1] = Area(last.text, last.path, (*last.links, link), last.current or link.path == at)
        else:
            found.append(Area(link.area or link.text, link.path, (link,), link.path == at))
    return found


def links_for() -> dict[str, Any]:
    """What base.html and staff.html need to know of the visitor."""
    person = visitor()
    staff = person is not None and person.role in STAFF
    links = LINKS.get(person.role, ()) if person else ()
    told = [Link(link.path, _(link.text), link.under, _(link.area) if link.area else "") for link in links]
    now = here(links, request.path)
    return {
        "person": person,
        "staff_links": told if staff else [],
        "staff_areas": areas(told, now) if staff else [],
        "staff_here": now,
        "role_name": _(ROLE_NAMES[person.role]) if person else "",
        "development": settings().development,
        "unread": g.get("unread", 0),
        "warnings": g.get("warnings", []),
    }


def look_ahead() -> None:
    """What a head shows, before a page is made: while no other transaction of this request is open."""
    person, wanted = visitor(), request.accept_mimetypes
    if person is not None and (not wanted or wanted["text/html"] == 1):
        with office().look() as work:
            g.unread = unread_count(work, person.id)
            g.warnings = warnings_for(work, person.role)


def warnings_for(work: Work, role: Role) -> list[tuple[str, str]]:
    """What whoever runs the service must not miss on any page: (sentence, where to mend it)."""
    if role not in {Role.SUPERVISOR, Role.ADMINISTRATOR}:
        return []
    calendar_page = "/admin/calendar" if role is Role.ADMINISTRATOR else "/alarms"
    found = []
    if open_jump(work) is not None:
        found.append((_("机器的时间跳动了，期限任务停着等人确认。"), "/deadlines/time"))
    if until := running_out(work, local_day(work.now())):
        days = _("工作日历只确认到 %(day)s，之后的到期日都是暂定的。", day=plain_day(until))
        found.append((days, calendar_page))
    return found
