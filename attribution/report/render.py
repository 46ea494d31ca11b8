"""Report → a table for the terminal, CSV for programs, a page with charts for people."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
from collections import Counter
from importlib import resources
from typing import Any

from attrs import frozen

from attribution.export import safe_cell
from attribution.model import KINDS
from attribution.render.terminal import console_of, visible
from attribution.report.counting import Report, Who

COLUMNS = (
    "speaker", "type", "role", "article", "articles", "attributions", "words", "quoted_words",
    "direct", "mixed", "indirect", "share_direct", "also_called",
)  # fmt: skip
NEUTRAL = frozenset(
    {"neutral", "not neutral"}
)  # say, add, tell: what a speaker does with it most of the time tells nothing
MOST_STANCES = 3


def row(who: Who) -> tuple[Any, ...]:
    """The values of COLUMNS; None for what is not there."""
    others = "; ".join(name for name in who.names if name != who.name)
    counts = (who.articles, who.attributions, who.words, who.quoted_words, who.direct, who.mixed, who.indirect)
    return who.name, who.type, who.role, who.article, *counts, round(who.share_direct, 2), others or None


def stances_of(report: Report) -> list[str]:
    """Every stance in the report, the most frequent first."""
    times: Counter[str] = Counter()
    for who in report.speakers:
        times.update(dict(who.stances))
    return sorted(times, key=lambda stance: (-times[stance], stance))


def table(report: Report, *, excel_safe: bool = False) -> list[list[Any]]:
    """Header and rows: COLUMNS, then how often each stance was taken."""
    stances = stances_of(report)
    rows = [[*row(who), *(dict(who.stances).get(stance, 0) for stance in stances)] for who in report.speakers]
    return [[*COLUMNS, *stances], *([safe_cell(cell) for cell in cells] if excel_safe else cells for cells in rows)]


def to_csv(report: Report, *, excel_safe: bool = False) -> str:
    """The table as CSV (RFC 4180)."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(table(report, excel_safe=excel_safe))
    return out.getvalue()


def summary(report: Report) -> str:
    """What was counted, in a sentence."""
    shown = len(report.speakers)
    more = f", the {shown} most quoted shown" if shown < report.known else ""
    unknown = f"; {report.unknown:,} by nobody known" if report.unknown else ""
    counted = f"{_counted(report.attributions, 'attribution')} in {_counted(report.articles, 'article')}"
    return f"{counted}, {_counted(report.known, 'speaker')}{more}{unknown}."


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def stances(who: Who) -> str:
    """The most frequent stances but neutral ones: "deny 3, praise"."""
    told = [(stance, times) for stance, times in who.stances if stance not in NEUTRAL]
    return ", ".join(f"{stance} {times}" if times > 1 else stance for stance, times in told[:MOST_STANCES])


# --- terminal ---------------------------------------------------------------------------------


def to_text(report: Report, *, width: int = 100, color: bool = False) -> str:
    """A table as wide as it needs to be and no wider than ``width`` columns; long names wrap."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    console = console_of(width, color)
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    grid.add_column("speaker", style="bold", ratio=3, min_width=14)
    grid.add_column("said", justify="right")
    grid.add_column("articles", justify="right")
    grid.add_column("words", justify="right")
    grid.add_column("quoted", justify="right")
    grid.add_column("direct", justify="right")
    grid.add_column("stance", ratio=2)
    for who in report.speakers:
        name = Text(visible(who.name))
        if about := who.role or (who.article and f"in {who.article}"):
            name.append(f", {visible(about)}", style="not bold dim")
        figures = (f"{n:,}" for n in (who.attributions, who.articles, who.words, who.quoted_words))
        grid.add_row(name, *figures, f"{who.share_direct:.0%}", Text(stances(who)))
    if report.speakers:
        console.print(grid)
    console.print(Text(summary(report)))
    return "\n".join(line.rstrip() for line in console.file.getvalue().split("\n"))


# --- page -------------------------------------------------------------------------------------

BARS = 15  # speakers in the chart
STANCES = 12
LABEL = 28  # characters of a name beside its bar


@frozen
class Bar:
    """A bar of the chart: ``parts`` are class, start, width (100: the longest bar), and what a pointer is told."""

    label: str
    whole: str
    total: int
    parts: tuple[tuple[str, float, float, str], ...]


def to_html(report: Report, *, title: str = "Who is quoted") -> str:
    """One self-contained page, light and dark: no script, no network, charts as SVG, a strict security policy."""
    import jinja2

    here = resources.files("attribution.report")
    style = here.joinpath("page.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    environment.filters |= {"visible": visible, "stances": stances}
    template = environment.from_string(here.joinpath("page.html.j2").read_text(encoding="utf-8"))
    charts = [chart for chart in (_by_kind(report), _by_stance(report)) if chart[1]]
    return template.render(title=title, summary=summary(report), report=report, charts=charts, style=style,
                           style_hash=f"sha256-{digest}", kinds=KINDS)  # fmt: skip


def _by_kind(report: Report) -> tuple[str, list[Bar]]:
    most = max((who.attributions for who in report.speakers), default=1)
    return "Attributions by speaker", [_kind_bar(who, most) for who in report.speakers[:BARS]]


def _kind_bar(who: Who, most: int) -> Bar:
    parts, start = [], 0.0
    for kind, number in zip(KINDS, (who.direct, who.mixed, who.indirect)):
        if number:
            parts.append((kind, start, 100 * number / most, f"{kind}: {number:,}"))
            start += 100 * number / most
    return Bar(_short(who.name), visible(who.name), who.attributions, tuple(parts))


def _by_stance(report: Report) -> tuple[str, list[Bar]]:
    times: Counter[str] = Counter()
    for who in report.speakers:
        times.update({stance: n for stance, n in who.stances if stance not in NEUTRAL})
    chosen = sorted(times.items(), key=lambda item: (-item[1], item[0]))[:STANCES]
    return "Stances", [Bar(s, s, n, (("stance", 0.0, 100 * n / chosen[0][1], f"{s}: {n:,}"),)) for s, n in chosen]


def _short(name: str) -> str:
    name = visible(name)
    return name if len(name) <= LABEL else f"{name[: LABEL - 1].rstrip()}…"
