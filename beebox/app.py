"""The composition root: settings -> office -> blueprints."""

from importlib import import_module

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from beebox.accounts.access import guard
from beebox.accounts.sessions import DatabaseSessions
from beebox.kernel.db import Office
from beebox.kernel.keys import Keys
from beebox.kernel.settings import ROOT, Settings
from beebox.logistics.api.blueprint import bp as programs_door
from beebox.logistics.push_door import PushDoor
from beebox.navigation import links_for, look_ahead
from beebox.web import errors, filters, languages, paths, security
from beebox.web.limits import limiter
from beebox.web.uploads import UploadRequest

ROOMS = (
    "beebox.front_door",
    "beebox.accounts.views",
    "beebox.people_pages",
    "beebox.catalog.views",
    "beebox.intake.views",
    "beebox.preaudit.views",
    "beebox.preaudit.rulework.views",
    "beebox.logistics.views",
    "beebox.logistics.calendar_import_views",
    "beebox.logistics.api.views",
    "beebox.logistics.api.admin_views",
    "beebox.handling.views",
    "beebox.deadlines.views",
    "beebox.notices.views",
    "beebox.tracking.views",
    "beebox.tracking.document_views",
    "beebox.tracking.insight.views",
)
"""Each has one blueprint called `bp`."""
csrf = CSRFProtect()


def create_app(office: Office) -> Flask:
    """The web side of a running service."""
    settings = office.use(Settings)
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.request_class = UploadRequest
    app.extensions.update(beebox=office, root=ROOT)
    _configure(app, settings, office.use(Keys))
    for part in (errors, security, languages, filters, paths):
        part.install(app)
    csrf.init_app(app)
    csrf.exempt("beebox.logistics.push_views.take_push")  # signed by the carrier instead
    csrf.exempt("beebox.notices.report_views.take_report")  # signed by the provider instead
    csrf.exempt(programs_door)  # a key in a header, which no other site can make a browser send
    limiter.init_app(app)
    app.before_request(guard)
    app.before_request(look_ahead)
    app.context_processor(links_for)
    for room in ROOMS:
        app.register_blueprint(import_module(room).bp)
    app.wsgi_app = PushDoor(app.wsgi_app, office)  # type: ignore[method-assign]  # Flask's documented way
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # Flask's documented way
            app.wsgi_app, settings.proxies, settings.proxies, settings.proxies, settings.proxies
        )
    return app


def _configure(app: Flask, settings: Settings, keys: Keys) -> None:
    secure = settings.secure_cookies
    app.secret_key = keys.forms
    app.session_interface = DatabaseSessions()
    app.config.update(
        SESSION_COOKIE_NAME="__Host-bee" if secure else "bee",
        SESSION_COOKIE_SECURE=secure,
        MAX_CONTENT_LENGTH=settings.max_upload_bytes + 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=512 * 1024,
        MAX_FORM_PARTS=200,
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
        WTF_CSRF_TIME_LIMIT=24 * 3600,
        TEMPLATES_AUTO_RELOAD=False,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
