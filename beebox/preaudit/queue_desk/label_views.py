"""The list of labels, kept by supervisors, and the saved views of the queue."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from beebox.accounts.access import allow
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor
from beebox.kernel.errors import BeeboxError
from beebox.preaudit.bench_views import LOOKERS
from beebox.preaudit.forms import filters_kept
from beebox.preaudit.queue_desk.note_views import bp
from beebox.preaudit.queue_desk.words import queue_words
from beebox.preaudit.waiting import saved
from beebox.preaudit.waiting.filters import from_kept
from beebox.preaudit.waiting.labels import LONGEST, LabelRefused, change_label, labels, make_label
from beebox.web.errors import sentence_of
from beebox.web.requests import TextRefused, office, text_field

__all__ = ["bp"]


@bp.get("/review/labels")
@allow(Role.SUPERVISOR)
def show_labels() -> Response:
    return _labels_page()


def _labels_page(problem: BeeboxError | None = None) -> Response:
    with office().look() as work:
        page = render_template(
            "preaudit/labels.html", labels=labels(work), longest=LONGEST, typed=request.form,
            problem=sentence_of(problem) if problem else "", **queue_words(),
        )  # fmt: skip
    return Response(page, problem.status if problem else 200, mimetype="text/html")


@bp.post("/review/labels")
@allow(Role.SUPERVISOR)
def new_label() -> Response:
    try:
        name = text_field("name", LONGEST)
        with office().work() as work:
            make_label(work, name, request.form.get("colour", ""), current_actor())
    except (LabelRefused, TextRefused):
        return _labels_page(LabelRefused())
    flash(_("标签“%(name)s”可以用了。", name=name))
    return redirect(url_for("preaudit.show_labels"), 303)


@bp.post("/review/labels/<int:label_id>")
@allow(Role.SUPERVISOR)
def edit_label(label_id: int) -> Response:
    with office().work() as work:
        colour = request.form.get("colour", "")
        name = change_label(work, label_id, colour, request.form.get("used", "")).name
    flash(_("标签“%(name)s”改好了。", name=name))
    return redirect(url_for("preaudit.show_labels"), 303)


@bp.get("/review/views/<int:view_id>")
@allow(*LOOKERS)
def open_view(view_id: int) -> Response:
    """A saved view is an address: go there."""
    with office().look() as work:
        view = saved.view_for(work, view_id, current_actor())
        asked = from_kept(view.asked).asked()
    return redirect(url_for("preaudit.show_queue", **asked, view=view_id))


@bp.post("/review/views")
@allow(*LOOKERS)
def save_view() -> Response:
    """Keep the filters that stand in the form's hidden fields under a name."""
    actor, filters = current_actor(), filters_kept()
    try:
        name = text_field("name", saved.LONGEST)
        with office().work() as work:
            view_id = saved.save_view(work, actor, name, filters).id
    except (saved.ViewRefused, TextRefused):
        flash(sentence_of(saved.ViewRefused()))
        return redirect(url_for("preaudit.show_queue", **filters.asked(), all=1), 303)
    flash(_("视图“%(name)s”已保存。", name=name))
    return redirect(url_for("preaudit.open_view", view_id=view_id), 303)


@bp.post("/review/views/<int:view_id>")
@allow(*LOOKERS)
def change_view(view_id: int) -> Response:
    """Open with it, share it, or delete it."""
    actor, wanted = current_actor(), request.form.get("do", "")
    with office().work() as work:
        match wanted:
            case "default":
                saved.make_default(work, view_id, actor)
            case "no-default":
                saved.no_default(work, actor)
            case "share" | "unshare":
                saved.share(work, view_id, actor, "1" if wanted == "share" else "")
            case "drop":
                flash(_("视图“%(name)s”已删掉。", name=saved.drop_view(work, view_id, actor)))
                return redirect(url_for("preaudit.show_queue", all=1), 303)
            case _:
                raise saved.NoSuchView
    return redirect(url_for("preaudit.open_view", view_id=view_id), 303)
