"""The inside of a confined child process: `python -m beebox.adapters.confined_child '<JSON>'`.

Before it looks at anybody's file it gives up what it does not need: memory beyond a limit, core
dumps, large files, new privileges, the network, a place ahead of the pages. It answers one message
at a time, ends when its parent does, and retires once it has grown too large or read enough.
"""

import ctypes
import json
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn

from beebox.adapters.frames import packed, receive

if TYPE_CHECKING:
    from beebox.preaudit.door import Limits

Answer = tuple[dict[str, Any], tuple[bytes, ...]]
Say = Callable[[dict[str, Any]], None]
Work = Callable[[dict[str, Any], bytes, Say], Answer]

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_MAX_WRITTEN = 64 * 1024 * 1024
"""Bytes of one file; the largest ever written is an uncompressed page for a program that reads it."""
_MAX_OPEN = 128
_STATM = Path("/proc/self/statm")


def confine(memory: int, niceness: int = 0) -> None:
    """Sets the limits of this process (bytes of address space) and takes the network away."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MAX_WRITTEN, _MAX_WRITTEN))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_MAX_OPEN, _MAX_OPEN))
    os.umask(0o077)
    os.nice(niceness)
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if libc.unshare(_CLONE_NEWNET) != 0:
        libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    socket.socket = _NoNetwork  # type: ignore[assignment,misc]  # where the system keeps its network


def end_with_parent(parent: int) -> None:
    """From now on the system ends this process when the thread that started it ends.

    `parent`: the process id of the one that started it; it may have gone in the meantime.
    """
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def allow_cpu(seconds: int) -> None:
    """So many seconds of processor time from now on; the system ends the process after them."""
    used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used) + 1 + seconds, hard))


def resident_bytes() -> int:
    """Memory of this process that is really in use."""
    return int(_STATM.read_text().split()[1]) * resource.getpagesize()


class _NoNetwork:
    def __init__(self, *_args: object, **_named: object) -> None:
        raise PermissionError("a confined process has no network")


def door_work(config: dict[str, Any]) -> Work:
    from beebox.preaudit.door import Limits, inspect

    limits = Limits.from_json(config["limits"])

    def work(head: dict[str, Any], data: bytes, say: Say) -> Answer:
        if "line" in head:
            return {}, _copies(data, head["kind"], head["line"], limits, say)
        return {"inspection": inspect(data, head["filename"], limits).to_json()}, ()

    return work


def _copies(data: bytes, kind: str, line: str, limits: "Limits", say: Say) -> tuple[bytes, ...]:
    """A JPEG a page with the line across it."""
    from PIL import Image

    from beebox.preaudit.pages import load_pages
    from beebox.web.watermark import as_jpeg, stamped

    made = []
    for number, page in enumerate(load_pages(data, kind, limits), start=1):
        made.append(as_jpeg(stamped(Image.fromarray(page), line)))
        say({"page": number})
    return tuple(made)


def reader_work(config: dict[str, Any]) -> Work:
    import cv2

    from beebox.adapters.engines import make_reader
    from beebox.preaudit.document_types import load_document_types
    from beebox.preaudit.door import Limits
    from beebox.preaudit.pages import load_with_text
    from beebox.preaudit.reading import read_material

    cv2.setNumThreads(config["threads"])
    limits = Limits.from_json(config["limits"])
    types = load_document_types(config["catalogue"])
    reader = make_reader(config["engine"], config["threads"], config["program"])

    def work(head: dict[str, Any], data: bytes, say: Say) -> Answer:
        pages = load_with_text(data, head["kind"], limits, head.get("page"))
        reading, previews = read_material(pages, reader, types, lambda number: say({"page": number}))
        return {"reading": reading.to_json()}, tuple(previews)

    return work


MAKERS = {"door": door_work, "reader": reader_work}


def _answer(work: Work, head: dict[str, Any], data: bytes, say: Say) -> tuple[Answer, bool]:
    """The answer, and whether the child is still sound enough for another task."""
    from beebox.preaudit.refusals import Refused

    try:
        return work(head, data, say), True
    except Refused as refused:
        return ({"refused": refused.code, "message": refused.message, "places": refused.places}, ()), True
    except MemoryError:
        return ({"failed": "out of memory"}, ()), False
    except Exception as error:  # whatever a decoder does: it stays in here
        return ({"failed": type(error).__name__}, ()), False


def serve(incoming: BinaryIO, outgoing: BinaryIO, work: Work, config: dict[str, Any]) -> None:
    """Answers messages until the parent hangs up or this process had better be replaced.

    An alarm ends a task its parent forgot; a limit of processor time one that never rests.
    """

    def say(head: dict[str, Any], blobs: tuple[bytes, ...] = ()) -> None:
        outgoing.write(packed(head, blobs))
        outgoing.flush()

    def say_page(head: dict[str, Any]) -> None:
        allow_cpu(config["cpu_seconds"])
        say(head)

    say({"ready": True})
    left = config["tasks"]
    while message := receive(incoming):
        head, blobs = message
        signal.alarm(head["seconds"])
        allow_cpu(config["cpu_seconds"])
        (answer, pictures), sound = _answer(work, head, blobs[0], say_page)
        left -= 1
        retired = left <= 0 or resident_bytes() > config["resident"]
        say({**answer, "done": True, "retired": retired}, pictures)
        if retired or not sound:
            return
        signal.alarm(0)


def main() -> NoReturn:
    config = json.loads(sys.argv[1])
    end_with_parent(config["parent"])
    incoming, outgoing = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    silence = os.open(os.devnull, os.O_RDWR)
    os.dup2(silence, 0)
    os.dup2(silence, 1)  # nothing a library prints may get between the messages
    confine(config["memory"], config["niceness"])
    serve(incoming, outgoing, MAKERS[config["work"]](config), config)
    sys.exit(0)


if __name__ == "__main__":
    main()
