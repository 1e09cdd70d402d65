"""The numbers that decide how a picture is judged: data, each with what was measured for it."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from beebox.preaudit.thresholds import CATALOGUE, FILE_NAME, Limit, WrongThresholds, load_thresholds

Data = dict[str, Any]


def wrong(folder: Path, change: Any) -> str:
    data: Data = yaml.safe_load((CATALOGUE / FILE_NAME).read_text(encoding="utf-8"))
    change(data)
    (folder / FILE_NAME).write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    with pytest.raises(WrongThresholds) as caught:
        load_thresholds(folder)
    return str(caught.value)


def test_every_number_says_what_was_measured():
    data: Data = yaml.safe_load((CATALOGUE / FILE_NAME).read_text(encoding="utf-8"))
    sections = {name: entries for name, entries in data.items() if name != "version"}
    for name, entries in sections.items():
        section = getattr(load_thresholds(), name)
        assert set(entries) == set(type(section).model_fields)
        for field, entry in entries.items():
            limit = getattr(section, field)
            assert isinstance(limit, Limit)
            assert limit == entry["value"]
            assert any(sign.isdigit() for sign in limit.evidence), f"{name}.{field}"


def test_limits_reckon_like_numbers_and_cannot_be_changed():
    blur = load_thresholds().blur
    assert blur.rim + 1 > blur.rim
    with pytest.raises(ValidationError):
        blur.rim = blur.part


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda data: data["glare"].pop("ink"), "glare.ink"),
        (lambda data: data["glare"]["ink"].update(value="much"), "glare.ink.value"),
        (lambda data: data["glare"]["ink"].update(value=float("nan")), "glare.ink.value"),
        (lambda data: data["seal"]["star"].update(evidence="seen"), "seal.star.evidence"),
        (lambda data: data["seal"]["star"].update(unit="%"), "seal.star.unit"),
        (lambda data: data.update(taste={}), "taste"),
        (lambda data: data.pop("version"), "version"),
    ],
)
def test_a_mistake_is_told_with_file_and_field(tmp_path: Path, change: Any, where: str):
    message = wrong(tmp_path, change)
    assert FILE_NAME in message
    assert f": {where}: " in message


def test_a_file_that_is_no_yaml_or_is_not_there_is_told(tmp_path: Path):
    with pytest.raises(WrongThresholds, match=FILE_NAME):
        load_thresholds(tmp_path / "nowhere")
    (tmp_path / FILE_NAME).write_text("version: [", encoding="utf-8")
    with pytest.raises(WrongThresholds, match=FILE_NAME):
        load_thresholds(tmp_path)
