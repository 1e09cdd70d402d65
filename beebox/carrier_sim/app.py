"""The simulator's doors: one address for each carrier, labels, and the control."""

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Response, jsonify, request

from beebox.carrier_sim import control
from beebox.carrier_sim.simulator import (
    CONTROL_PATH,
    EMS_LABEL_PATH,
    EMS_PATH,
    EMS_TEST_PATHS,
    SF_FILE_PATH,
    SF_PATH,
    SF_TOKEN_PATH,
    Simulator,
)
from beebox.carrier_sim.wires import Reply

MOST_BYTES = 2_000_000
DROPPED = "X-Simulator-Drops"
_FORM = "application/x-www-form-urlencoded"


def create_app(simulator: Simulator) -> Flask:
    app = Flask("beebox.carrier_sim", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = MOST_BYTES
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # the default provider has it
    for path in (EMS_PATH, *EMS_TEST_PATHS):
        app.add_url_rule(path, path, lambda: _ems(simulator), methods=["POST"])
    app.add_url_rule(SF_PATH, "sf", lambda: _sf(simulator), methods=["POST"])
    app.add_url_rule(
        SF_TOKEN_PATH, "token", lambda: _sent(simulator.sf.access_token(request.form)), methods=["POST"]
    )
    app.add_url_rule(f"{EMS_LABEL_PATH}<ticket>", "label", lambda ticket: _ems_label(simulator, ticket))
    app.add_url_rule(f"{SF_FILE_PATH}<name>.pdf", "file", lambda name: _sf_file(simulator, name))
    app.register_blueprint(control.blueprint(simulator), url_prefix=CONTROL_PATH)
    app.wsgi_app = _forgiving(app.wsgi_app)  # type: ignore[method-assign,assignment]  # Flask wraps so
    return app


def _forgiving(inner: WSGIApplication) -> WSGIApplication:
    """The addresses told are whole; a program that takes one for a host and appends a path gets there too."""

    def through(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        for door in (EMS_PATH, SF_PATH):
            if path.startswith(f"{door}/"):
                environ["PATH_INFO"] = path.removeprefix(door)
        return inner(environ, start)

    return through


def _ems(simulator: Simulator) -> Response:
    if request.mimetype != _FORM:
        return Response("Unsupported Media Type", 415)
    return _sent(simulator.ems.answer(request.form, test=request.path != EMS_PATH))


def _sf(simulator: Simulator) -> Response:
    if request.mimetype != _FORM:
        return Response("Unsupported Media Type", 415)
    return _sent(simulator.sf.answer(request.form))


def _ems_label(simulator: Simulator, ticket: str) -> Response:
    return _pdf(simulator.ems.services.label_of(ticket))


def _sf_file(simulator: Simulator, name: str) -> Response:
    token = request.headers.get("X-Auth-token", "")
    return _pdf(simulator.sf.services.printing.fetch(name, token))


def _pdf(data: bytes | None) -> Response:
    if data is None:
        return Response("Forbidden", 403)
    return Response(data, mimetype="application/pdf")


def _sent(reply: Reply) -> Response:
    if reply.dropped:
        return Response(headers={DROPPED: "1"})
    if reply.text is not None:
        return Response(reply.text, reply.status, content_type=reply.media_type)
    answer = jsonify(reply.told)
    answer.status_code = reply.status
    return answer
