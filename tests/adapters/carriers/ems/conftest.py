"""An EMS carrier of ours, and a far side that answers it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from beebox.adapters.carriers.ems.carrier import EmsCarrier
from beebox.adapters.carriers.ems.transport import Line
from beebox.logistics.orders import Contact, Leg, Order
from tests.adapters.carriers.ems.far_side import FarSide, listening


class Still:
    """A clock that stands: 2026-11-26 09:30 in Guangzhou."""

    def now(self) -> datetime:
        return datetime(2026, 11, 26, 1, 30, tzinfo=UTC)


@pytest.fixture
def far() -> Iterator[FarSide]:
    with listening() as far_side:
        yield far_side


@pytest.fixture
def ems(far: FarSide) -> EmsCarrier:
    return carrier_for(far)


def carrier_for(far: FarSide, **other: str) -> EmsCarrier:
    account = far.account(**other)
    return EmsCarrier(account, Still(), Line(account.url, connect=10, read=20, whole=30))


@pytest.fixture
def order() -> Order:
    return Order(
        "LBB-20261126-0001",
        Leg.RETURN,
        Contact("海珠区政务服务中心", "020-34300000", "广东省广州市海珠区怡海西街96号"),
        Contact("李小明", "13812345678", "越秀区中山三路12号304房"),
        "办理结果和原件",
        350,
    )
