"""The programs' door: the operations, and the two pages that explain them."""

from flask import Response, jsonify, render_template

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
        problems=PROBLEMS,
        kinds=KINDS,
        door=f"{settings().public_url}{DOOR}",
    )
