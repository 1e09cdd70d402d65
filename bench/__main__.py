"""`make bench`: both measurements, bounded to a few minutes.

ARGS="pages --help" and ARGS="upload-to-reading --help" tell what can be chosen.
"""

import click

from bench import pages, upload_to_reading


@click.group(help=__doc__, invoke_without_command=True)
@click.pass_context
def bench(context: click.Context) -> None:
    if context.invoked_subcommand is None:
        context.invoke(pages.main, sizes=(), runs=15, engine="sqlite", postgres=pages.POSTGRES)
        context.invoke(upload_to_reading.main, engines=(), wanted=8, at_once=4, readers=1)


bench.add_command(pages.main, "pages")
bench.add_command(upload_to_reading.main, "upload-to-reading")

if __name__ == "__main__":
    bench(prog_name="python -m bench")
