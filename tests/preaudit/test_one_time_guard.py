from beebox.preaudit.one_time_guard import Before, Fault, beyond, unapproved

NAMED = frozenset({Fault(1, "unreadable"), Fault(2, "not_signed")})


def test_a_first_notice_may_name_everything() -> None:
    assert beyond(Before(0, frozenset(), frozenset()), [Fault(1, "expired")]) == []


def test_what_is_still_wrong_may_be_named_again() -> None:
    assert beyond(Before(1, NAMED, frozenset()), [Fault(1, "unreadable")]) == []


def test_a_new_fault_of_an_unchanged_file_is_too_late() -> None:
    before = Before(1, NAMED, frozenset({2}))
    assert beyond(before, [Fault(1, "expired"), Fault(3, "missing")]) == [
        Fault(1, "expired"),
        Fault(3, "missing"),
    ]


def test_a_newly_sent_file_may_have_faults_of_its_own() -> None:
    assert beyond(Before(1, NAMED, frozenset({1})), [Fault(1, "expired")]) == []


def test_an_approval_covers_what_it_named_and_no_more() -> None:
    excess = [Fault(1, "expired"), Fault(3, "missing")]
    assert unapproved(excess, {Fault(1, "expired")}) == [Fault(3, "missing")]
