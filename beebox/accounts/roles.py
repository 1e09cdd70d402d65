"""Who may do things here."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    CITIZEN = "citizen"
    AUDITOR = "auditor"
    COLLECTOR = "collector"
    CLERK = "clerk"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


STAFF = frozenset({Role.AUDITOR, Role.COLLECTOR, Role.CLERK, Role.SUPERVISOR, Role.ADMINISTRATOR})


@dataclass(frozen=True)
class Actor:
    """Somebody who acts: a signed-in person, or the system itself."""

    id: int | None
    role: Role
    department_id: int | None = None
    name: str = ""


SYSTEM = Actor(None, Role.SYSTEM)
