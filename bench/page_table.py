"""Page figures of several sizes side by side."""

from collections.abc import Iterator, Mapping

from bench.pages import PAGES, SLOW_MS, STEEP, Figures

FLOOR_MS = 20.0
"""Below this a page is quick whatever its ratio says."""


def table(found: Mapping[int, Mapping[str, Figures]]) -> Iterator[str]:
    """Markdown lines: median, p95 and statements for each size, then the ratio of the medians."""
    sizes = sorted(found)
    heads = [f"{size:,}: median | p95 | SQL" for size in sizes]
    yield "| page | " + " | ".join(heads) + " | ratio |"
    yield "|---" * (2 + 3 * len(sizes)) + "|"
    for page in PAGES:
        cells = [_cells(found[size].get(page.name)) for size in sizes]
        yield f"| {page.name} | " + " | ".join(cells) + f" | {_ratio(found, page.name)} |"


def remarks(found: Mapping[int, Mapping[str, Figures]]) -> Iterator[str]:
    """What is slow or grows with the number of cases, with the statement that took longest."""
    large, small = found[max(found)], found[min(found)]
    for name, figures in large.items():
        grown = figures.median / small[name].median if name in small else 1.0
        if figures.median > SLOW_MS or (grown > STEEP and figures.median > FLOOR_MS):
            seconds, statement = figures.slowest
            yield f"{name}: {figures.median:.0f} ms, {grown:.1f} times the small one"
            yield f"    longest statement {seconds * 1000:.0f} ms: {' '.join(statement.split())[:1500]}"


def _cells(figures: Figures | None) -> str:
    if figures is None:
        return "- | - | -"
    return f"{figures.median:.1f} ms | {figures.p95:.1f} ms | {figures.statements}"


def _ratio(found: Mapping[int, Mapping[str, Figures]], name: str) -> str:
    large, small = found[max(found)].get(name), found[min(found)].get(name)
    return f"{large.median / small.median:.1f}" if large and small and len(found) > 1 else "-"
