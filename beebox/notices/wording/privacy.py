"""The last look before a short message leaves: does it name somebody?"""

from beebox.accounts.models import Person
from beebox.cases.models import Case

SHORTEST = 2
_TELLING = ("applicant_name", "id_number", "phone", "address", "name")


def personal_values(case: Case, citizen: Person) -> frozenset[str]:
    """Names, numbers and addresses of a case, as they must not stand in an open text."""
    told = [case.form.get(name) for name in _TELLING] + [case.receiver.get(name) for name in _TELLING]
    values = [str(value).strip() for value in (*told, citizen.name, citizen.phone) if value]
    return frozenset(value for value in values if len(value) >= SHORTEST)


def gives_away(text: str, values: frozenset[str]) -> bool:
    return any(value in text for value in values)
