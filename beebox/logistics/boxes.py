"""The administrator adds and changes boxes."""

import re
from dataclasses import dataclass
from datetime import time

from sqlalchemy import select

from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.logistics.models import Box

MOST_SLOTS = 6
_CODE = re.compile(r"[a-z][a-z0-9-]{1,30}")
_SLOT = re.compile(r"([01]?\d|2[0-3])[:：]([0-5]\d)")


class WrongBox(BeeboxError):
    """Something of a box cannot be saved; the message says what, and what it should look like."""

    status = 422
    code = "wrong_box"


@dataclass(frozen=True)
class BoxForm:
    """What the page sends, as typed."""

    code: str
    name: str
    name_en: str
    place: str
    place_en: str
    hours: str
    capacity: str
    slots: str
    active: bool


def save_box(work: Work, box: Box | None, typed: BoxForm) -> Box:
    """Change this box, or add one when `box` is None; WrongBox, and nothing is changed."""
    slots, capacity = read_slots(typed.slots), _capacity(typed.capacity)
    if not (typed.name and typed.place and typed.hours):
        raise WrongBox(N_("名称、地点和开放时间都要填。"))
    if box is None:
        box = Box(code=_fresh_code(work, typed.code), created_at=work.now())
        work.session.add(box)
    box.name, box.name_en, box.hours = typed.name, typed.name_en, typed.hours
    box.place, box.place_en = typed.place, typed.place_en
    box.capacity, box.slots, box.active = capacity, slots, typed.active
    work.session.flush()
    return box


def read_slots(text: str) -> list[str]:
    """`10:00, 16:00` as a list in order; empty for the times of the settings. WrongBox."""
    parts = [part for part in re.split(r"[,，、\s]+", text.strip()) if part]
    found = [_SLOT.fullmatch(part) for part in parts]
    if len(parts) > MOST_SLOTS or not all(found):
        raise WrongBox(N_("开箱时间请写成 10:00, 16:00 这样，一天最多 6 次；空着就用系统的时间。"))
    times = {time(int(match[1]), int(match[2])) for match in found if match}
    return [f"{slot:%H:%M}" for slot in sorted(times)]


def _capacity(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= 1000):
        raise WrongBox(N_("容量请填 1 到 1000 之间的整数。"))
    return int(text)


def _fresh_code(work: Work, code: str) -> str:
    if not _CODE.fullmatch(code):
        raise WrongBox(N_("代码请用小写字母开头，只含小写字母、数字和短横，例如 yihai-2。"))
    if work.session.scalar(select(Box.id).where(Box.code == code)) is not None:
        raise WrongBox(N_("这个代码已经有箱子在用，请换一个。"))
    return code
