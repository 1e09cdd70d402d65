"""The process in which type is set: words come in, a PDF goes out, until it is quiet for a minute."""

import os
import select
import sys

from beebox.adapters.frames import packed, receive
from beebox.adapters.press import PaperPress

QUIET = 60
NICENESS = 5


def serve() -> None:
    os.nice(NICENESS)
    press, coming = PaperPress(), sys.stdin.buffer
    while select.select([coming], [], [], QUIET)[0]:
        asked = receive(coming)
        if asked is None:
            return
        try:
            answer = packed({}, (press.press(asked[0]["template"], asked[0]["content"]),))
        except Exception as error:
            answer = packed({"failed": repr(error)[:1000]})
        sys.stdout.buffer.write(answer)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    serve()
