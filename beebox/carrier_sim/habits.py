"""What can be chosen about how the simulated carriers behave; kept in the journal."""

from dataclasses import asdict, dataclass, fields, replace
from typing import Any

SANDBOX_CARD = "7551234567"
"""The monthly card of SF's sandbox; refused everywhere else (SF open platform)."""
_CHOICES = {
    "ems_duplicates": {"first", "error", "again"},
    "sf_duplicates": {"first", "error", "again"},
    "ems_body": {"string", "object", "array"},
    "sf_data": {"string", "object"},
    "sf_environment": {"sandbox", "production"},
}


@dataclass(frozen=True)
class Habits:
    """`*_duplicates`: what the same reference gets: `first` result again, an `error`, or, from a
    careless carrier, `again` a parcel: with that one, a client that repeats blindly is found out.
    """

    ems_duplicates: str = "first"
    sf_duplicates: str = "error"
    ems_body: str = "string"
    ems_push_suffix: bool = False
    """Put the key text behind a pushed EMS event before it is encrypted."""
    sf_data: str = "string"
    sf_environment: str = "sandbox"
    sf_expired_code: str = "A1002"
    """Documents disagree between A1002 and A1011."""
    sf_second_cancel: str = "8037"
    """Documents disagree between 8037 and 8019."""
    per_second: int = 0
    """Calls of one kind that each carrier takes a second; 0: any number. SF's sandbox: 30."""
    per_day: int = 0
    """The same a day; SF's sandbox: 3000."""
    receiver_pays: bool = True
    """Whether the contract allows that the receiver pays."""
    collect_after_minutes: int = 0
    """Orders that no courier is called to are collected so much later; 0: when handed over."""
    hang_seconds: float = 30.0
    """How long the fault `hang` keeps a caller waiting before the line is closed."""

    def changed(self, wanted: dict[str, Any]) -> "Habits":
        """With these changed; ValueError, in words, for a name or value that does not exist."""
        known = {field.name: field.type for field in fields(self)}
        for name, value in wanted.items():
            if name not in known:
                raise ValueError(f"no such setting: {name}")
            if value not in _CHOICES.get(name, {value}):
                raise ValueError(f"{name} is one of {', '.join(sorted(_CHOICES[name]))}")
            if type(value) is not type(getattr(self, name)) and not isinstance(value, int):
                raise ValueError(f"{name} does not take {value!r}")
        return replace(self, **wanted)

    def told(self) -> dict[str, Any]:
        return asdict(self)
