"""Small things asked for in the address of a page."""

from flask import request


def number_asked(name: str) -> int | None:
    """A whole number of the query, or None for anything else."""
    typed = request.args.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None
