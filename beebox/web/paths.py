"""What may stand in a path: row numbers that fit a row, and text without control signs."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map, UnicodeConverter, ValidationError

LARGEST_ROW = 2**31 - 1


class RowNumber(IntegerConverter):
    """A whole number that a database can hold; any other is a page that does not exist."""

    def __init__(self, url_map: Map, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max", LARGEST_ROW)
        super().__init__(url_map, *args, **kwargs)


class PlainText(UnicodeConverter):
    """Text between slashes; a NUL or a line break in it is a page that does not exist."""

    def to_python(self, value: str) -> str:
        if any(ord(sign) < 32 for sign in value):
            raise ValidationError
        return value


def install(app: Flask) -> None:
    converters = app.url_map.converters
    converters["int"] = RowNumber
    converters["string"] = converters["default"] = PlainText
