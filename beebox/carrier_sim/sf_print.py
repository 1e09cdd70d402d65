"""SF's cloud print: labels are made ready, told by address and token, and fetched with the token."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from beebox.carrier_sim import troubles
from beebox.carrier_sim.company import Asked, Company
from beebox.carrier_sim.labels import draw_label
from beebox.carrier_sim.parcels import Parcel, Refusal, Refused
from beebox.carrier_sim.tickets import LABEL, Tickets
from beebox.carrier_sim.troubles import LABEL_EXPIRED, stumble

PAPERS = {"fm_76130_standard_": (76, 130), "fm_150_standard_": (100, 150)}
"""Width and height in mm of each template; our partner number follows its name."""
MOST_DOCUMENTS = 20
TITLE = "模拟速运 SF"


@dataclass(frozen=True)
class Printing:
    """`file_url` is where labels are fetched, without the name of the file."""

    company: Company
    tickets: Tickets
    partner_id: str
    file_url: str

    def asked(self, told: Mapping[str, Any]) -> Asked:
        """The call as understood. Refused for a template or a document that does not exist."""
        template = str(told.get("templateCode") or "")
        numbers = [str(d.get("masterWaybillNo") or "") for d in told.get("documents") or []]
        if not numbers or not all(numbers) or len(numbers) > MOST_DOCUMENTS:
            raise Refused(Refusal.FIELD, f"documents 应为 1 至 {MOST_DOCUMENTS} 个", "1001")
        if template not in {start + self.partner_id for start in PAPERS}:
            raise Refused(Refusal.FIELD, "templateCode 不存在", "1002")
        if told.get("fileType", "pdf") != "pdf" or str(told.get("version")) != "2.0":
            raise Refused(Refusal.FIELD, "fileType 或 version 不支持", "1003")

        def do() -> Mapping[str, Any]:
            files = [self._file(self.company.parcel(n), template, row) for row, n in enumerate(numbers, 1)]
            return {
                "clientCode": self.partner_id,
                "fileType": "pdf",
                "templateCode": template,
                "files": files,
            }

        return Asked("label", do, number=numbers[0])

    def fetch(self, name: str, token: str) -> bytes | None:
        """The PDF of this name, for this token; None when the token does not open it, or no longer."""
        about = self.tickets.about(LABEL, token)
        if about is None or about.split(" ")[0] != name:
            return None
        number, template = about.split(" ")
        paper = next(size for start, size in PAPERS.items() if template.startswith(start))
        return draw_label(self.company.parcel(number), TITLE, *paper)

    def _file(self, parcel: Parcel, template: str, row: int) -> dict[str, Any]:
        ended = False
        if troubles.has(parcel.ordered.words, LABEL_EXPIRED):
            with self.company.journal.open() as entry:
                ended = stumble(entry, f"sf {parcel.number}", LABEL_EXPIRED[0]) == 1
        return {
            "url": f"{self.file_url}{parcel.number}.pdf",
            "token": self.tickets.give(LABEL, f"{parcel.number} {template}", ended=ended),
            "waybillNo": parcel.number,
            "seqNo": row,
            "pageNo": 1,
            "areaNo": 1,
            "documentSize": 0,
        }
