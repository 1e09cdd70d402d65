"""The days that differ from Monday to Friday, as the administrator keeps them."""

from datetime import date

from sqlalchemy import Date, String
from sqlalchemy.orm import Mapped, mapped_column

from beebox.kernel.db import Base

LONGEST_NOTE = 60


class WorkDay(Base):
    """One day of the official arrangement.

    `provisional` days belong to a year whose arrangement nobody has checked against the State
    Council's notice yet.
    """

    __tablename__ = "work_days"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    is_workday: Mapped[bool]
    note: Mapped[str] = mapped_column(String(LONGEST_NOTE), default="")
    provisional: Mapped[bool] = mapped_column(default=False)
