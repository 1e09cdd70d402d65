"""The first looks at a material: is it there, whole, readable, and the right paper."""

from beebox.catalog.vocabulary import DocumentType, RuleName
from beebox.preaudit.check import Check
from beebox.preaudit.document_types import DocumentTypes
from beebox.preaudit.report import Answer, Finding, PageReading, QualityWord
from beebox.preaudit.tongues import Worded, either
from beebox.preaudit.twice import VAGUE, Twin, fits


def first_looks(check: Check, types: DocumentTypes, twin: Twin | None) -> list[Finding]:
    """Everything that comes before the values; what is unreadable is not looked at further."""
    found = []
    rules = check.wanted.rules
    if RuleName.PRESENT in rules:
        found.append(check.say("present", Answer.PASS, name=check.wanted.name))
        found.extend(_page_count(check))
    if RuleName.READABLE in rules:
        found.extend(_readable(check, types))
    unreadable = any(one.rule == "readable" and one.answer is Answer.FAIL for one in found)
    if twin is not None and not unreadable:
        found.append(_given_twice(check, types, twin))
    elif RuleName.RIGHT_TYPE in rules and not unreadable:
        found.append(_right_type(check, types))
        found.extend(_sides(check, types))
        found.extend(_colour(check))
    return found


def _page_count(check: Check) -> list[Finding]:
    pages, wanted = check.reading.page_count, check.wanted
    if wanted.pages_min <= pages <= wanted.pages_max:
        return []
    counts = {"least": wanted.pages_min, "most": wanted.pages_max, "pages": pages}
    sentence = "fail" if pages < wanted.pages_min else "too_many"
    return [check.say("page_count", Answer.FAIL, sentence=sentence, name=wanted.name, **counts)]


def _readable(check: Check, types: DocumentTypes) -> list[Finding]:
    poor = [page for page in check.reading.pages if page.quality.word is not QualityWord.GOOD]
    found = [_readable_page(check, page, types) for page in poor if not _wholly_read(check, page, types)]
    if found:
        return found
    unread = not check.reading.fields and not any(page.lines for page in check.reading.pages)
    if unread and DocumentType.PORTRAIT_PHOTO not in check.reading.document_types:
        return [check.say("readable", Answer.CANNOT_TELL, sentence="nothing_read", page=1, where="")]
    return [check.say("readable", Answer.PASS, sentence="read_anyway" if poor else None)]


def _readable_page(check: Check, page: PageReading, types: DocumentTypes) -> Finding:
    several, number = check.reading.page_count > 1, page.number
    where = Worded(f"第 {number} 页：", f"Page {number}: ") if several else ""
    answer = Answer.CANNOT_TELL if _mostly_read(check, page, types) else Answer.FAIL
    quality = page.quality
    place = {"page": page.number, "box": quality.box}
    mend = Worded(quality.message, check.book.quality_en.get(quality.word, ""))
    return check.say("readable", answer, where=where, mend=mend, **place)


def _easily_read(check: Check, page: PageReading) -> set[str]:
    """The fields that were read with such ease that a person can read them too."""
    least = check.book.limits.read_anyway_confidence.value
    return {one.name for one in page.fields if one.confidence > least and one.valid is not False}


def _wholly_read(check: Check, page: PageReading, types: DocumentTypes) -> bool:
    """Whether a picture that looks hard to read shows everything that stands on such a paper."""
    fields = set(types.types[DocumentType(page.document_type)].fields)
    excusable = page.quality.word in check.book.excused_by_reading
    return excusable and bool(fields) and fields <= _easily_read(check, page)


def _mostly_read(check: Check, page: PageReading, types: DocumentTypes) -> bool:
    """Whether nearly all that one must read in such a paper was read with ease all the same."""
    limits, sure = check.book.limits, _easily_read(check, page)
    wanted = {
        name
        for carried in check.book.says(page.document_type).values()
        for row, names in carried.items()
        if row in check.book.telling
        for name in names
    }
    fields = len(types.types[DocumentType(page.document_type)].fields)
    least = min(limits.read_anyway_fields.value, fields)
    enough = len(sure & wanted) >= limits.read_anyway_share.value * len(wanted)
    return bool(wanted) and enough and len(sure) >= least


def _given_twice(check: Check, types: DocumentTypes, twin: Twin) -> Finding:
    """The paper belongs elsewhere and was given there too."""
    sentence = "fail" if twin.same_file else "picture"
    places = {"other": twin.code, "other_name": twin.name, "wanted": _wanted_names(check, types), "page": 1}
    return check.say("not_twice", Answer.FAIL, sentence=sentence, **places)


def _wanted_names(check: Check, types: DocumentTypes) -> str:
    """What to send instead, in words; for pages of no certain kind the material's own name."""
    if set(check.wanted.document_types) <= VAGUE:
        return check.wanted.name
    return either(check.book.type_name(code, types.name_of(code)) for code in check.wanted.document_types)


def _right_type(check: Check, types: DocumentTypes) -> Finding:
    wanted, found = set(check.wanted.document_types), check.reading.document_types
    page = check.reading.pages[0] if check.reading.pages else None
    shown = check.reading.document_type
    places = {
        "wanted": _wanted_names(check, types),
        "found": check.book.type_name(shown, types.name_of(shown)),
        "page": page.number if page else None,
    }
    if fits(check.reading, check.wanted) or (wanted & VAGUE and found <= VAGUE):
        return check.say("right_type", Answer.PASS, **places)
    if shown in VAGUE and wanted <= set(check.book.fixed_forms) and _is_foreign(check):
        return check.say("right_type", Answer.FAIL, sentence="unknown_paper", **places)
    if shown in VAGUE:
        return check.say("right_type", Answer.CANNOT_TELL, **places)
    sure = max((one.type_confidence for one in check.reading.pages), default=0.0)
    if sure < check.book.limits.type_sure.value:
        return check.say("right_type", Answer.CANNOT_TELL, **places)
    turned = check.book.other_side(shown) in wanted
    return check.say("right_type", Answer.FAIL, sentence="wrong_side" if turned else None, **places)


def _is_foreign(check: Check) -> bool:
    """Whether so much was read so well that a label of the wanted paper would have been among it."""
    limits = check.book.limits
    lines = [line for page in check.reading.pages for line in page.lines]
    clear = sum(line.confidence >= limits.foreign_confidence.value for line in lines)
    return clear >= limits.foreign_lines.value


def _sides(check: Check, types: DocumentTypes) -> list[Finding]:
    """Where both sides of a card belong into one material: whether both are there."""
    wanted, found = set(check.wanted.document_types), check.reading.document_types
    told = []
    for pair in check.book.sides:
        missing = [side for side in pair if side not in found]
        if wanted.issuperset(pair) and len(missing) < len(pair):
            answer = Answer.FAIL if missing else Answer.PASS
            side = check.book.type_name(missing[0], types.name_of(missing[0])) if missing else ""
            told.append(check.say("sides_complete", answer, name=check.wanted.name, side=side))
    return told


def _colour(check: Check) -> list[Finding]:
    """A hint where an original is asked for and a copy without colour was photographed."""
    coloured = set(check.wanted.document_types) & set(check.book.fixed_forms)
    pages = [page for page in check.reading.pages if page.document_type in coloured]
    if not check.wanted.original or not pages or not all(page.grey for page in pages):
        return []
    return [check.say("colour_original", Answer.CANNOT_TELL, page=pages[0].number)]
