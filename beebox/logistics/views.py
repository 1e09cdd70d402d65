"""The room's pages, each group in a module of its own, on one blueprint."""

from beebox.logistics import (
    alarm_views,
    bag_views,
    box_views,
    citizen_views,
    courier_desk_views,
    label_views,
    mail_out_views,
    paper_views,
    push_views,
    rehearsal_views,
    round_views,
    sorting_views,
)
from beebox.logistics.blueprint import bp

__all__ = [
    "alarm_views",
    "bag_views",
    "box_views",
    "bp",
    "citizen_views",
    "courier_desk_views",
    "label_views",
    "mail_out_views",
    "paper_views",
    "push_views",
    "rehearsal_views",
    "round_views",
    "sorting_views",
]
