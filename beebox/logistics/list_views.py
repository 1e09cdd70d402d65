"""A memory scanner hands its codes over: a text field or a file, and what became of each."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from flask import render_template, request, url_for

from beebox.accounts.access import allow
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor
from beebox.kernel.db import Work
from beebox.kernel.errors import BeeboxError
from beebox.logistics.blueprint import bp
from beebox.logistics.list_words import left_out, piles_at_box, piles_at_desk, taken_in
from beebox.logistics.rounds import round_for
from beebox.logistics.scanning import Seen
from beebox.logistics.scanning_many import Handed, collect_many, sort_many
from beebox.logistics.sorting import Tray, trays
from beebox.logistics.taking_lists import MOST_BYTES, codes_in
from beebox.web.errors import sentence_of
from beebox.web.requests import office

Page = str | tuple[str, int]
Told = Callable[[Work, list[Handed]], dict[str, Any]]


@bp.post("/rounds/<int:round_id>/list")
@allow(Role.COLLECTOR)
def list_in_round(round_id: int) -> Page:
    """`codes` and `file`, one code a line."""
    with office().look() as work:
        round_for(work, round_id)
    places = {"back": url_for(".one_round", round_id=round_id), "title": "round"}
    return _taken(
        lambda work, codes: collect_many(work, round_for(work, round_id), codes, current_actor()),
        lambda _work, handed: {**places, "piles": piles_at_box(handed), "trays": []},
    )


@bp.post("/sorting/list")
@allow(Role.COLLECTOR)
def list_at_desk() -> Page:
    """`codes` and `file`, one code a line."""
    places = {"back": url_for(".sorting"), "title": "desk"}
    return _taken(
        lambda work, codes: sort_many(work, codes, current_actor()),
        lambda work, handed: {**places, "piles": piles_at_desk(handed), "trays": _trays(work, handed)},
    )


def _taken(
    take: Callable[[Work, Sequence[str]], list[Handed]],
    told: Told,
) -> Page:
    """What was typed stays in the field until it stands in the books."""
    typed = request.form.get("codes", "")
    try:
        codes = codes_in(typed, _file())
        typed = "\n".join(codes)
        with office().work() as work:
            handed = take(work, codes)
    except BeeboxError as error:
        if error.status == 404:
            raise
        return _page(told, [], typed, sentence_of(error)), error.status
    return _page(told, handed, "\n".join(left_out(handed)))


def _page(told: Told, handed: list[Handed], typed: str, error: str | None = None) -> str:
    with office().look() as work:
        return render_template(
            "logistics/handed_list.html",
            **told(work, handed),
            handed=handed,
            taken=taken_in(handed),
            typed=typed,
            error=error,
        )


def _file() -> bytes:
    """The file's beginning: one byte more than may be is enough to see that it is too long."""
    sent = request.files.get("file")
    return sent.stream.read(MOST_BYTES + 1) if sent else b""


def _trays(work: Work, handed: Sequence[Handed]) -> list[tuple[Tray, int]]:
    """How many envelopes have to lie in each tray."""
    inside = {one.code: one.department_id for one in handed if one.seen is Seen.IN_BAG}
    counted = Counter(inside.values())
    return [(tray, counted[tray.department.id]) for tray in trays(work) if counted[tray.department.id]]
