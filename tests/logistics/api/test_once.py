"""A request under one Idempotency-Key is done once, whatever happens on the way."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from beebox.accounts.api_keys import ApiKey
from beebox.accounts.roles import SYSTEM
from beebox.kernel.db import Office, Work
from beebox.kernel.errors import BeeboxError
from beebox.logistics.api.models import ApiRequest
from beebox.logistics.api.once import Answered, IdempotencyKeyReused, InFlight, Request, once, read_key
from beebox.logistics.api.sweeping import sweep_api
from beebox.logistics.discrepancies import note_discrepancy
from beebox.logistics.models import Discrepancy, Wrong
from tests.conftest import stage
from tests.logistics.api.conftest import ProgramMaker, key_text


def asked(office: Office, body: bytes = b"{}", key: str = "k1") -> Request:
    with office.look() as work:
        api_key_id = work.session.scalar(select(ApiKey.id))
    if api_key_id is None:
        key_text(office)
        return asked(office, body, key)
    return Request(api_key_id, key, "POST", "/api/v1/events", body)


def act(work: Work) -> tuple[int, bytes]:
    note_discrepancy(work, Wrong.COUNT, SYSTEM, "done")
    return 201, b'{"done":true}'


def done(office: Office) -> int:
    with office.look() as work:
        return work.session.scalar(select(func.count()).select_from(Discrepancy)) or 0


def claimed(office: Office) -> None:
    """A process that wrote down its claim and died."""

    class Died(BaseException):
        pass

    def die(work: Work) -> tuple[int, bytes]:
        act(work)
        raise Died

    with pytest.raises(Died):
        once(office, asked(office), die)


def test_the_second_time_gives_the_first_answer(any_office: Office) -> None:
    first, second = (once(any_office, asked(any_office), act) for _ in range(2))
    assert first == Answered(201, b'{"done":true}', replayed=False)
    assert second == Answered(201, b'{"done":true}', replayed=True)
    assert done(any_office) == 1


def test_the_same_key_for_something_else_is_refused(office: Office) -> None:
    once(office, asked(office), act)
    with pytest.raises(IdempotencyKeyReused):
        once(office, asked(office, b'{"other":1}'), act)
    assert done(office) == 1


def test_many_at_once_do_it_once(any_office: Office) -> None:
    request, start = asked(any_office), threading.Barrier(6)
    outcomes: list[object] = []

    def go() -> None:
        start.wait()
        try:
            outcomes.append(once(any_office, request, act).status)
        except BeeboxError as error:
            outcomes.append(type(error))

    threads = [threading.Thread(target=go) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 6 and set(outcomes) <= {201, InFlight} and 201 in outcomes
    assert done(any_office) == 1
    assert once(any_office, request, act).replayed


def test_after_a_death_the_claim_is_held_and_then_taken_over(any_office: Office) -> None:
    claimed(any_office)
    assert done(any_office) == 0
    with pytest.raises(InFlight):
        once(any_office, asked(any_office), act)
    stage(any_office).move_to(any_office.now() + timedelta(minutes=3))
    assert once(any_office, asked(any_office), act) == Answered(201, b'{"done":true}', replayed=False)
    assert done(any_office) == 1


def test_who_lost_its_claim_writes_nothing(office: Office) -> None:
    """A process that slept over its time finds another holder."""
    claimed(office)
    stage(office).move_to(office.now() + timedelta(minutes=3))
    with office.work() as work:
        row = work.session.scalars(select(ApiRequest)).one()
        sleeper = row.holder
    once(office, asked(office), act)
    from beebox.logistics.api.once import _act

    with pytest.raises(InFlight), office.work() as work:
        _act(work, asked(office), sleeper, act)
    assert done(office) == 1


def test_what_is_refused_changes_nothing_and_frees_its_key(any_office: Office) -> None:
    def refuse(work: Work) -> tuple[int, bytes]:
        act(work)
        raise BeeboxError

    with pytest.raises(BeeboxError):
        once(any_office, asked(any_office), refuse)
    assert done(any_office) == 0
    assert not once(any_office, asked(any_office), act).replayed


def test_answers_are_kept_for_a_day_and_more_and_then_forgotten(office: Office) -> None:
    once(office, asked(office), act)
    stage(office).move_to(office.now() + timedelta(hours=25))
    sweep_api(office)
    assert once(office, asked(office), act).replayed
    stage(office).move_to(office.now() + timedelta(hours=25))
    sweep_api(office)
    assert not once(office, asked(office), act).replayed


def test_a_replayed_answer_says_so(program: ProgramMaker, office: Office) -> None:
    told = {"events": [{"number": "SIM1", "status": "in_transit", "at": office.now().isoformat()}]}
    telling = program()
    first, second = (telling.post("/events", told, key='"a-key"') for _ in range(2))
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true" and second.data == first.data
    other = telling.post("/events", {"events": [{**told["events"][0], "status": "held"}]}, key="a-key")
    assert other.status_code == 422 and other.get_json()["code"] == "idempotency_key_reused"


def test_two_programs_may_use_the_same_key(program: ProgramMaker, office: Office) -> None:
    told = {"events": [{"number": "SIM1", "status": "in_transit", "at": office.now().isoformat()}]}
    assert [program().post("/events", told, key="k").get_json()["new"] for _ in range(2)] == [1, 0]


@pytest.mark.parametrize("wrong", ["", '""', "x" * 201, "a\tb", '"open', "é"])
def test_a_key_that_is_none_is_refused(wrong: str) -> None:
    with pytest.raises(BeeboxError):
        read_key(wrong)
