"""The links at the head of every page, by role."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import request
from flask_babel import gettext as _

from beebox.accounts.roles import STAFF, Role
from beebox.accounts.sessions import visitor
from beebox.cases.clock.watch import open_jump
from beebox.kernel.errors import N_
from beebox.web.filters import local_day
from beebox.web.requests import office, settings
from beebox.workdays.queries import running_out


class Link(NamedTuple):
    path: str
    text: str
    under: str = ""
    """The pages it stands for, where they do not all lie below `path`."""


LINKS = {
    Role.AUDITOR: (Link("/review", N_("预审队列")), Link("/deadlines", N_("期限提醒"))),
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
    ),
    Role.SUPERVISOR: (
        Link("/review/overview", N_("概况")),
        Link("/review", N_("预审队列")),
        Link("/rounds", N_("收件批次")),
        Link("/mail-out", N_("寄出")),
        Link("/money/statements", N_("账单"), "/money"),
        Link("/courier/claims", N_("查找")),
        Link("/courier", N_("快递台")),
        Link("/deadlines", N_("期限提醒")),
        Link("/alarms", N_("警报")),
    ),
    Role.ADMINISTRATOR: (
        Link("/admin/people", N_("账号")),
        Link("/admin/boxes", N_("小蜂箱点位")),
        Link("/admin/calendar", N_("工作日历")),
        Link("/deadlines", N_("期限提醒")),
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


def warnings_for(role: Role | None) -> list[tuple[str, str]]:
    """What whoever runs the service must not miss on any page: (sentence, where to mend it)."""
    if role not in {Role.SUPERVISOR, Role.ADMINISTRATOR}:
        return []
    calendar_page = "/admin/calendar" if role is Role.ADMINISTRATOR else "/alarms"
    found = []
    with office().look() as work:
        if open_jump(work) is not None:
            found.append((_("机器的时间跳动了，期限任务停着等人确认。"), "/deadlines/time"))
        if until := running_out(work, local_day(work.now())):
            days = _("工作日历只确认到 %(day)s，之后的到期日都是暂定的。", day=until.isoformat())
            found.append((days, calendar_page))
    return found


def links_for() -> dict[str, Any]:
    """What base.html and staff.html need to know of the visitor."""
    person = visitor()
    staff = person is not None and person.role in STAFF
    links = LINKS.get(person.role, ()) if person else ()
    return {
        "person": person,
        "staff_links": [Link(link.path, _(link.text), link.under) for link in links] if staff else [],
        "warnings": warnings_for(person.role if person else None),
        "staff_here": here(links, request.path),
        "role_name": _(ROLE_NAMES[person.role]) if person else "",
        "development": settings().development,
    }
