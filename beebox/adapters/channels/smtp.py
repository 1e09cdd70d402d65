"""E-mail by SMTP: TLS, time limits, and what each way to fail means."""

import hmac
import smtplib
import ssl
from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from hashlib import sha256
from html import escape

from beebox.adapters.channels.gateway import Gateway
from beebox.kernel.clock import Clock
from beebox.kernel.message_accounts import SmtpAccount
from beebox.notices.ports import ChannelKind, Outcome, Outgoing, Pushed, Refused, Sent, Told, Unknown

TIMEOUT = 20.0
_NAME = {"zh": "小蜂箱", "en": "Little Bee Box"}


class Smtp:
    """The server that took a message is all SMTP tells. Bounces may be pushed as signed reports."""

    kind = ChannelKind.EMAIL
    tells = False

    def __init__(self, account: SmtpAccount, clock: Clock, report_key: str, timeout: float = TIMEOUT) -> None:
        self._account, self._clock, self._timeout = account, clock, timeout
        self.name = f"smtp {account.host}"
        self._reports = Gateway(ChannelKind.EMAIL, "http://localhost", report_key, clock)

    def send(self, message: Outgoing) -> Outcome:
        letter = self.letter(message)
        try:
            line = self._connected()
        except (OSError, smtplib.SMTPException) as trouble:
            return _refused(trouble, "not reached")
        with line:
            try:
                line.mail(parseaddr(self._account.sender)[1])
                code, said = line.rcpt(message.to)
                if code not in (250, 251):
                    return Refused(_words(code, said), permanent=code >= 500)
            except (OSError, smtplib.SMTPException) as trouble:
                return _refused(trouble, "not taken")
            return self._data(line, letter)

    def ask(self, reference: str, provider_id: str) -> Told:
        return Told.UNKNOWN

    def take(self, headers: Mapping[str, str], query: Mapping[str, str], body: bytes) -> Pushed:
        return self._reports.take(headers, query, body)

    def letter(self, message: Outgoing) -> EmailMessage:
        """The e-mail as it travels; of one reference it is always the same one (Message-ID)."""
        letter, domain = EmailMessage(), parseaddr(self._account.sender)[1].rpartition("@")[2]
        user = parseaddr(self._account.sender)[1].rpartition("@")[0]
        letter["Message-ID"] = f"<{self._name_of(message.reference)}@{domain}>"
        letter["Date"] = format_datetime(self._clock.now())
        letter["From"] = Address(_NAME[message.language], user, domain)
        letter["To"] = message.to
        letter["Subject"] = message.subject
        letter["Auto-Submitted"] = "auto-generated"
        letter["X-Auto-Response-Suppress"] = "All"
        letter["Content-Language"] = "en" if message.language == "en" else "zh-CN"
        letter.set_content(message.text)
        letter.add_alternative(_as_html(message), subtype="html")
        return letter

    def _name_of(self, reference: str) -> str:
        return hmac.new(b"beebox-mail", reference.encode(), sha256).hexdigest()[:40]

    def _connected(self) -> smtplib.SMTP:
        account, context = self._account, ssl.create_default_context()
        if account.tls == "implicit":
            line: smtplib.SMTP = smtplib.SMTP_SSL(
                account.host, account.port, timeout=self._timeout, context=context
            )
        else:
            line = smtplib.SMTP(account.host, account.port, timeout=self._timeout)
        try:
            line.ehlo_or_helo_if_needed()
            if account.tls == "starttls":
                line.starttls(context=context)
                line.ehlo()
            if account.user:
                line.login(account.user, account.password)
        except BaseException:
            line.close()
            raise
        return line

    def _data(self, line: smtplib.SMTP, letter: EmailMessage) -> Outcome:
        """Once the text travels, silence means that nobody knows."""
        try:
            code, said = line.data(letter.as_bytes(policy=letter.policy.clone(linesep="\r\n")))
        except smtplib.SMTPDataError as refused:
            return Refused(_words(refused.smtp_code, refused.smtp_error), permanent=refused.smtp_code >= 500)
        except (OSError, smtplib.SMTPException) as trouble:
            return Unknown(f"no answer to the text: {type(trouble).__name__}")
        if code != 250:
            return Refused(_words(code, said), permanent=code >= 500)
        return Sent(str(letter["Message-ID"]))


def _refused(trouble: Exception, where: str) -> Refused:
    if isinstance(trouble, smtplib.SMTPAuthenticationError):
        return Refused("the mail server does not accept our sign-in", permanent=False)
    if isinstance(trouble, smtplib.SMTPResponseException):
        words = _words(trouble.smtp_code, trouble.smtp_error)
        return Refused(words, permanent=trouble.smtp_code >= 500)
    return Refused(f"{where}: {type(trouble).__name__}", permanent=False)


def _words(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {text}"[:200]


def _as_html(message: Outgoing) -> str:
    """The same text for programs that show HTML: paragraphs, and the one link as a link."""
    blocks = [escape(block).replace("\n", "<br>\n") for block in message.text.strip().split("\n\n")]
    if message.url:
        link = f'<a href="{escape(message.url)}">{escape(message.url)}</a>'
        blocks = [block.replace(escape(message.url), link) for block in blocks]
    language = "en" if message.language == "en" else "zh-CN"
    body = "\n".join(f"<p>{block}</p>" for block in blocks)
    return f'<!DOCTYPE html>\n<html lang="{language}"><meta charset="utf-8"><body>\n{body}\n</body></html>\n'
