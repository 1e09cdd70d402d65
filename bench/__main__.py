"""`make bench`: pages and uploads, bounded to a few minutes. `make bench-preaudit` is the command preaudit;
logistics, queue and next-case are asked for by name.

ARGS="pages --help" and so on tell what can be chosen.
"""

import click

from bench import logistics, next_case, pages, queue, upload_to_reading
from bench.preaudit import command as preaudit


@click.group(help=__doc__, invoke_without_command=True)
@click.pass_context
def bench(context: click.Context) -> None:
    if context.invoked_subcommand is None:
        context.invoke(pages.main, sizes=(), runs=15, engine="sqlite", postgres=pages.POSTGRES)
        context.invoke(upload_to_reading.main, engines=(), wanted=8, at_once=4, readers=1)


bench.add_command(pages.main, "pages")
bench.add_command(upload_to_reading.main, "upload-to-reading")
bench.add_command(preaudit.main, "preaudit")
bench.add_command(queue.main, "queue")
bench.add_command(logistics.main, "logistics")
bench.add_command(next_case.main, "next-case")

if __name__ == "__main__":
    bench(prog_name="python -m bench")
