"""Every key of the bench: one row for what it does, its usual key and its words. Pages name the row.

A button or link with `data-key="<name>"`, or with the usual key of the row, is pressed by the key of that
row. To give something a key, add a row here and the attribute there; help, the page of keys and the check
for doubles follow by themselves.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from beebox.accounts.roles import Actor
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.preaudit.benchwork.models import KeySheet


@dataclass(frozen=True)
class Doing:
    """Something a key can do. `also` are keys that always do the same (+ without Shift is =)."""

    name: str
    key: str
    words: str
    group: str
    also: tuple[str, ...] = ()


GROUPS = {
    "material": N_("材料与页"),
    "finding": N_("机审意见"),
    "picture": N_("图片"),
    "decision": N_("决定"),
    "page": N_("页面"),
}
DOINGS = (
    Doing("next_material", "j", N_("下一份材料"), "material"),
    Doing("previous_material", "k", N_("上一份材料"), "material"),
    Doing("next_page", "]", N_("下一页"), "material"),
    Doing("previous_page", "[", N_("上一页"), "material"),
    Doing("next_finding", "arrowdown", N_("下一条意见，图片移到那里"), "finding"),
    Doing("previous_finding", "arrowup", N_("上一条意见，图片移到那里"), "finding"),
    Doing("verdict-right", "a", N_("这条意见：机器说得对"), "finding"),
    Doing("verdict-wrong", "x", N_("这条意见：机器说错了"), "finding"),
    Doing("verdict-back", "z", N_("收回对这条意见的判断"), "finding"),
    Doing("zoom_in", "+", N_("放大"), "picture", ("=",)),
    Doing("zoom_out", "-", N_("缩小"), "picture", ("_",)),
    Doing("fit", "0", N_("还原：整页放进窗口"), "picture"),
    Doing("turn", "r", N_("转 90°"), "picture"),
    Doing("boxes", "b", N_("显示或藏起意见框"), "picture"),
    Doing("pan_left", "shift+arrowleft", N_("图片往左看"), "picture"),
    Doing("pan_right", "shift+arrowright", N_("图片往右看"), "picture"),
    Doing("pan_up", "shift+arrowup", N_("图片往上看"), "picture"),
    Doing("pan_down", "shift+arrowdown", N_("图片往下看"), "picture"),
    Doing("pass", "1", N_("通过，并看下一份"), "decision"),
    Doing("mend", "2", N_("退回：打开原因"), "decision"),
    Doing("note", "t", N_("写给申请人的一句话"), "decision"),
    Doing("checklist_next", "c", N_("核对清单：确认下一条"), "decision"),
    Doing("checklist_vouched", "v", N_("核对清单：确认机器已核对的"), "decision"),
    Doing("undo", "u", N_("撤回刚记下的一步（10 秒内）"), "decision"),
    Doing("finish", "ctrl+enter", N_("结束这一件：放行，或看告知书并发出"), "decision"),
    Doing("values", "m", N_("各处的值对照"), "page"),
    Doing("back", "escape", N_("回预审台"), "page"),
    Doing("take_next", "n", N_("领下一件"), "page"),
    Doing("help", "?", N_("现在能用的按键"), "page"),
)
BY_NAME = {doing.name: doing for doing in DOINGS}
LONGEST = 20
_NAMED = {
    *(f"arrow{side}" for side in ("up", "down", "left", "right")), "pageup", "pagedown", "home", "end",
    "insert", "delete", "escape", *(f"f{number}" for number in (2, 4, 7, 8, 9, 10)),
}  # fmt: skip
_SHOWN = {
    "arrowup": "↑", "arrowdown": "↓", "arrowleft": "←", "arrowright": "→", "escape": "Esc", "enter": "Enter",
    "ctrl": "Ctrl", "shift": "Shift", "pageup": "PgUp", "pagedown": "PgDn",
}  # fmt: skip


class OddKey(BeeboxError):
    status = 422
    code = "odd_key"
    message = N_(
        "“%(what)s”的键“%(key)s”不能用。请填一个字母、数字或符号，或 arrowup、pagedown、f2 这样的键名；"
        "Tab、空格和单独的 Enter 留给浏览器。"
    )


class KeyTwice(BeeboxError):
    status = 422
    code = "key_twice"
    message = N_("“%(key)s”同时给了“%(one)s”和“%(other)s”。请给其中一个换一个键，或留空。")


@dataclass(frozen=True)
class Keys:
    """The keys of one person."""

    on: bool
    by_name: Mapping[str, str]

    def parts(self, name: str) -> list[str]:
        """What stands on the key caps, one after the other; nothing when the action has no key."""
        return shown(self.by_name.get(name, ""))

    def groups(self) -> Iterator[tuple[str, list[Doing]]]:
        for group, words in GROUPS.items():
            yield words, [doing for doing in DOINGS if doing.group == group]

    @property
    def as_json(self) -> str:
        """What the page's script needs: the names by key."""
        found = {key: name for name, key in self.by_name.items() if key}
        for doing in DOINGS:
            if self.by_name[doing.name]:
                for key in doing.also:
                    found.setdefault(key, doing.name)
        return json.dumps(found, ensure_ascii=False, sort_keys=True)

    @property
    def usual_as_json(self) -> str:
        """The usual key of each name: an element may carry either."""
        return json.dumps({doing.name: doing.key for doing in DOINGS}, ensure_ascii=False)

    @property
    def usual(self) -> bool:
        return all(self.by_name[doing.name] == doing.key for doing in DOINGS)


def shown(key: str) -> list[str]:
    parts = [key] if len(key) == 1 else key.split("+")
    return [_SHOWN.get(part, part.upper() if len(part) < 4 else part.capitalize()) for part in parts if part]


def keys_of(work: Work, actor: Actor) -> Keys:
    """The usual keys with what this person changed."""
    row = work.session.get(KeySheet, actor.id) if actor.id else None
    own = row.keys if row else {}
    return Keys(row.single_keys if row else True, {d.name: str(own.get(d.name, d.key)) for d in DOINGS})


def change(work: Work, actor: Actor, typed: Mapping[str, str]) -> None:
    """Keep these keys; OddKey or KeyTwice, and nothing kept, when they cannot be."""
    wanted = {doing.name: read(typed.get(doing.name, doing.key), doing) for doing in DOINGS}
    taken: dict[str, str] = {}
    for name, key in wanted.items():
        if key and (other := taken.setdefault(key, name)) != name:
            raise KeyTwice(key="+".join(shown(key)), one=BY_NAME[other].words, other=BY_NAME[name].words)
    row = _row(work, actor)
    row.keys = {name: key for name, key in wanted.items() if key != BY_NAME[name].key}


def read(typed: str, doing: Doing) -> str:
    """A key as we write it: small letters, modifiers first; OddKey when it is none."""
    key = typed.strip().lower() if typed.strip() != "+" else "+"
    bare = re.sub(r"^(ctrl\+|shift\+)(?=.)", "", key)
    plain = len(bare) == 1 and bare.isprintable() and not bare.isspace()
    fine = (
        key == ""
        or (plain and bare == key)
        or (bare in _NAMED and not key.startswith("ctrl+"))
        or key == "ctrl+enter"
    )
    if not fine or len(key) > LONGEST:
        raise OddKey(what=doing.words, key=typed.strip()[:LONGEST])
    return key


def reset(work: Work, actor: Actor) -> None:
    """The usual keys again; whether single keys are on stays as it is."""
    _row(work, actor).keys = {}


def switch(work: Work, actor: Actor, *, on: bool) -> None:
    _row(work, actor).single_keys = on


def _row(work: Work, actor: Actor) -> KeySheet:
    if actor.id is None:
        raise OddKey(what=DOINGS[0].words, key="")
    row = work.session.get(KeySheet, actor.id)
    if row is None:
        row = KeySheet(person_id=actor.id, single_keys=True, keys={})
        work.session.add(row)
    return row
