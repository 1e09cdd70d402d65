"""权利告知: the way to reconsideration and to court that a document against its citizen must name."""

from beebox.cases.models import Case
from beebox.cases.queries import item_of
from beebox.handling.wordbook import wordbook
from beebox.kernel.db import Work


def remedy_of(work: Work, case: Case) -> str:
    """That of the item where its law has its own, else the general one."""
    own = item_of(work, case).remedy
    return own.text if own else wordbook(work).remedy.text
