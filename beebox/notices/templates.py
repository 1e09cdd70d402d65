"""The words of messages: catalogue/messages.yaml, checked before anybody is written to."""

from datetime import date
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Annotated

from pydantic import Field, model_validator

from beebox.cases import events
from beebox.catalog.checked_file import read_checked
from beebox.catalog.definitions import Definition, ItemCode, Line
from beebox.notices.contexts import OPEN_PLACES, OWN_PLACES, OpenContext, last_day, places_of

FILE = "messages.yaml"
PERSONAL = {"name", "applicant", "applicant_name", "id_number", "phone", "address", "receiver"}
"""Places that a text is never given; they have a sentence of their own when somebody tries."""
LONGEST_WHAT = 20
"""Signs of a `thing` in a WeChat template (developers.weixin.qq.com, template messages)."""
_ALONE = ("until", "subject", "body", "what", "inbox")
"""Texts that may be left out, in both languages together."""
Text = Annotated[str, Field(max_length=2000)]


class Words(Definition):
    """What is said on one event, for each channel; only the short message has to be written.

    `until` is the sentence with the date and falls away without one. What is left out is made of the
    short message: the e-mail's body and the inbox say the same, WeChat says that there is news.
    """

    text: Line
    text_en: Line
    until: str = ""
    until_en: str = ""
    subject: Text = ""
    subject_en: Text = ""
    body: Text = ""
    body_en: Text = ""
    what: Text = ""
    what_en: Text = ""
    inbox: Text = ""
    inbox_en: Text = ""

    @model_validator(mode="after")
    def _usable(self) -> "Words":
        for name in ("text", *_ALONE):
            chinese, english = getattr(self, name), getattr(self, f"{name}_en")
            if (chinese == "") != (english == ""):
                raise ValueError(_MISSING[name])
            allowed = _ALLOWED.get(name, OPEN_PLACES)
            for text in (chinese, english):
                _check_places(text, allowed)
        for text in (self.what, self.what_en):
            if len(text.replace("{count}", "99")) > LONGEST_WHAT:
                raise ValueError(f"微信的“{text[:30]}”超过 {LONGEST_WHAT} 个字")
        for text in (self.subject, self.subject_en):
            if "\n" in text or len(text) > 100:
                raise ValueError("邮件标题只能一行，最多 100 个字")
        return self

    def said(self, name: str, language: str) -> str:
        """The text of this name in `zh` or `en`, as it was written."""
        found: str = getattr(self, f"{name}_en" if language == "en" else name)
        return found

    def short(self, language: str, context: OpenContext) -> str:
        """The short message in `zh` or `en`; it is given the open context and nothing else."""
        said = self.said("text", language).format(**places_of(context, language))
        return self.with_until(said, language, context)

    def with_until(self, said: str, language: str, context: OpenContext) -> str:
        """Followed by the sentence with the last day, where there is one."""
        last = self.said("until", language)
        if context.until is None or not last:
            return said
        gap = " " if language == "en" or said.endswith(context.url) else ""
        return f"{said}{gap}{last.format(until=last_day(context, language))}"


class Template(Words):
    """The words for one event."""

    on: Line
    way: str = ""
    """For CaseDecided: how the result leaves (Case.result_by); empty for any."""
    legal: bool = False
    """A term runs from it: its person has to be reached, if need be by a call."""
    urgent: bool = False
    """Sent at night too."""

    @model_validator(mode="after")
    def _known(self) -> "Template":
        if not isinstance(getattr(events, self.on, None), type):
            raise ValueError(f"没有叫“{self.on[:40]}”的事件")
        return self

    def filled(
        self, language: str, code: str, count: int, url: str, until: date | None, place: str = ""
    ) -> str:
        """The short message, for who has its values at hand."""
        return self.short(language, OpenContext(code, count, url, place, until))


class Quiet(Definition):
    """Between these hours a phone is not woken by what can wait."""

    since: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "22:00"
    until: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "08:00"


class Waits(Definition):
    """Minutes without a delivery report after which the next channel is tried as well."""

    sms: Annotated[int, Field(ge=1, le=10080)] = 15
    wechat: Annotated[int, Field(ge=1, le=10080)] = 10
    email: Annotated[int, Field(ge=1, le=10080)] = 240


class WechatFields(Definition):
    """How the approved WeChat template names its three fields."""

    code: Line = "character_string1"
    what: Line = "thing2"
    until: Line = "thing3"


class MessageBook(Definition):
    sample: bool
    note: Line
    quiet: Quiet = Quiet()
    waits: Waits = Waits()
    wechat: WechatFields = WechatFields()
    messages: tuple[Template, ...]
    items: dict[ItemCode, tuple[Template, ...]] = {}
    """Words that one item uses instead."""

    @model_validator(mode="after")
    def _single(self) -> "MessageBook":
        for listed in (self.messages, *self.items.values()):
            if len({(told.on, told.way) for told in listed}) < len(listed):
                raise ValueError("同一个事件写了两遍")
        known = {told.on for told in self.messages}
        for code, listed in self.items.items():
            for told in listed:
                if told.on not in known:
                    raise ValueError(f"事项 {code} 的“{told.on}”在 messages 里没有")
        return self

    def template(self, kind: str, way: str | None, item: str = "") -> Template | None:
        """The most fitting words for this event, or None when nothing is to be said."""
        for listed in (self.items.get(item, ()), self.messages):
            fitting = [told for told in listed if told.on == kind and told.way in ("", way or "")]
            if fitting:
                return max(fitting, key=lambda told: told.way)
        return None

    def exactly(self, kind: str, way: str, item: str) -> Template | None:
        """The words written for just this event, way and item."""
        listed = self.items.get(item, ()) if item else self.messages
        return next((told for told in listed if (told.on, told.way) == (kind, way)), None)


@lru_cache(maxsize=4)
def messages_in(folder: Path) -> MessageBook:
    """The book of a catalogue folder, read once."""
    return read_checked(folder / FILE, MessageBook)


_ALLOWED = {"until": {"until"}, "subject": OWN_PLACES, "body": OWN_PLACES | {"until"}, "inbox": OWN_PLACES}
_ALLOWED["what"] = {"count"}
_MISSING = {
    "text": "短信中英文都要有",
    "until": "期限那一句中英文都要有，只能用 {until}",
    "subject": "邮件标题中英文都要有",
    "body": "邮件正文中英文都要有",
    "what": "微信的那几个字中英文都要有",
    "inbox": "站内消息中英文都要有",
}


def _check_places(text: str, allowed: set[str]) -> None:
    """Raises ValueError, with a sentence, for a place this text is not given."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        raise ValueError(f"“{text[:30]}”里的花括号没有成对，空格要写成 {{code}} 这样") from None
    for _, name, spec, conversion in parts:
        if name is None:
            continue
        if name in PERSONAL or (name in OWN_PLACES and name not in allowed and name not in OPEN_PLACES):
            raise ValueError(f"空格“{name}”不能用在这里：会泄露个人信息，短信和微信里不写")
        if name not in allowed:
            offered = "、".join(f"{{{place}}}" for place in sorted(allowed))
            raise ValueError(f"空格“{name}”不能用在这里，可以用的是 {offered}")
        if spec or conversion:
            raise ValueError(f"空格“{name}”里不能写别的，只写 {{{name}}}")
