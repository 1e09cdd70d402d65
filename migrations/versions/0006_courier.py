"""Who pays a parcel, where all scans say it is, and each scan as the carrier told it."""

import sqlalchemy as sa
from alembic import op

import beebox.kernel.db

revision = "0006_courier"
down_revision = "0005_scans"
branch_labels = None
depends_on = None
STATUS = sa.Enum("created", "pickup_scheduled", "pickup_failed", "picked_up", "in_transit", "arrived", "out_for_delivery", "ready_for_collection", "attempt_failed", "held", "delivered", "redirected", "intercepted", "refused", "returning", "returned", "lost", "damaged", "cancelled", "info", "unknown", name="trackstatus", native_enum=False, length=40)  # fmt: skip
REASON = sa.Enum("refused", "address_bad", "no_contact", "not_present", "rescheduled", "fee_unpaid", "premises_closed", "id_check_failed", "damaged", "lost", "prohibited", "capacity", "weather", "sender_request", "other", name="reason", native_enum=False, length=40)  # fmt: skip
PROOF = sa.Enum("self", "proxy", "mailroom", "property", "locker", "station", "doorstep", "other", name="proof", native_enum=False, length=40)  # fmt: skip
PAYER = sa.Enum("government", "citizen", name="payer", native_enum=False, length=40)
PRODUCT = sa.Enum("express", "parcel", name="product", native_enum=False, length=40)
OLD_WORDS = {"collected": "picked_up", "failed": "attempt_failed"}
FROM_STATE = {
    "handed_over": "picked_up",
    "in_transit": "in_transit",
    "failed": "attempt_failed",
    "delivered": "delivered",
    "cancelled": "cancelled",
}


def upgrade() -> None:
    with op.batch_alter_table("track_events", schema=None) as batch_op:
        batch_op.drop_constraint("uq_track_events_carrier_number_code_at", type_="unique")
        batch_op.add_column(sa.Column("key", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("status", STATUS, server_default="in_transit", nullable=False))
        batch_op.add_column(sa.Column("reason", REASON, nullable=True))
        batch_op.add_column(sa.Column("proof", PROOF, nullable=True))
        for name in ("place", "office", "successor"):
            batch_op.add_column(sa.Column(name, sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("voids", sa.JSON(), server_default="[]", nullable=False))
    op.execute("UPDATE track_events SET status = code, key = 'before-0006-' || id")
    for old, new in OLD_WORDS.items():
        op.execute(f"UPDATE track_events SET status = '{new}' WHERE code = '{old}'")  # noqa: S608
    with op.batch_alter_table("track_events", schema=None) as batch_op:
        batch_op.alter_column("key", existing_type=sa.String(), nullable=False)
        batch_op.create_index("ix_track_events_number", ["carrier", "number"], unique=False)
        batch_op.create_unique_constraint("uq_track_events_key", ["key"])
    with op.batch_alter_table("waybills", schema=None) as batch_op:
        batch_op.add_column(sa.Column("payer", PAYER, server_default="government", nullable=False))
        batch_op.add_column(sa.Column("product", PRODUCT, server_default="express", nullable=False))
        batch_op.add_column(sa.Column("status", STATUS, server_default="created", nullable=False))
        for name in ("status_at", "confirmed_at", "promised_at"):
            batch_op.add_column(sa.Column(name, beebox.kernel.db.Instant(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("replaces_id", sa.Integer(), nullable=True))
        batch_op.create_index("ix_waybills_replaces_id", ["replaces_id"], unique=False)
        batch_op.create_foreign_key("fk_waybills_replaces_id_waybills", "waybills", ["replaces_id"], ["id"])
    for state, status in FROM_STATE.items():
        op.execute(f"UPDATE waybills SET status = '{status}' WHERE state = '{state}'")  # noqa: S608
    op.execute(
        "UPDATE waybills SET confirmed_at = delivered_at, status_at = delivered_at WHERE state = 'delivered'"
    )


def downgrade() -> None:
    with op.batch_alter_table("waybills", schema=None) as batch_op:
        batch_op.drop_constraint("fk_waybills_replaces_id_waybills", type_="foreignkey")
        batch_op.drop_index("ix_waybills_replaces_id")
        for name in ("replaces_id", "promised_at", "confirmed_at", "status_at", "status", "product", "payer"):
            batch_op.drop_column(name)
    op.execute(
        "DELETE FROM track_events WHERE status NOT IN ('picked_up', 'in_transit', 'attempt_failed', 'delivered')"
    )
    for old, new in OLD_WORDS.items():
        op.execute(f"UPDATE track_events SET code = '{old}' WHERE status = '{new}'")  # noqa: S608
    op.execute("UPDATE track_events SET code = status WHERE status IN ('in_transit', 'delivered')")
    op.execute(
        "DELETE FROM track_events WHERE id NOT IN (SELECT min(id) FROM track_events GROUP BY carrier, number, code, at)"
    )
    with op.batch_alter_table("track_events", schema=None) as batch_op:
        batch_op.drop_constraint("uq_track_events_key", type_="unique")
        batch_op.drop_index("ix_track_events_number")
        for name in ("successor", "voids", "office", "place", "proof", "reason", "status", "key"):
            batch_op.drop_column(name)
        batch_op.create_unique_constraint(
            "uq_track_events_carrier_number_code_at", ["carrier", "number", "code", "at"]
        )
