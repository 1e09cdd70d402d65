"""The inside of a confined child process: `python -m beebox.adapters.confined_child '<JSON>'`.

Before it looks at anybody's file it gives up what it does not need: memory beyond a limit, core
dumps, large files, the network. It answers one message at a time and ends when its parent does.
"""

import ctypes
import json
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any, BinaryIO, NoReturn

from beebox.adapters.frames import packed, receive

Answer = tuple[dict[str, Any], tuple[bytes, ...]]
Say = Callable[[dict[str, Any]], None]
Work = Callable[[dict[str, Any], bytes, Say], Answer]

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_MAX_WRITTEN = 256 * 1024 * 1024


def confine(memory: int) -> None:
    """Sets the limits of this process (bytes of address space) and takes the network away."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MAX_WRITTEN, _MAX_WRITTEN))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWNET) != 0:
        libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    socket.socket = _NoNetwork  # type: ignore[assignment,misc]  # where the system keeps its network


class _NoNetwork:
    def __init__(self, *_args: object, **_named: object) -> None:
        raise PermissionError("a confined process has no network")


def door_work(config: dict[str, Any]) -> Work:
    from beebox.preaudit.door import Limits, inspect

    limits = Limits.from_json(config["limits"])

    def work(head: dict[str, Any], data: bytes, _say: Say) -> Answer:
        return {"inspection": inspect(data, head["filename"], limits).to_json()}, ()

    return work


def reader_work(config: dict[str, Any]) -> Work:
    import cv2

    from beebox.adapters.engines import make_reader
    from beebox.preaudit.document_types import load_document_types
    from beebox.preaudit.door import Limits
    from beebox.preaudit.pages import load_pages
    from beebox.preaudit.reading import read_material

    cv2.setNumThreads(config["threads"])
    limits = Limits.from_json(config["limits"])
    types = load_document_types(config["catalogue"])
    reader = make_reader(config["engine"], config["threads"], config["tesseract"])

    def work(head: dict[str, Any], data: bytes, say: Say) -> Answer:
        pages = load_pages(data, head["kind"], limits, head.get("page"))
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


def serve(incoming: BinaryIO, outgoing: BinaryIO, work: Work) -> None:
    """Answers messages until the parent hangs up. An alarm ends a task its parent forgot."""

    def say(head: dict[str, Any], blobs: tuple[bytes, ...] = ()) -> None:
        outgoing.write(packed(head, blobs))
        outgoing.flush()

    say({"ready": True})
    while message := receive(incoming):
        head, blobs = message
        signal.alarm(head["seconds"])
        (answer, pictures), sound = _answer(work, head, blobs[0], say)
        say({**answer, "done": True}, pictures)
        if not sound:
            return
        signal.alarm(0)


def main() -> NoReturn:
    config = json.loads(sys.argv[1])
    incoming, outgoing = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    silence = os.open(os.devnull, os.O_RDWR)
    os.dup2(silence, 0)
    os.dup2(silence, 1)  # nothing a library prints may get between the messages
    confine(config["memory"])
    serve(incoming, outgoing, MAKERS[config["work"]](config))
    sys.exit(0)


if __name__ == "__main__":
    main()
