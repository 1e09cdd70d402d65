"""The measures of both labels, in millimetres and points."""

from dataclasses import dataclass

from beebox.logistics.labels.drawing import Zone


@dataclass(frozen=True)
class Place:
    """Where one of the two parties stands."""

    sign: Zone
    name: Zone
    phone: Zone
    address: Zone
    sign_size: float
    name_size: float
    phone_size: float
    address_size: float


@dataclass(frozen=True)
class Plan:
    rules: tuple[float, ...]
    cut: float
    """Where the counterfoil is torn off."""
    carrier: Zone
    stand_in: Zone
    leg: Zone
    copy: tuple[Zone, ...]
    route: Zone
    way: Zone
    bars: Zone
    number: Zone
    receiver: Place
    sender: Place
    details: tuple[Zone, Zone, Zone]
    signed: Zone
    signed_at: Zone
    stub_title: Zone
    stub_code: Zone
    stub_item: Zone
    stub_number: Zone
    stub_name: Zone
    stub_contents: Zone
    stub_keep: Zone
    stub_note: Zone
    qr: Zone
    across: tuple[tuple[float, float, float, float], ...]
    """x of the middle, y of the base line, size in points, angle in degrees."""
    carrier_size: float
    leg_size: float
    route_size: float
    number_size: float
    code_size: float
    text_size: float
    small_size: float


LARGE = Plan(
    rules=(11, 24, 50, 73, 87, 100),
    cut=110,
    carrier=Zone(3, 1, 40, 9),
    stand_in=Zone(44, 1, 14, 9),
    leg=Zone(79, 1.5, 18, 8),
    copy=(Zone(58, 2, 19, 7), Zone(64, 149, 33, 7)),
    route=Zone(3, 11.5, 66, 12),
    way=Zone(70, 12, 27, 11),
    bars=Zone(2, 25.5, 96, 16),
    number=Zone(3, 42.5, 94, 7),
    receiver=Place(
        Zone(3, 57.5, 8, 8),
        Zone(14, 50.5, 50, 8.5),
        Zone(65, 50.5, 32, 8.5),
        Zone(14, 59, 83, 13.7),
        11.5,
        15,
        13,
        12,
    ),
    sender=Place(
        Zone(3, 76, 8, 8),
        Zone(14, 73.3, 54, 5.4),
        Zone(69, 73.3, 28, 5.4),
        Zone(14, 78.7, 83, 8),
        11.5,
        9.5,
        9.5,
        8.5,
    ),
    details=(Zone(3, 87.4, 94, 4.2), Zone(3, 91.6, 94, 4), Zone(3, 95.6, 94, 4)),
    signed=Zone(3, 101, 30, 8),
    signed_at=Zone(50, 101, 47, 8),
    stub_title=Zone(3, 111.5, 58, 5),
    stub_code=Zone(3, 117, 60, 11),
    stub_item=Zone(3, 129, 58, 8),
    stub_number=Zone(3, 137.5, 58, 4.5),
    stub_name=Zone(3, 142.5, 58, 7),
    stub_contents=Zone(3, 150, 58, 7),
    stub_keep=Zone(3, 157.5, 94, 4),
    stub_note=Zone(3, 162, 94, 4.5),
    qr=Zone(63, 112, 36, 36),
    across=((50, 80, 25, 18), (50, 175, 25, 0)),
    carrier_size=16,
    leg_size=14,
    route_size=30,
    number_size=13,
    code_size=26,
    text_size=8.5,
    small_size=7.5,
)
SMALL = Plan(
    rules=(9, 20, 40, 58, 69.5, 81.5),
    cut=90,
    carrier=Zone(2.5, 0.8, 28, 7.4),
    stand_in=Zone(31, 0.8, 12, 7.4),
    leg=Zone(60.5, 1, 13, 7),
    copy=(Zone(43.5, 1.5, 16, 6), Zone(48.5, 117.5, 25, 5)),
    route=Zone(2.5, 9.4, 50, 10.2),
    way=Zone(53, 9.8, 20.5, 9.4),
    bars=Zone(0.5, 21, 75, 12.5),
    number=Zone(2.5, 34, 71, 5.6),
    receiver=Place(
        Zone(2.5, 46, 6, 6),
        Zone(10, 40.4, 37, 7),
        Zone(47.5, 40.4, 26, 7),
        Zone(10, 47.4, 63.5, 10.3),
        9,
        12,
        10.5,
        10,
    ),
    sender=Place(
        Zone(2.5, 60.7, 6, 6),
        Zone(10, 58.3, 38, 4.4),
        Zone(48.5, 58.3, 25, 4.4),
        Zone(10, 62.7, 63.5, 6.4),
        9,
        8,
        8,
        7.5,
    ),
    details=(Zone(2.5, 69.9, 71, 3.8), Zone(2.5, 73.7, 71, 3.7), Zone(2.5, 77.4, 71, 3.7)),
    signed=Zone(2.5, 82.2, 25, 7),
    signed_at=Zone(36, 82.2, 37.5, 7),
    stub_title=Zone(2.5, 90.8, 45, 4),
    stub_code=Zone(2.5, 94.8, 45, 8.4),
    stub_item=Zone(2.5, 103.4, 44, 6),
    stub_number=Zone(2.5, 109.6, 44, 3.6),
    stub_name=Zone(2.5, 113.3, 44, 3.8),
    stub_contents=Zone(2.5, 117.2, 44, 5.2),
    stub_keep=Zone(2.5, 122.5, 71, 3.2),
    stub_note=Zone(2.5, 125.8, 71, 3.6),
    qr=Zone(48, 91, 27, 26),
    across=((38, 65, 19, 18),),
    carrier_size=13,
    leg_size=11,
    route_size=25,
    number_size=11,
    code_size=20,
    text_size=7.5,
    small_size=6.5,
)
