"""Accounts of message channels: whole or named as wrong, and never with their secrets."""

from pathlib import Path

import pytest

from beebox.kernel.settings import WrongSetting
from tests.conftest import settings_in

SMTP = {"SMTP_URL": "smtp://bee:p%40ss@mail.example.org", "SMTP_FROM": "bee@example.org"}
WECHAT = {"WECHAT_APP_ID": "wx1", "WECHAT_SECRET": "s", "WECHAT_TEMPLATE": "t", "WECHAT_TOKEN": "k"}


def test_nothing_is_set_up_by_itself(tmp_path: Path) -> None:
    told = settings_in(tmp_path).messages
    assert (told.sms, told.smtp, told.wechat) == (None, None, None)


def test_whole_accounts_are_read(tmp_path: Path) -> None:
    sms = {"SMS_URL": "https://sms.example.org/", "SMS_KEY": "k"}
    told = settings_in(tmp_path, **SMTP, **WECHAT, **sms).messages
    assert told.smtp is not None and told.sms is not None and told.wechat is not None
    assert (told.smtp.host, told.smtp.port, told.smtp.tls) == ("mail.example.org", 587, "starttls")
    assert (told.smtp.user, told.smtp.password) == ("bee", "p@ss")
    assert told.sms.url == "https://sms.example.org"
    assert told.wechat.url == "https://api.weixin.qq.com"
    safe = settings_in(tmp_path, **{**SMTP, "SMTP_URL": "smtps://mail.example.org"}).messages.smtp
    assert safe is not None and (safe.port, safe.tls, safe.user) == (465, "implicit", "")
    here = settings_in(tmp_path, **{**SMTP, "SMTP_URL": "smtp://127.0.0.1:2525?tls=no"}).messages.smtp
    assert here is not None and (here.port, here.tls) == (2525, "none")


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"SMS_URL": "https://sms.example.org"}, "BEEBOX_SMS_KEY"),
        ({"SMS_URL": "http://sms.example.org", "SMS_KEY": "k"}, "BEEBOX_SMS_URL"),
        ({**SMTP, "SMTP_URL": "mail.example.org"}, "BEEBOX_SMTP_URL"),
        ({**SMTP, "SMTP_URL": "smtp://mail.example.org:port"}, "BEEBOX_SMTP_URL"),
        ({**SMTP, "SMTP_URL": "smtp://bee:secret@mail.example.org?tls=no"}, "BEEBOX_SMTP_URL"),
        ({**SMTP, "SMTP_FROM": "bee"}, "BEEBOX_SMTP_FROM"),
        ({"SMTP_URL": SMTP["SMTP_URL"]}, "BEEBOX_SMTP_FROM"),
        ({**WECHAT, "WECHAT_TOKEN": ""}, "BEEBOX_WECHAT_TOKEN"),
        ({**WECHAT, "WECHAT_URL": "http://wechat.example.org"}, "BEEBOX_WECHAT_URL"),
    ],
)
def test_a_wrong_one_is_named_without_its_password(tmp_path: Path, given: dict[str, str], named: str) -> None:
    with pytest.raises(WrongSetting) as told:
        settings_in(tmp_path, **given)
    assert named in str(told.value) and "secret" not in str(told.value)
