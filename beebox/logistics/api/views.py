"""The programs' door: the operations, and the two pages that explain them."""

import re

from flask import Response, jsonify, render_template
from flask_babel import gettext as _

from beebox.accounts.access import public
from beebox.logistics.api import operations
from beebox.logistics.api.blueprint import bp
from beebox.logistics.api.declaring import OPERATIONS
from beebox.logistics.api.openapi import document, parameters_of, path_of
from beebox.logistics.api.problem_list import PROBLEMS
from beebox.logistics.changes import KINDS
from beebox.web.problems import DOOR
from beebox.web.requests import settings

__all__ = ["bp", "operations"]
_PLACE = re.compile(r"%\(\w+\)[sd]")


@bp.get("/openapi.json")
@public
def openapi() -> Response:
    return jsonify(document(settings().public_url))


@bp.get("/docs")
@public
def docs() -> str:
    rows = [(operation, path_of(operation.rule), parameters_of(operation)) for operation in OPERATIONS]
    return render_template(
        "logistics/api_docs.html",
        rows=rows,
        problems=[kind._replace(sentence=_PLACE.sub("…", _(kind.sentence))) for kind in PROBLEMS],
        kinds=KINDS,
        door=f"{settings().public_url}{DOOR}",
    )
