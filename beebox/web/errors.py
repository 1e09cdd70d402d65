"""Every fault answers with a sentence: a page for people, a problem document (RFC 9457) for programs."""

import logging

from flask import Flask, Response, jsonify, make_response, render_template
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.ids import new_code
from beebox.web import problems
from beebox.web.requests import wants_json

log = logging.getLogger(__name__)

SENTENCES = {
    400: N_("这次提交的内容不完整，没有处理。请回到上一页再试一次。"),
    403: N_("您的账号没有这一页的权限。如果需要，请联系管理员。"),
    404: N_("没有找到这一页。网址可能写错了，或者这件办件不在您的名下。"),
    405: N_("这一页不能这样打开。请从页面上的按钮进入。"),
    408: N_("上传中断了：网络太慢或断开。您之前传的都在，请再试一次。"),
    413: N_("一次提交的内容太大。每个文件最多 20 MB，请逐份上传；之前传的都在。"),
    429: N_("操作太频繁了。请等一分钟再试；您之前的内容都在。"),
    503: N_("系统正忙，刚才的操作没有执行。请过几秒再试一次。"),
}


def install(app: Flask) -> None:
    app.register_error_handler(BeeboxError, told)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(OperationalError, _database_busy)
    app.register_error_handler(Exception, _broken)


def sentence_of(error: BeeboxError) -> str:
    """The error's sentence in the reader's language."""
    sentence: str = _(error.message)
    return sentence % error.places if error.places else sentence


def told(error: BeeboxError) -> Response:
    if problems.at_the_door():
        answer = problems.problem(error.status, error.code, sentence_of(error), problems.faults_of(error))
    else:
        answer = _answer(error.status, error.code, sentence_of(error))
    answer.headers.update(error.headers)
    return answer


def _forged(error: CSRFError) -> Response:
    sentence = _("这一页放得太久，为了安全需要重新打开。请返回上一页刷新后再提交；已保存的内容都在。")
    return _answer(400, "form_expired", sentence)


def _refused(error: HTTPException) -> Response:
    status = error.code or 500
    if status == 500:
        return _broken(error)
    if problems.at_the_door():
        answer = problems.of_status(status)
    else:
        answer = _answer(status, "http_error", _(SENTENCES.get(status, SENTENCES[400])))
    for name, value in error.get_headers():
        if name.lower() in {"allow", "retry-after", "location"}:
            answer.headers[name] = value
    return answer


def _database_busy(error: OperationalError) -> Response:
    if "locked" not in str(error.orig) and "connection" not in str(error.orig):
        return _broken(error)
    log.warning("database busy", exc_info=error)
    answer = _answer(503, "busy", _(SENTENCES[503]))
    answer.headers["Retry-After"] = "5"
    return answer


def _broken(error: Exception) -> Response:
    number = new_code()
    log.error("fault %s", number, exc_info=error)
    sentence = _(
        "我们这边出了问题，已经记下（编号 %(number)s）。您的材料没有丢失，请稍后再试。",
        number=number,
    )
    return _answer(500, "fault", sentence)


def _answer(status: int, code: str, sentence: str) -> Response:
    if problems.at_the_door():
        return problems.problem(status, code, sentence)
    if wants_json():
        problem = jsonify(type=f"about:blank#{code}", title=sentence, status=status, code=code)
        problem.mimetype = "application/problem+json"
        problem.status_code = status
        return problem
    return make_response(render_template("web/error.html", sentence=sentence, status=status), status)
