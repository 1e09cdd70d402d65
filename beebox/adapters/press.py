"""Setting the type of issued documents: their frozen words into their template, in one fixed way.

No language is chosen and no setting is read: what a document looks like depends on its words, its
template with the style sheet of the same name, and the typefaces of this machine.
"""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from beebox.cases.issuing.contents import Content, day_words
from beebox.kernel.barcodes import qr_svg
from beebox.kernel.settings import ROOT
from beebox.web.typesetting import set_pdf

TEMPLATES, STATIC = ROOT / "templates", ROOT / "static"


class PaperPress:
    def __init__(self, templates: Path = TEMPLATES, static: Path = STATIC) -> None:
        self._static = static
        self._pages = Environment(
            loader=FileSystemLoader(templates),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._pages.globals.update(qr_svg=qr_svg)
        self._pages.filters["day_words"] = day_words

    def press(self, template: str, content: dict[str, Any]) -> bytes:
        return set_pdf(self.page(template, content), self._static)

    def page(self, template: str, content: dict[str, Any]) -> str:
        """The document as a page, before it is set."""
        return self._pages.get_template(f"paper/{template}.html").render(told=Content.from_json(content))
