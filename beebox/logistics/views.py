"""The room's pages, each group in a module of its own, on one blueprint."""

from beebox.logistics import (
    alarm_views,
    bag_views,
    box_views,
    calls_views,
    citizen_views,
    courier_desk_views,
    courier_views,
    label_views,
    list_views,
    mail_out_views,
    paper_views,
    push_views,
    rehearsal_views,
    round_views,
    sorting_views,
)
from beebox.logistics.blueprint import bp
from beebox.logistics.money import cost_views, statement_views
from beebox.logistics.rescue import views as rescue_views

__all__ = [
    "alarm_views",
    "bag_views",
    "box_views",
    "bp",
    "calls_views",
    "citizen_views",
    "cost_views",
    "courier_desk_views",
    "courier_views",
    "label_views",
    "list_views",
    "mail_out_views",
    "paper_views",
    "push_views",
    "rehearsal_views",
    "rescue_views",
    "round_views",
    "sorting_views",
    "statement_views",
]
