"""Where a page goes on to when a reading was ended, or could not be."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from beebox.preaudit.benchwork.onward import Onward, onward
from beebox.preaudit.checklist.ticking import ChecklistOpen
from beebox.preaudit.second.ending import Ended


def after_ending(code: str, ended: Ended, told: str, then: Onward | None) -> Response:
    """To the next case, or to the page where two words stand side by side; `told` if the case moved."""
    if ended is Ended.DIFFERS:
        flash(_("两位的意见不一样。请看看两边，再定按谁的办，或者请主管定。"))
        return redirect(url_for("preaudit.show_second", code=code), 303)
    if ended is Ended.WAITS:
        told = _("%(code)s 您这一遍看完了。这一件抽中了复看，等另一位预审员看过再往下走。", code=code)
    return onward(told, then)


def to_open_line(code: str, problem: ChecklistOpen) -> Response:
    """Back to the bench, to the first line of the checklist that is open."""
    line = problem.first.line.code
    return redirect(url_for("preaudit.show_bench", code=code, lines="open", _anchor=f"line-{line}"), 303)
