"""Files on their way in: sealed and hashed as they arrive, so that nothing plain touches a disk.

A view that takes files says so with `@takes_files(...)`; its file parts go straight into the file
store. Files sent to any other view stay in memory and are forgotten with the request.
"""

import contextlib
import io
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any, TypeVar, cast

from flask import Request, current_app
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.wsgi import LimitedStream

from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.files import FileStore, Incoming
from beebox.web.requests import office, settings

View = TypeVar("View", bound=Callable[..., Any])
MOST_FILES = 10
FULL_FILES = 3
"""One request may carry as many bytes as this many files of the largest size."""
_FORM_ROOM = 1024 * 1024
_MOST_HEARD = 512 * 1024 * 1024
_LONGEST_NAME = 120


class TooManyFiles(BeeboxError):
    status = 413
    code = "too_many_files"
    message = N_("一次最多选 %(limit)d 个文件，这次没有收下。请分几次上传；之前传的都在。")


@dataclass(frozen=True)
class Arrived:
    """One file as it was sent; `stream` is hashed already and waits to be kept."""

    name: str
    stream: Incoming

    def read(self) -> bytes:
        self.stream.seek(0)
        return self.stream.read()


def takes_files(allowed: Callable[[], bool]) -> Callable[[View], View]:
    """Declare that a view takes files from visitors for whom `allowed()` holds.

    From anybody else the bytes are thrown away as they come; the view's own guard answers.
    """

    def mark(view: View) -> View:
        view.takes_files = allowed  # type: ignore[attr-defined]  # our own mark
        return view

    return mark


class UploadRequest(Request):
    """Flask's request with one door for files."""

    def make_form_data_parser(self) -> FormDataParser:
        if self._allowed() is not None:
            self.max_content_length = FULL_FILES * settings().max_upload_bytes + _FORM_ROOM
        return super().make_form_data_parser()

    def _load_form_data(self) -> None:
        try:
            super()._load_form_data()
        except BeeboxError:
            _hear_out(self.stream)
            raise
        except RequestEntityTooLarge:
            if "stream" not in self.__dict__ and self._allowed() is not None:
                _hear_out(LimitedStream(self.environ["wsgi.input"], self.content_length or 0))
            raise

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        allowed = self._allowed()
        if not filename or allowed is None:
            return io.BytesIO()
        if not allowed():
            return cast(IO[bytes], _Void())
        if len(self._arriving) >= MOST_FILES:
            raise TooManyFiles(limit=MOST_FILES)
        arriving = office().use(FileStore).incoming(settings().max_upload_bytes)
        self._arriving.append(arriving)
        return cast(IO[bytes], arriving)

    def arrived(self, field: str) -> list[Arrived]:
        """The files of this field in the order they were chosen."""
        parts = self.files.getlist(field)
        mine = {id(stream): stream for stream in self._arriving}
        sent = [part for part in parts if id(part.stream) in mine]
        return [Arrived(clean_name(part.filename or ""), mine[id(part.stream)]) for part in sent]

    def close(self) -> None:
        super().close()
        for arriving in self._arriving:
            arriving.close()

    @property
    def _arriving(self) -> list[Incoming]:
        found: list[Incoming] = self.__dict__.setdefault("arriving", [])
        return found

    def _allowed(self) -> Callable[[], bool] | None:
        view = current_app.view_functions.get(self.endpoint or "")
        return getattr(view, "takes_files", None)


def _hear_out(stream: IO[bytes] | LimitedStream) -> None:
    """Take in what is still coming, or the browser shows a broken line and not our answer."""
    heard = 0
    with contextlib.suppress(ClientDisconnected):
        while heard < _MOST_HEARD and (data := stream.read(64 * 1024)):
            heard += len(data)


class _Void(io.BytesIO):
    """Takes everything and keeps nothing."""

    def write(self, data: Any, /) -> int:
        return len(data)


def clean_name(name: str) -> str:
    """The last part of a file's name without control signs, at most 120 signs."""
    plain = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(sign for sign in plain if unicodedata.category(sign)[0] != "C")
    return kept[-_LONGEST_NAME:]
