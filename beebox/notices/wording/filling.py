"""Texts filled for every channel at once, and what a short message costs."""

from dataclasses import dataclass
from typing import Any

from beebox.notices.contexts import OpenContext, OwnContext, day, places_of
from beebox.notices.templates import WechatFields, Words

ONE_PART, LONG_PART = 70, 67
"""Signs of a short message that is not all Latin, and of each part of a long one."""
_SIGN = {"zh": "【小蜂箱】", "en": "[Little Bee Box] "}
_SUBJECT = {"zh": "小蜂箱：办件{code}有新消息", "en": "Little Bee Box: news on case {code}"}
_WHAT = {"zh": "办件有新进展", "en": "News on your case"}
_GREETING = {"zh": "您好：", "en": "Hello,"}
_CLOSING = {
    "zh": "办件：{item}（办件码 {code}）\n查看和办理：{url}\n"
    "这封邮件由系统发出，请不要直接回复；有疑问请拨打 12345，报办件码。",
    "en": "Case: {item} (code {code})\nSee it and go on: {url}\n"
    "A system sent this e-mail; please do not answer it. Questions? Call 12345 and tell the case code.",
}
_TIMELESS = {"zh": "见详情", "en": "see details"}


@dataclass(frozen=True)
class Filled:
    """One message in one language as each channel is given it."""

    sms: str
    subject: str
    body: str
    fields: dict[str, str]
    inbox: str
    url: str

    def kept(self) -> dict[str, Any]:
        """As a message row keeps it; the inbox's text has a column of its own."""
        return {
            "sms": self.sms,
            "subject": self.subject,
            "body": self.body,
            "fields": self.fields,
            "url": self.url,
        }


def filled(words: Words, language: str, own: OwnContext, names: WechatFields) -> Filled:
    """Every text in `zh` or `en`. SMS and WeChat are given the open context and nothing else."""
    sms = words.short(language, own.open())
    plain = sms.removeprefix(_SIGN[language].strip()).strip()
    places = places_of(own, language)
    inbox = words.said("inbox", language)
    said = words.with_until(inbox.format(**places), language, own) if inbox else plain
    body = _body(words, language, own) or said
    letter = [_GREETING[language], body, _CLOSING[language].format(**places)]
    return Filled(
        sms=sms,
        subject=(words.said("subject", language) or _SUBJECT[language]).format(**places),
        body="\n\n".join(letter) + "\n",
        fields=_fields(words, language, own.open(), names),
        inbox=said,
        url=own.url,
    )


def parts_of(text: str) -> int:
    """How many short messages a provider charges for this text."""
    length = signs_in(text)
    return 1 if length <= ONE_PART else -(-length // LONG_PART)


def signs_in(text: str) -> int:
    """Its length as the network counts: UTF-16 units, so that a bee counts twice."""
    return len(text.encode("utf-16-le")) // 2


def _body(words: Words, language: str, own: OwnContext) -> str:
    """The e-mail's own text; the sentence with the last day follows unless the text names it itself."""
    written = words.said("body", language)
    said = written.format(**places_of(own, language))
    return said if "{until}" in written or not said else words.with_until(said, language, own)


def _fields(words: Words, language: str, context: OpenContext, names: WechatFields) -> dict[str, str]:
    what = (words.said("what", language) or _WHAT[language]).format(**places_of(context, language))
    until = day(context.until, language, context.now) or _TIMELESS[language]
    return {names.code: context.code, names.what: what, names.until: until}
