"""The base of everything this service raises on purpose."""

from collections.abc import Mapping


def N_(text: str) -> str:  # noqa: N802 - gettext's customary name for "translate this later"
    """Mark a sentence for the translators where it cannot be translated yet."""
    return text


class BeeboxError(Exception):
    """Something a person can be told.

    `message` is one plain Chinese sentence (a gettext msgid with %(name)s places filled from
    `places`); `status` is the HTTP status a page or an API answers with; `code` names it to programs;
    `headers` are sent along with the answer.
    """

    status = 409
    code = "conflict"
    headers: Mapping[str, str] = {}
    message = N_("这一步现在不能做。请回到上一页，看看最新的情况。")

    def __init__(self, message: str | None = None, /, **places: object) -> None:
        self.message = message or type(self).message
        self.places = places
        super().__init__(self.message % places if places else self.message)
