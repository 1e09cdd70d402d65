"""The figures laid out as tables: which columns, in what order, what leads where."""

from collections.abc import Mapping, Sequence

from beebox.cases.clock.terms import Which
from beebox.kernel.errors import N_
from beebox.tracking.insight.causes import Cause, Trend
from beebox.tracking.insight.first_time import FirstTime
from beebox.tracking.insight.lamps import Lamps
from beebox.tracking.insight.loads import Load
from beebox.tracking.insight.names import Names
from beebox.tracking.insight.shares import Share
from beebox.tracking.insight.sheets import (
    Cell,
    Head,
    Sheet,
    count,
    drawn,
    exactly,
    heads,
    minutes,
    named,
    plain,
    share,
)
from beebox.tracking.insight.waiting import PAST, Flow, Grain, Waiting

TRENDS = {
    Trend.RISING: Cell("↑ 在上升", "↑ rising", tone="wait"),
    Trend.FALLING: Cell("↓ 在下降", "↓ falling", tone="good"),
    Trend.STEADY: Cell("→ 差不多", "→ about the same", tone="plain"),
    Trend.UNKNOWN: Cell("—", "—"),
}
_CLOCKS = {
    Which.NOTICE: ("一次告知或受理", "Notice or acceptance"),
    Which.CHECK: ("预审（本中心目标）", "Pre-audit (our target)"),
    Which.DECISION: ("作出决定", "Decision"),
    Which.DISPATCH: ("交寄结果（本中心目标）", "Posting the result (our target)"),
    Which.DELIVERY: ("送达结果", "Delivery of the result"),
}
TOTAL = Cell("合计", "In total")
_LOAD_HEADS = (
    N_("看完"), N_("退回修改"), N_("在手里（中位）"), N_("九成不超过"), N_("一个工作日内看完"),
    N_("第 4 天以后才看完"), N_("超期"), N_("放行后部门又要补正"), N_("超出一次性告知"),
    N_("机器说不行、人放行"), N_("告知被收回"), N_("复看后改了"),
)  # fmt: skip


def first_time_by_item(told: FirstTime, names: Names) -> Sheet:
    rows = tuple(
        (named(names.item(code), ("item", code)), count(one.of), count(one.hits), drawn(one))
        for code, one in sorted(told.items.items(), key=lambda found: names.item(found[0]).name)
    )
    return Sheet(
        "first-time", N_("一次就交对的比例 · 按事项"),
        heads([N_("事项")], [N_("首次预审看完"), N_("直接放行"), N_("一次交对")]), rows,
        (TOTAL, count(told.total.of), count(told.total.hits), drawn(told.total)) if rows else (),
    )  # fmt: skip


def first_time_by_week(told: FirstTime) -> Sheet:
    rows = tuple(
        (plain(monday.isoformat()), count(one.of), count(one.hits), drawn(one))
        for monday, one in told.weeks.items()
    )
    return Sheet(
        "first-time-weeks", N_("一次就交对的比例 · 按周"),
        heads([N_("这一周的周一")], [N_("首次预审看完"), N_("直接放行"), N_("一次交对")]), rows,
    )  # fmt: skip


def causes_sheet(told: Sequence[Cause], names: Names, *, with_cases: bool) -> Sheet:
    return Sheet(
        "causes", N_("退回最多的原因 · 按材料"),
        (
            *heads(
                [N_("原因"), N_("材料"), N_("材料类型"), N_("事项")],
                [N_("次数"), N_("占这个事项的预审"), N_("前一段时间")],
            ),
            Head(N_("变化")),
        ),
        tuple(_cause(one, names, with_cases=with_cases) for one in told),
        empty=N_("这段时间没有退回。"),
    )  # fmt: skip


def _cause(one: Cause, names: Names, *, with_cases: bool) -> tuple[Cell, ...]:
    here = (("cases", ""), ("item", one.item), ("material", one.material), ("reason", one.reason))
    return (
        named(names.reason(one.reason), *(here if with_cases else ())),
        named(names.material(one.item, one.material)),
        named(names.kind(one.item, one.material)),
        named(names.item(one.item)),
        count(one.now.hits),
        drawn(one.now),
        share(one.before),
        TRENDS[one.trend],
    )


def people_sheet(told: Mapping[int | str, Load], who: Mapping[int, str], *, with_links: bool) -> Sheet:
    """In the order of their names, never of their figures."""
    ordered = sorted(told, key=lambda at: (who.get(int(at), ""), at))
    rows = tuple(
        (
            plain(who.get(int(at), str(at)), *((("person", str(at)),) if with_links else ())),
            *_load_cells(told[at]),
        )
        for at in ordered
    )
    return Sheet("people", N_("工作量和期限 · 按人"), heads([N_("预审员")], _LOAD_HEADS), rows)


def items_sheet(told: Mapping[int | str, Load], names: Names) -> Sheet:
    ordered = sorted(told, key=lambda at: names.item(str(at)).name)
    total = Load()
    for load in told.values():
        total.add(load)
    rows = tuple((named(names.item(str(at)), ("item", str(at))), *_load_cells(told[at])) for at in ordered)
    return Sheet(
        "items", N_("工作量和期限 · 按事项"), heads([N_("事项")], _LOAD_HEADS), rows,
        (TOTAL, *_load_cells(total)) if rows else (),
    )  # fmt: skip


def people_items_sheet(told: Mapping[tuple[int, str], Load], who: Mapping[int, str], names: Names) -> Sheet:
    """Only as a file: a page would be too long."""
    ordered = sorted(told, key=lambda at: (who.get(at[0], ""), names.item(at[1]).name))
    rows = tuple(
        (plain(who.get(at[0], str(at[0]))), named(names.item(at[1])), *_load_cells(told[at]))
        for at in ordered
    )
    return Sheet(
        "people-items", N_("工作量和期限 · 按人和事项"), heads([N_("预审员"), N_("事项")], _LOAD_HEADS), rows
    )


def _load_cells(load: Load) -> tuple[Cell, ...]:
    return (
        count(load.reviews),
        share(load.of_reviews(load.sent_back)),
        minutes(load.seconds(0.5)),
        minutes(load.seconds(0.9)),
        share(load.of_reviews(load.on_target)),
        count(load.red),
        count(load.late),
        share(Share(load.missed, load.passed)),
        count(load.beyond),
        share(Share(load.overruled, load.fails)),
        count(load.recalled),
        share(Share(load.changed, load.twice)),
    )


def lamps_sheet(told: Mapping[tuple[str, Which], Lamps], names: Names) -> Sheet:
    """What is late is work to look into: counted to the piece."""
    ordered = sorted(told, key=lambda at: (names.item(at[0]).name, list(Which).index(at[1])))
    rows = tuple(
        (
            named(names.item(item), ("item", item)),
            Cell(*_CLOCKS[which]),
            exactly(told[item, which].reddened),
            exactly(told[item, which].breached),
            exactly(told[item, which].explained),
        )
        for item, which in ordered
    )
    return Sheet(
        "deadlines", N_("红灯和超期 · 按事项和期限"),
        heads([N_("事项"), N_("期限")], [N_("亮红灯"), N_("超过期限"), N_("书面说明")]), rows,
        empty=N_("这段时间没有红灯，也没有超期。"),
    )  # fmt: skip


def waiting_sheet(told: Waiting, names: Names) -> Sheet:
    ages = range(PAST + 1)
    ordered = sorted(told.items, key=lambda at: names.item(at).name)
    rows = tuple(
        (
            named(names.item(code), ("queue", code)),
            *(exactly(told.items[code][age]) for age in ages),
            exactly(told.items[code].total()),
        )
        for code in ordered
    )
    sums = [sum(days[age] for days in told.items.values()) for age in ages]
    columns = (
        N_("今天交来"), N_("第 1 天"), N_("第 2 天"), N_("第 3 天"), N_("第 4 天"), N_("第 5 天"),
        N_("超期"), N_("合计"),
    )  # fmt: skip
    return Sheet(
        "waiting", N_("现在在等的 · 按五个工作日期限的第几天"), heads([N_("事项")], columns), rows,
        (TOTAL, *(exactly(number) for number in sums), exactly(told.total)) if rows else (),
        empty=N_("现在没有办件在等。"),
    )  # fmt: skip


_FLOWS = {
    Grain.DAY: (N_("交来和看完 · 按天"), N_("日期")),
    Grain.WEEK: (N_("交来和看完 · 按周"), N_("这一周的周一")),
    Grain.MONTH: (N_("交来和看完 · 按月"), N_("这个月的 1 日")),
}


def flow_sheet(told: Sequence[Flow], grain: Grain) -> Sheet:
    rows = tuple((plain(one.begins.isoformat()), exactly(one.came), exactly(one.done)) for one in told)
    title, first = _FLOWS[grain]
    return Sheet("flow", title, heads([first], [N_("交来"), N_("看完")]), rows)
