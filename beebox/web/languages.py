"""Chinese first, English second; large type for who wants it. Both live in a cookie of one year.

Programs keep no cookies: below /api/v1 the language is what Accept-Language asks for.
"""

from flask import Flask, Response, request
from flask_babel import Babel, get_locale

from beebox.web import problems

LANGUAGES = {"zh": "zh_Hans_CN", "en": "en"}
YEAR = 365 * 24 * 3600


def install(app: Flask) -> None:
    app.config.update(BABEL_DEFAULT_LOCALE="zh_Hans_CN", BABEL_DEFAULT_TIMEZONE="Asia/Shanghai")
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(app.extensions["root"] / "translations")
    Babel(app, locale_selector=_chosen)
    app.after_request(_remember)
    app.context_processor(lambda: {"lang": language(), "elder": elder()})


def language() -> str:
    """`zh` or `en`: the language of the present answer."""
    locale = get_locale()
    return "en" if locale is not None and locale.language == "en" else "zh"


def elder() -> bool:
    """Whether the reader asked for large type."""
    return request.args.get("elder", request.cookies.get("elder", "0")) == "1"


def _chosen() -> str:
    if problems.at_the_door() and "lang" not in request.args:
        best = request.accept_languages.best_match(("zh", "en"), default="zh")
        return LANGUAGES[best]
    wanted = request.args.get("lang", request.cookies.get("lang", "zh"))
    return LANGUAGES.get(wanted, LANGUAGES["zh"])


def _remember(response: Response) -> Response:
    if problems.at_the_door():
        return response
    for name, fits in (("lang", LANGUAGES), ("elder", ("0", "1"))):
        wanted = request.args.get(name)
        if wanted is not None and wanted in fits:
            response.set_cookie(name, wanted, max_age=YEAR, samesite="Lax", httponly=True)
    return response
