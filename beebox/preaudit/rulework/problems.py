"""What can be wrong with a rule as it was typed: where, what, and how to mend it."""

import re
from dataclasses import dataclass
from dataclasses import field as part_of
from typing import Any

from beebox.kernel.errors import N_, BeeboxError

PLACE = re.compile(r"%\((\w*)\)s")
LONGEST = 400
WHY_NEEDED = N_("请用一句话写明为什么改，以后的人要看得懂（至少 %(least)s 个字）。")
LEAST_WHY = 4
EMPTY = N_("这一句是空的。请写上要说的话。")
TOO_LONG = N_("这一句太长了（最多 %(most)s 个字）。请改短。")
UNKNOWN_PLACE = N_("这里没有“%(place)s”可填。可以用的是：%(known)s。")
MISSING_PLACE = N_("少了“%(place)s”：没有它，申请人不知道说的是哪一处。")
STRAY_PERCENT = N_("有一个百分号不是占位的写法。要显示百分号，请连写两个。")
NO_SUCH_CHOICE = N_("请从列表里选一个轻重。")
NOT_A_NUMBER = N_("“%(typed)s”不是数字。请只写数字，如 0.95。")
OUT_OF_RANGE = N_("这个数字要在 %(least)s 和 %(most)s 之间。")
NOT_WHOLE = N_("这里要写整数。")
NO_EVIDENCE = N_("改数字要写依据：量了什么、量了多少份、结果怎样（至少 %(least)s 个字）。")
OLD_EVIDENCE = N_("数字改了，依据还是原来的。请写明新数字凭什么。")


@dataclass(frozen=True)
class Problem:
    """One thing to mend at one field of the form; `sentence` is a msgid."""

    field: str
    sentence: str
    places: dict[str, Any] = part_of(default_factory=dict)


class CannotSave(BeeboxError):
    """The draft stays as it was; every field that is wrong is named."""

    status = 422
    code = "cannot_save"
    message = N_("还没有保存：有 %(count)s 处要改，都标在下面。您写的都在。")

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(count=len(problems))


def sentence_problems(name: str, typed: str, known: set[str], *, may_be_empty: bool) -> list[Problem]:
    """What is wrong with a sentence whose places must be exactly the known ones."""
    if not typed:
        return [] if may_be_empty else [Problem(name, EMPTY)]
    if len(typed) > LONGEST:
        return [Problem(name, TOO_LONG, {"most": LONGEST})]
    used = set(PLACE.findall(typed))
    offered = "、".join(f"%({one})s" for one in sorted(known)) or "—"
    strange = sorted(used - known)
    found = [Problem(name, UNKNOWN_PLACE, {"place": f"%({one})s", "known": offered}) for one in strange]
    found += [Problem(name, MISSING_PLACE, {"place": f"%({one})s"}) for one in sorted(known - used)]
    if "%" in PLACE.sub("", typed).replace("%%", ""):
        found.append(Problem(name, STRAY_PERCENT))
    return found
