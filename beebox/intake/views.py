"""The citizen's room: every page of it hangs on this one blueprint."""

from beebox.intake import (
    form_views,
    hub_views,
    material_views,
    remark_views,
    start_views,
    submit_views,
)
from beebox.intake.door import bp

__all__ = [
    "bp",
    "form_views",
    "hub_views",
    "material_views",
    "remark_views",
    "start_views",
    "submit_views",
]
