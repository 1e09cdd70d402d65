"""Files that no row names: what a crash left between keeping a file and writing it down."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import select

from beebox.cases.issuing.models import Document
from beebox.cases.papers import MaterialVersion
from beebox.handling.models import Result
from beebox.kernel.db import Office, Work
from beebox.kernel.files import FileStore
from beebox.logistics.labels.models import CarrierLabel
from beebox.logistics.money.models import Bill
from beebox.logistics.parcels import HandOver
from beebox.preaudit.library.models import ReasonVersion
from beebox.preaudit.models import Reading

GRACE = timedelta(hours=24)
"""So long a file may lie unnamed: any upload is answered long before."""


def sweep_files(office: Office) -> int:
    """Forget unfinished and unnamed files older than a day; how many."""
    store = office.use(FileStore)
    gone = store.forget_unfinished(GRACE)
    old = set(store.keys(GRACE))
    if old:
        with office.look() as work:
            old.difference_update(_named(work))
    for key in old:
        store.remove(key)
    return gone + len(old)


def _named(work: Work) -> Iterator[str]:
    given = select(MaterialVersion.file_key, MaterialVersion.previews)
    for key, previews in work.session.execute(given.execution_options(yield_per=1000)):
        yield key
        yield from previews
    for previews in work.session.scalars(select(Reading.previews).execution_options(yield_per=1000)):
        yield from previews
    for content in work.session.scalars(select(ReasonVersion.content)):
        yield str(content.get("picture", "")).removeprefix("file:")
    yield from (key for key in work.session.scalars(select(Result.file_key)) if key)
    yield from work.session.scalars(select(Bill.file_key))
    yield from (key for key in work.session.scalars(select(Document.file_key)) if key)
    yield from (key for key in work.session.scalars(select(CarrierLabel.file_key)) if key)
    yield from (key for key in work.session.scalars(select(HandOver.manifest_key)) if key)
