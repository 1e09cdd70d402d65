"""The door for a web server of your own: `gunicorn beebox.wsgi:app` (worker and timetable run elsewhere)."""

from beebox.app import create_app
from beebox.kernel.settings import Settings
from beebox.wiring import build_office

app = create_app(build_office(Settings.read()))
