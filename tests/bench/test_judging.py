"""What counts as right, wrong, invented and flagged."""

from dataclasses import replace

from beebox.preaudit.report import Mark, MarkKind, MaterialReading
from bench.preaudit.figures import Share
from bench.preaudit.judging import Score, judge, judge_text
from bench.preaudit.pictures import Picture
from tests.bench.papers_by_hand import CARD, paper, reading, specimen

ANOTHER_VALID_NUMBER = "430102195112211744"


def judged(picture: Picture, found: MaterialReading) -> dict[str, tuple[int, int]]:
    score = Score()
    judge(score, picture, found)
    return {name: (share.hits, share.of) for name, share in score.shares.items()}


def test_a_card_read_whole_is_right_in_everything() -> None:
    found = judged(specimen(), reading(paper(**CARD)))
    assert found["type good"] == found["rotation"] == found["seal"] == (1, 1)
    assert found["fields good"] == (2, 2)
    assert found["numbers good"] == (1, 1)
    assert found["wrong and valid"] == found["type wrong and sure"] == found["good flagged"] == (0, 1)


def test_a_wrong_number_that_passed_its_check_is_the_worst() -> None:
    lying = paper(name="周梅", id_number=ANOTHER_VALID_NUMBER)
    found = judged(specimen(), reading(lying))
    assert found["fields good"] == (1, 2)
    assert found["numbers good"] == (0, 1)
    assert found["wrong and valid"] == (1, 1)
    doubted = replace(lying, fields=tuple(replace(one, valid=False) for one in lying.fields))
    assert judged(specimen(), reading(doubted))["wrong and valid"] == (0, 1)


def test_a_value_counts_only_in_a_paper_of_its_type() -> None:
    found = judged(specimen(), reading(paper("residence_permit", **CARD)))
    assert found["type good"] == (0, 1)
    assert found["type wrong and sure"] == (1, 1)
    assert found["fields good"] == (0, 2)
    assert judged(specimen(), reading(paper("residence_permit", sure=0.5)))["type wrong and sure"] == (0, 1)


def test_two_papers_on_a_sheet_are_judged_apart() -> None:
    back = {"valid_until": "2030-01-01"}
    sheet = specimen(
        document_type=["id_card_front", "id_card_back"], fields={"id_card_front": CARD, "id_card_back": back}
    )
    both = judged(sheet, reading(paper(**CARD), paper("id_card_back", **back)))
    assert both["type good"] == (1, 1)
    assert both["fields good"] == (3, 3)
    assert judged(sheet, reading(paper(**CARD)))["type good"] == (0, 1)


def test_marks_count_when_any_paper_has_them_and_copies_have_no_red_seal() -> None:
    sealed = replace(paper(**CARD), marks=(Mark(MarkKind.SEAL, True), Mark(MarkKind.SIGNATURE, True)))
    truth = {"marks": {"seal": True, "signature": False}}
    found = judged(specimen(**truth), reading(sealed))
    assert found["seal"] == (1, 1)
    assert found["signature"] == (0, 1)
    assert "seal" not in judged(specimen(**truth, extra={"photocopy": True}), reading(sealed))


def test_on_bad_pictures_flags_count_and_values_may_not_be_invented() -> None:
    bad = specimen(
        "bad", expected="fail", quality="blurred", fields={}, fields_hidden=CARD, fields_partial={"sex": "女"}
    )
    flagged = judged(bad, reading(paper(word="blurred", name="周梅", sex="男")))
    assert flagged["bad flagged"] == flagged["quality word"] == (1, 1)
    assert flagged["bad called good"] == (0, 1)
    assert flagged["invented"] == (0, 2)
    missed = judged(bad, reading(paper(name="周海", id_number=ANOTHER_VALID_NUMBER)))
    assert missed["invented"] == (2, 2)
    assert missed["wrong and valid"] == missed["bad called good"] == (1, 1)
    assert missed["quality word"] == (0, 1)


def test_a_file_that_was_given_up_has_nothing_right() -> None:
    found = judged(specimen(), reading())
    assert found["fields good"] == (0, 2)
    assert found["rotation"] == found["seal"] == found["type good"] == (0, 1)
    assert found["good flagged"] == (1, 1)


def test_readers_of_text_alone_are_asked_for_whole_values() -> None:
    score = Score()
    judge_text(score, specimen("photo"), "姓名 周 梅")
    assert score.shares["values photo"] == Share(1, 2)
