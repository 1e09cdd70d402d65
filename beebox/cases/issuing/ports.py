"""What issuing needs from outside: somebody who sets type."""

from typing import Any, Protocol


class Press(Protocol):
    """Makes the PDF of a document from its frozen words."""

    def press(self, template: str, content: dict[str, Any]) -> bytes:
        """The same words with the same template give the same bytes.

        Slow (about a second): never called while a transaction is open.
        """
        ...
