"""From HTML to PDF, for the web server and for the worker alike: no request and no app is needed."""

import functools
import io
import mimetypes
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote, urlsplit

from werkzeug.security import safe_join

from beebox.kernel.errors import N_, BeeboxError

_NOWHERE = "http://paper.invalid"


class PaperUnavailable(BeeboxError):
    """The libraries that set type are not on this machine."""

    status = 503
    code = "paper_unavailable"
    message = N_(
        "现在做不出打印文件：服务器上缺少排版组件 Pango。您的办件不受影响，请稍后再试；"
        "管理员运行 make setup 即可装好。"
    )


def set_pdf(html: str, static: Path, prefix: str = "/static") -> bytes:
    """The same bytes for the same page. Nothing is fetched but files of the static folder, which the page
    names below `prefix`. Raises PaperUnavailable without Pango."""
    weasyprint = _type_setter()
    fetch = functools.partial(_fetch, weasyprint, prefix, static)
    page = weasyprint.HTML(string=html, base_url=_NOWHERE, url_fetcher=fetch)
    try:
        data: bytes = page.write_pdf(pdf_identifier=b"little-bee-box", pdf_tags=True)
    except weasyprint.urls.FatalURLFetchingError as refused:
        raise RuntimeError(str(refused)) from None  # the original is no Exception: nobody catches it
    return data


def _type_setter() -> ModuleType:
    """WeasyPrint, imported when first needed: it takes a second and needs Pango."""
    try:
        import weasyprint
    except (ImportError, OSError) as missing:
        raise PaperUnavailable from missing
    return weasyprint  # type: ignore[no-any-return]  # it publishes no types


def _fetch(weasyprint: ModuleType, prefix: str, folder: Path, url: str) -> object:
    """Files of the static folder and nothing else: no file:, no data:, no other host."""
    parts = urlsplit(url)
    inside = f"{parts.scheme}://{parts.netloc}" == _NOWHERE and parts.path.startswith(f"{prefix}/")
    found = safe_join(str(folder), unquote(parts.path[len(prefix) + 1 :])) if inside else None
    if found is None or not Path(found).is_file():
        raise weasyprint.urls.FatalURLFetchingError(f"paper may not fetch {url[:200]}")
    kind = mimetypes.guess_type(found)[0] or "application/octet-stream"
    body = io.BytesIO(Path(found).read_bytes())
    return weasyprint.urls.URLFetcherResponse(url, body, {"Content-Type": kind})
