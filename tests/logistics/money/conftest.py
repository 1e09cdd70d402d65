"""An office whose carrier quotes, tells fees and sends bills."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from beebox.accounts.roles import Actor
from beebox.kernel.clock import Clock
from beebox.kernel.db import Office, build_engine
from beebox.kernel.files import FileStore
from beebox.kernel.outbox import deliveries_for
from beebox.kernel.settings import Settings
from beebox.logistics.events import WaybillPlanned
from beebox.logistics.money.fees import look_after_fees, watch_fees
from beebox.logistics.money.intake import take_bill
from beebox.logistics.money.models import Bill, BillLine
from beebox.logistics.money.rules import Outcome
from beebox.logistics.orders import Leg
from beebox.logistics.parcels import Waybill, WaybillCase
from beebox.logistics.ports import Carriers
from beebox.logistics.tables import WaybillState
from beebox.logistics.track_words import CarrierEvent, TrackStatus
from beebox.logistics.tracking_events import take_events
from beebox.starting import migrate, seed
from beebox.wiring import HANDLERS, build_tools
from tests.conftest import MONDAY, drop_postgres, fresh_postgres, settings_in, stage
from tests.logistics.conftest import ADDRESS, Paper, reviewed
from tests.logistics.money.billing_carrier import BillingCarrier, bill_file

ITEM = "elder-card-first"


@pytest.fixture
def office(
    request: pytest.FixtureRequest, settings: Settings, filled: Path, tmp_path: Path
) -> Iterator[Office]:
    """On SQLite; on each database, or with the carriers of the product, where a test asks by `indirect`."""
    wanted = getattr(request, "param", "sqlite")
    if wanted != "postgres":
        settings.var_dir.mkdir(parents=True, exist_ok=True)
        shutil.copy(filled, settings.var_dir / "beebox.db")
        yield from _office(settings, wired=wanted == "wired")
        return
    url = fresh_postgres(request.node.name)
    elsewhere = settings_in(tmp_path / "pg", DATABASE_URL=url)
    migrate(elsewhere)
    for made in _office(elsewhere):
        seed(made)
        yield made
    drop_postgres(url)


def _office(settings: Settings, *, wired: bool = False) -> Iterator[Office]:
    tools = build_tools(settings)
    if not wired:
        carrier = BillingCarrier(settings.var_dir / "carrier.db", tools[Clock], b"a key of our own")
        tools[Carriers] = Carriers((carrier,))
    made = Office(build_engine(settings.database_url), tools, deliveries_for(HANDLERS))
    stage(made).move_to(MONDAY)
    yield made
    made.close()


@pytest.fixture
def carrier(office: Office) -> BillingCarrier:
    found = office.use(Carriers).all[0]
    assert isinstance(found, BillingCarrier)
    return found


class Till:
    """Parcels that travel, and bills that come for them."""

    def __init__(self, paper: Paper, deliver: Callable[..., int]) -> None:
        self.paper, self.office, self.deliver = paper, paper.office, deliver
        self.supervisor: Actor = paper.supervisor
        self._made, self._case_id = 0, 0

    def parcel(self, leg: Leg = Leg.RETURN) -> Waybill:
        """A parcel that the courier has; what it should cost is in the ledger."""
        self._made += 1
        end = {"name": "黄碧芳", "phone": "15000003248", "address": ADDRESS}
        with self.office.work() as work:
            self._case_id = self._case_id or reviewed(work, self.paper.citizen, ITEM, ADDRESS).id
            waybill = Waybill(
                reference=f"LBW-TEST-{self._made}",
                leg=leg,
                carrier="simulated",
                number=f"LB98{self._made:07d}CN",
                state=WaybillState.BOOKED,
                sender=end,
                receiver=end,
                contents="办理结果",
                weight_grams=300,
                simulated=True,
                ordered_at=work.now(),
            )
            work.session.add(waybill)
            work.session.flush()
            work.session.add(WaybillCase(waybill_id=waybill.id, case_id=self._case_id))
            watch_fees(work, WaybillPlanned(waybill.id))
            work.session.expunge(waybill)
        look_after_fees(self.office)
        self.scan(waybill, TrackStatus.PICKED_UP)
        return self.again(waybill)

    def scan(self, waybill: Waybill, status: TrackStatus, **more: object) -> None:
        now = self.office.now()
        event = CarrierEvent(waybill.number or "", status.value, status, now, "扫描", **more)  # type: ignore[arg-type]
        with self.office.work() as work:
            take_events(work, waybill.carrier, [event])

    def again(self, waybill: Waybill) -> Waybill:
        with self.office.look() as work:
            found = work.session.get_one(Waybill, waybill.id)
            work.session.expunge(found)
            return found

    def bill(self, *rows: list[str], name: str = "11月.csv", **more: str) -> int:
        """Take this bill in and match it; its id."""
        file = self.office.use(FileStore).incoming(10_000_000)
        file.write(bill_file(*rows, **more))  # type: ignore[arg-type]
        bill_id = take_bill(self.office, "simulated", name, file, self.supervisor)
        self.deliver()
        return bill_id

    def read(self, bill_id: int) -> Bill:
        with self.office.look() as work:
            found = work.session.get_one(Bill, bill_id)
            work.session.expunge(found)
            return found

    def lines(self, bill_id: int) -> list[BillLine]:
        with self.office.look() as work:
            found = list(
                work.session.scalars(
                    select(BillLine).where(BillLine.bill_id == bill_id).order_by(BillLine.row)
                )
            )
            work.session.expunge_all()
            return found

    def outcomes(self, bill_id: int) -> list[Outcome | None]:
        return [line.outcome for line in self.lines(bill_id)]


@pytest.fixture
def till(paper: Paper, deliver: Callable[..., int]) -> Till:
    return Till(paper, deliver)
