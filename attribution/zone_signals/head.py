"""What stands before the prose: what the page is named, the headline, who wrote it and when."""

from __future__ import annotations

from collections.abc import Sequence

from attribution.model import Zone
from attribution.zone_signals.credits import bare_name, date, name_and_role, price
from attribution.zone_signals.labels import appeal, comments_label, has_parts, navigation, notice
from attribution.zone_signals.line import ITEM, Line
from attribution.zone_signals.sheet import Sheet

UNREAD = ("byline", "caption", "furniture")  # what may stand between a title and the prose, and not be read


def fill_head(page: Sheet, zones: list[Zone | None], first: int) -> None:
    """What stands before the prose: first what the page is named, then its headline, then who wrote it and when."""
    opening = opening_of(page, first)
    title = _title(page, zones, first, opening)
    first = next((i for i in range(title, opening) if page.prose[i]), max(first, title))
    after_byline = False
    is_authored = "byline" in zones[title:opening]
    in_block = False
    for i in range(max(opening, title)):
        line = page.lines[i]
        after_byline |= zones[i] == "byline"
        in_block = after_byline and not page.is_stamp(line) and (in_block or page.labels[i])
        if i < title and (date(line) or (page.prose[i] and not page.is_related(i))):
            zones[i] = "furniture"
        elif zones[i] is not None or page.prose[i]:
            continue
        elif page.is_stamp(line):
            zones[i] = "byline"
        elif (line.is_final and i != title and not (i < title and is_authored)):
            zones[i] = "body"
        elif i < title or in_block or (i < first and line.is_row):
            zones[i] = "furniture"
        elif i == title:
            zones[i] = "headline"
        elif date(line) or name_and_role(line) or (bare_name(line) and (i < first or zones[i - 1] in UNREAD)):
            zones[i] = "byline"
        elif i < first:
            is_subhead = page.is_stamp(page.lines[i - 1]) or ITEM.match(page.lines[i + 1].text) is not None
            zones[i] = "headline" if is_subhead else _below_title(line, after_byline)
        elif zones[i - 1] in UNREAD and not page.prose[i + 1] and _is_word(line):
            zones[i] = "furniture"


def _title(page: Sheet, zones: list[Zone | None], first: int, opening: int) -> int:
    """The headline: the line with most words of the prose; without any the first long one, or the last below "Most Read".

    It stands before the first sentence, or below one of a notice but then above the byline.
    """
    if "title" in page.marks and 3 * page.weights[page.marks.index("title")] < page.weights[-1]:
        return page.marks.index("title")
    authored = [i for i in range(first, opening) if zones[i] == "byline" or date(page.lines[i])]
    end = authored[0] if authored else first
    open_ = [i for i in range(end) if zones[i] is None and not page.prose[i] and not date(page.lines[i])]
    open_ = [i for i in open_ if page.lines[i].is_title or not page.lines[i].is_final]
    open_ = [i for i in open_ if page.lines[i].cells == 1 and not page.lines[i].text.endswith(":")]
    labels = [i for i in range(first) if page.labels[i] and not comments_label(page.lines[i])]
    known = [i for i in open_ if len(page.lines[i].words) > 2 and page.is_related(i)]
    known = [i for i in known if i > _menu_end(page, end)] or known
    known = [i for i in known if i < first] or known
    if known:
        authors = (i for i in range(known[0] + 1, end) if zones[i] == "byline" or name_and_role(page.lines[i]))
        title = _most_known(page, known, next(authors, end))
        while title - 1 in open_ and len(page.lines[title - 1].words) > 2 and page.known(title - 1) and not has_parts(page.lines[title - 1]):
            title -= 1
        return title
    long = [i for i in open_ if len(page.lines[i].words) > 3]
    if long:
        return long[-1] if labels and labels[-1] < long[-1] else long[0]
    return max(open_, key=lambda i: len(page.lines[i].words), default=first)


def _menu_end(page: Sheet, end: int) -> int:
    """The last of a menu's lines; what the site is named stands above it, and the headline below."""
    menu = [i for i in range(end) if navigation(page.lines[i])]
    return next((i for before, i in reversed(list(zip(menu, menu[1:]))) if i - before < 3), -1)


def _most_known(page: Sheet, candidates: Sequence[int], end: int) -> int:
    """The first of the lines before ``end`` that has nearly as many words of the prose as any, below the notices."""
    words = {i: round(page.known(i) * len(page.lines[i].terms)) for i in candidates if i < end}
    most = max(words, key=lambda i: (words[i], i))
    start = max((i for i in range(most) if notice(page.lines[i]) or appeal(page.lines[i])), default=-1)
    return next(i for i in words if i > start and 5 * words[i] >= 3 * words[most] and not _is_trail(page, i, most))


def _is_trail(page: Sheet, i: int, title: int) -> bool:
    """Whether a line is the way to the article that has this title: "U.S. | Storm closes the coast road"."""
    return i < title and page.lines[title].text in page.lines[i].text


def opening_of(page: Sheet, first: int) -> int:
    """Where the prose goes on; before it may stand a standfirst, and names and dates below that."""
    return next((i for i in range(first, len(page.lines) - 1) if page.prose[i] and page.prose[i + 1]), first)


def _is_word(line: Line) -> bool:
    """Whether it is a word or two of a menu or a number of readers, and no result: "Housing", "214"."""
    return len(line.words) < 4 and len(line.label.split()) in (0, len(line.words))


def _below_title(line: Line, after_byline: bool) -> Zone:
    """A second title, a picture's caption, or a word such as the section's name."""
    if len(line.words) < 4 or price(line):
        return "furniture"
    return "caption" if not line.is_title and (after_byline or len(line.words) > 14) else "headline"
