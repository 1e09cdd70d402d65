"""Drawings as one PDF, each on a page of its own paper."""

import io
from collections.abc import Iterable, Sequence

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from beebox.logistics.labels.drawing import (
    SIZES,
    Across,
    Code,
    Drawing,
    Face,
    Form,
    Frame,
    Operation,
    Rule,
    Words,
)
from beebox.logistics.labels.typefaces import lock, typeface

rl_config.useA85 = 0  # pages are bytes: writing them as letters takes half the time and a quarter more room
MM = 72 / 25.4
_HAIR = 0.16
"""Millimetres: a hollow letter this thin hides nothing it lies over, and no bar code fails by it."""


def pdf_of(drawings: Iterable[Drawing]) -> bytes:
    """One file; the same bytes for the same drawings. Raises NoChineseFont."""
    drawings = list(drawings)
    file = io.BytesIO()
    with lock:
        _learn(drawings)
        canvas = Canvas(file, pageCompression=1, invariant=1, initialFontName="Helvetica")
        canvas.setTitle("Little Bee Box")
        forms: dict[str, str] = {}
        for drawing in drawings:
            _page(canvas, drawing, forms)
        canvas.save()
    return file.getvalue()


def _learn(drawings: Sequence[Drawing]) -> None:
    """Every sign is known before the first page is written: one file, one font of each face."""
    faces = {face: typeface(face) for face in Face}
    forms = {drawing.form.key: drawing.form.operations for drawing in drawings}
    for operations in (*forms.values(), *(drawing.operations for drawing in drawings)):
        for one in operations:
            if isinstance(one, Words):
                for line in one.lines:
                    faces[one.face].learn_all(line.text)
            elif isinstance(one, Across):
                faces[Face.BOLD].learn_all(one.text)


def _page(canvas: Canvas, drawing: Drawing, forms: dict[str, str]) -> None:
    width, height = SIZES[drawing.paper]
    canvas.setPageSize((width * MM, height * MM))
    if drawing.form.key not in forms:
        forms[drawing.form.key] = f"form{len(forms)}"
        _define(canvas, forms[drawing.form.key], drawing.form, width, height)
    _paint(canvas, drawing.operations, width, height)
    canvas.doForm(forms[drawing.form.key])
    canvas.showPage()


def _define(canvas: Canvas, name: str, form: Form, width: float, height: float) -> None:
    canvas.beginForm(name, 0, 0, width * MM, height * MM)
    _paint(canvas, form.operations, width, height)
    canvas.endForm()


def _paint(canvas: Canvas, operations: Sequence[Operation], width: float, height: float) -> None:
    _text(canvas, [one for one in operations if isinstance(one, Words)], height)
    for one in operations:
        if isinstance(one, Code):
            _code(canvas, one, height)
        elif isinstance(one, Rule):
            canvas.setLineWidth(one.width * MM)
            canvas.setDash(*(([2 * MM, 1 * MM], 0) if one.dashed else ([], 0)))
            canvas.line(0, (height - one.y) * MM, width * MM, (height - one.y) * MM)
            canvas.setDash([], 0)
        elif isinstance(one, Frame):
            canvas.setLineWidth(one.width * MM)
            zone = one.zone
            place = (zone.x * MM, (height - zone.bottom) * MM, zone.width * MM, zone.height * MM)
            canvas.roundRect(*place, one.radius * MM)
        elif isinstance(one, Across):
            _across(canvas, one, height)


def _text(canvas: Canvas, texts: Sequence[Words], height: float) -> None:
    """All words in one text object: its cost is in beginning and ending it."""
    if not texts:
        return
    faces = {face: (typeface(face), typeface(face).font()) for face in Face}
    writer = canvas.beginText()
    for one in texts:
        face, name = faces[one.face]
        writer.setFont(name, one.size)
        for line in one.lines:
            writer.setTextOrigin(line.x * MM, (height - line.y) * MM)
            writer.textOut(face.coded(line.text))
    canvas.drawText(writer)


def _code(canvas: Canvas, code: Code, height: float) -> None:
    """Every run a rectangle on the grid of modules, filled at once."""
    row = code.zone.height / code.symbol.rows
    x, y = code.zone.x * MM, (height - code.zone.y) * MM
    place = f"{code.module * MM:.6f} 0 0 {-row * MM:.6f} {x:.5f} {y:.5f} cm"
    runs = " ".join([f"{x} {y} {run} 1 re" for x, y, run in code.symbol.runs])
    canvas.addLiteral(f"q {place} {runs} f Q")


def _across(canvas: Canvas, one: Across, height: float) -> None:
    face = typeface(Face.BOLD)
    canvas.saveState()
    canvas.translate(one.x * MM, (height - one.y) * MM)
    canvas.rotate(one.angle)
    canvas.setLineWidth(_HAIR * MM)
    writer = canvas.beginText()
    writer.setFont(face.font(), one.size)
    writer.setTextRenderMode(1)
    writer.setTextOrigin(-one.width / 2 * MM, 0)
    writer.textOut(face.coded(one.text))
    canvas.drawText(writer)
    canvas.restoreState()
