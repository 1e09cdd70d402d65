"""The developers' page of messages."""

from flask.testing import FlaskClient

from beebox.accounts.ports import MessageSender
from beebox.app import create_app
from beebox.kernel.db import Office
from tests.conftest import settings_in


def test_the_latest_fifty_newest_first_and_harmless(office: Office, client: FlaskClient) -> None:
    sender = office.use(MessageSender)
    for n in range(60):
        sender.send("15000000419", f"第{n}条<script>", f"r{n}")
    page = client.get("/dev/messages").text
    assert page.index("第59条") < page.index("第10条")
    assert "第9条" not in page
    assert "条<script>" not in page


def test_production_has_no_such_page(tmp_path, filled) -> None:  # type: ignore[no-untyped-def]
    from beebox.wiring import build_office

    settings = settings_in(tmp_path, MODE="production", DATABASE_URL=f"sqlite:///{filled}")
    made = create_app(build_office(settings))
    assert made.test_client().get("/dev/messages").status_code == 404
