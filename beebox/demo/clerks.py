"""The departments' clerks: take in bags and envelopes, accept, refuse, ask for one correction, decide."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from beebox.demo.cast import SAMPLES
from beebox.demo.citizens import Citizen
from beebox.demo.staff import Staff
from beebox.demo.visitor import Lost, Visitor

ELECTRONIC_RESULT = SAMPLES / "more" / "electronic_result.pdf"
_PICKUP = re.compile(r"取件码\s*(\d{6})")


@dataclass
class Clerks:
    """One clerk for each department."""

    staff: Staff
    departments: Mapping[str, str]
    """The department of each service item, by their codes in the catalogue."""

    def desk_of(self, citizen: Citizen) -> Visitor:
        """The clerk in whose department the case lies, with its page open."""
        clerk = self._clerk_for(citizen)
        clerk.open(f"/desk/find?code={citizen.code}")
        if clerk.at != f"/desk/{citizen.code}":
            raise Lost(f"{clerk.name}: {citizen.code} is not on this desk{clerk.said()}")
        return clerk

    def sign_for(self, bag: str, inside: Sequence[Citizen]) -> None:
        """Open the bag, scan every envelope in it, then sign."""
        clerk = self._clerk_for(inside[0])
        clerk.open("/bags")
        clerk.follow(f"/bags/{bag}")
        for citizen in inside:
            clerk.send("/scan", code=f"LBB:ENV:{citizen.code}")
            clerk.must_see("打勾")
        clerk.send("/receive")
        clerk.must_see("已签收")

    def take_up(self, citizen: Citizen) -> None:
        """What the part says: accept, refuse, or ask for the one correction."""
        clerk, part = self.desk_of(citizen), citizen.part
        if part.clerk == "refuse":
            clerk.send("/refuse", reason="paper_differs", note="寄来的身份证与上传的照片不是同一张。")
            citizen.remarks.append("不予受理 refused")
        elif part.clerk == "correct" and clerk.has_form("/correction"):
            material = self.complained_of(citizen)
            noted = {
                f"reasons-{material}": "incomplete",
                f"note-{material}": "居住地址没有写门牌号。",
            }
            clerk.send("/correction", **noted)
            citizen.remarks.append("补正一次 one correction")
        else:
            self.accept(citizen)

    @staticmethod
    def complained_of(citizen: Citizen) -> str:
        """The material for which the department asks for a correction."""
        return "form" if "form" in citizen.part.proper else sorted(citizen.part.proper)[0]

    def accept(self, citizen: Citizen) -> None:
        self.desk_of(citizen).send("/accept")
        citizen.save("acceptance", f"{citizen.home}/documents/newest/acceptance.pdf")

    def decide(self, citizen: Citizen) -> None:
        clerk, part = self.desk_of(citizen), citizen.part
        text = "" if part.granted == "yes" else "经营场所与登记的地址不一致，不予许可。"
        file = [("file", ELECTRONIC_RESULT)] if part.way == "none" else []
        clerk.send("/decision", file, granted=part.granted, text=text, way=part.way)

    def hand_out(self, citizen: Citizen) -> None:
        """The citizen stands at the desk with the pickup code; a wrong one is turned down first."""
        citizen.visitor.open("/cases")
        found = _PICKUP.search(citizen.visitor.open(f"/track/{citizen.code}").words)
        if found is None:
            raise Lost(f"{citizen.visitor.name}: the page shows no pickup code")
        code = found[1]
        clerk, tail = self.desk_of(citizen), citizen.part.form["id_number"][-4:]
        wrong = "000000" if code != "000000" else "111111"
        given = {"name": citizen.part.name, "id_tail": tail, "checked": "yes"}
        clerk.attempt("/hand-out", code=wrong, **given)
        if clerk.status < 400:
            raise Lost("a result was handed out for a wrong pickup code")
        clerk.open(f"/desk/{citizen.code}")
        clerk.send("/hand-out", code=code, **given)
        citizen.remarks.append("窗口领取 collected at the desk")

    def _clerk_for(self, citizen: Citizen) -> Visitor:
        login = f"clerk-{self.departments[citizen.part.item]}"
        if login not in self._signed_in:
            self._signed_in[login] = self.staff.visitor(login)
        return self._signed_in[login]

    def __post_init__(self) -> None:
        self._signed_in: dict[str, Visitor] = {}
