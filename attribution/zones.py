"""Which paragraph of a page is headline, byline, caption, body or furniture.

First what a paragraph shows by itself (``SIGNALS``; the first that holds decides), then what its place
shows: prose is body; before it stand headline and byline; a label such as "Most Read" opens a block of
other articles' teasers, which ends where prose takes the article up again. A reader that has learnt from
pages (`zone_reader`) takes from headline, caption and body what it is sure of, and gives back what is no furniture. Whatever is in doubt is
body, for a lost attribution is worse than one too many.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import takewhile

from attrs import frozen

from attribution.model import Paragraph, Span, Zone
from attribution.zone_signals.boxes import find_boxes
from attribution.zone_signals.copies import find_copies
from attribution.zone_signals.credits import bare_name, biography, card, credit, date, length, name_and_role, posted
from attribution.zone_signals.head import UNREAD, fill_head, opening_of
from attribution.zone_signals.labels import LONGEST_APPEAL, about, comments_label, ends_article, more_label, note, pitch
from attribution.zone_signals.line import Line
from attribution.zone_signals.sheet import LONGEST_LABEL, LONGEST_LIST, Mark, Sheet

LEFT_OUT: tuple[Zone, ...] = ("byline", "furniture")
SURE = 0.92  # how likely furniture is what the reader takes from headline, caption and body
SURE_OF_WORDS = 0.87  # the same of the body where somebody's words may stand, which the reader knows better
UNSURE = 0.01  # and what it gives back to the body: a caption, a line of results
_LONGEST_TEASER = 24  # words of its one sentence


def find_zones(text: str, spans: Iterable[Span], marks: Mapping[int, Mark] = {}) -> tuple[Paragraph, ...]:
    """The paragraphs at these spans with their zones; all are body where no prose is found.

    ``marks`` has what is known of the paragraphs that begin at these characters.
    """
    spans = tuple(spans)
    lines = tuple(Line.of(span.of(text)) for span in spans)
    page = Page(lines, tuple(marks.get(span.start) for span in spans))
    if not any(page.prose):
        return tuple(Paragraph(span) for span in spans)
    zones, copies = rule(page)
    zones = decide(page, zones, _thought(page, zones), copies)
    for i in collected(page, zones, copies):
        zones[i] = None
    if not any(is_prose and zone in (None, "body") for is_prose, zone in zip(page.prose, zones)):
        return tuple(Paragraph(span) for span in spans)
    return tuple(Paragraph(span, zone or "body", i in copies) for i, (span, zone) in enumerate(zip(spans, zones)))


def rule(page: Page) -> tuple[list[Zone | None], set[int]]:
    """The zones that the rules give, the body's None, and which lines say again what others say."""
    zones = page.zones()
    copies = set(find_copies(page.lines, [zone or "body" for zone in zones]))
    for i in copies:
        zones[i] = zones[i] or "furniture"
        if i + 1 < len(zones) and zones[i + 1] is None and zones[i] == "furniture" and bare_name(page.lines[i + 1]):
            zones[i + 1] = "furniture"  # whose words the pull quote is
    page.fill_gaps(zones)
    return zones, copies


def _thought(page: Page, zones: Sequence[Zone | None]) -> list[float]:
    from attribution.zone_reader import load_reader  # what judges no page does without numpy

    return load_reader()(page, zones)


def decide(
    page: Page, zones: Sequence[Zone | None], thought: Sequence[float], copies: Collection[int] = (), sure: float = SURE
) -> list[Zone | None]:
    """The zones, where the reader is sure that the rules are wrong its own; what HTML marks stays as it is."""
    decided = list(zones)
    title = _title_lines(zones, thought)
    for i, (zone, likely) in enumerate(zip(zones, thought)):
        if page.marks[i] is not None or i in title or page.is_entry(i) or page.is_headed(i, zones) or page.is_announced(i, decided):
            continue
        tells = page.lines[i].tells
        if zone == "caption" and not tells:
            continue  # "Photographs: Ed Tansley"
        if zone not in LEFT_OUT and likely > (SURE_OF_WORDS if tells and zone in (None, "body") else sure):
            decided[i] = "furniture"
        elif zone == "furniture" and likely < UNSURE and i not in copies:
            decided[i] = None
    return decided


_QUOTED = re.compile(r"(?:\d{1,2}[.)] )?[\"“‘].+[.!?][\"”’]")


def collected(page: Page, zones: Sequence[Zone | None], copies: Collection[int]) -> list[int]:
    """The lines that name who says the quotation beside each, where a page has several: “I love it.” – *Marta Quell, 34, teacher*

    And where most of several such quotations are body, the others that have such a line.
    """
    alone = {i for i, line in enumerate(page.lines) if i not in copies and _QUOTED.fullmatch(line.text)}
    quoted = {i for i in alone if zones[i] is None}
    named = {i for i, line in enumerate(page.lines) if {i - 1, i + 1} & alone and i not in alone and page.shown[i] != "furniture" and card(line)}
    if len(quoted) > 2 and 2 * len(quoted) > len(alone):
        quoted |= {i for i in alone if {i - 1, i + 1} & named}
    beside = [i for i in named if {i - 1, i + 1} & quoted]
    return [*beside, *quoted] if len(beside) > 1 else []


def _title_lines(zones: Sequence[Zone | None], thought: Sequence[float]) -> range:
    """The likeliest headline with those above and below it: a standfirst looks like a teaser, "OAP tells gang: ‘Wrong shop’"."""
    headlines = [i for i, zone in enumerate(zones) if zone == "headline"]
    if not headlines:
        return range(0)
    first = last = min(headlines, key=thought.__getitem__)
    while first > 0 and zones[first - 1] == "headline":
        first -= 1
    while last + 1 < len(zones) and zones[last + 1] == "headline":
        last += 1
    return range(first, last + 1)


def signs_off(line: Line) -> bool:
    """Whether it is said of an article that has come to its end: a correction, who worked on it, what for."""
    if len(line.text) > LONGEST_LABEL:
        return False
    return note(line) or credit(line) or about(line) or (biography(line) and not line.has_quotation)


@frozen(eq=False)
class Page(Sheet):
    """A page whose zones are found one kind of place after the other: head, blocks, end, what stands between."""

    def zones(self) -> list[Zone | None]:
        """Every zone but that of the body, which is left None."""
        zones = list(self.shown)
        for i, line in enumerate(self.lines):
            if self.lists_entry(line):
                zones[i] = "furniture"
        first = self.prose.index(True)
        fill_head(self, zones, first)
        self._fill_authors(zones, range(first, min(opening_of(self, first) + 2, len(zones))), above=True)
        self._fill_blocks(zones, first)
        for i in find_boxes(self, zones, first):
            zones[i] = "furniture"
        self._fill_end(zones)
        self._fill_islands(zones, first)
        authors = self._authors(zones)
        for i in range(first + 1, len(zones)):
            if zones[i] is not None:
                continue
            if self.is_stamp(self.lines[i]) or self._is_date_of(i, zones) or self._is_entry_s_author(i, authors):
                zones[i] = "byline"
            elif self.marks[i] == "heading" or self._is_subhead(i):
                zones[i] = "headline"
        return zones

    def is_entry(self, i: int) -> bool:
        """Whether it stands below the time of an entry of a live blog, as its title or first words."""
        return i > 0 and self.is_live(i) and self.is_stamp(self.lines[i - 1])

    def is_headed(self, i: int, zones: Sequence[Zone | None]) -> bool:
        """Whether it is prose right below what HTML marks as a heading, and the rules know for one of the article's."""
        return i > 0 and self.prose[i] and zones[i] is None and self.marks[i - 1] == "heading" and zones[i - 1] == "headline"

    def is_announced(self, i: int, zones: Sequence[Zone | None]) -> bool:
        """Whether it is one of the signed quotations that a line of the body leads to: *Readers told us:* ¶ “I love it.” – Marta Quell"""
        above = takewhile(lambda j: self.lines[j + 1].is_signed and zones[j + 1] is None, range(i - 1, max(-1, i - LONGEST_LIST), -1))
        lead = next((j for j in above if self.lines[j].leads), None)
        return lead is not None and zones[lead] is None and self.prose[lead]

    def _is_entry_s_author(self, i: int, authors: set[tuple[str, ...]]) -> bool:
        return self.is_stamp(self.lines[i - 1]) and self.lines[i].folded in authors

    def _is_date_of(self, i: int, zones: Sequence[Zone | None]) -> bool:
        """Whether it is a date below a byline, or above what is none of the article's."""
        if self.prose[i] or not date(self.lines[i]) or self.is_stamp(self.lines[i]):
            return False
        return zones[i - 1] == "byline" or (i + 1 < len(zones) and zones[i + 1] is not None)

    def _fill_blocks(self, zones: list[Zone | None], first: int) -> None:
        """A label and what follows it, until the article is taken up again."""
        label, ended = None, False
        for i in range(first + 1, len(self.lines)):
            is_late = 2 * self.weights[i] > self.weights[-1]
            is_among_entries = self.is_live(i) and self.stamps_before[i] < self.stamps_before[-1]
            ends = is_late and (ends_article(self.lines[i]) or about(self.lines[i])) and not is_among_entries
            is_thread = is_late and self._opens_thread(i)
            if is_thread and zones[i - 1] is None and self._is_user(i - 1):
                zones[i - 1] = "furniture"
            if self.labels[i] or is_thread or (is_late and signs_off(self.lines[i])):
                ended = ends or is_thread or (label is not None and ended)
                label = i
            elif label is not None and (self.is_stamp(self.lines[i]) and not ended or self._takes_up(i, label, ended)):
                label = None
            if label is not None and not (i == label and zones[i] == "byline"):
                zones[i] = "furniture"

    def _opens_thread(self, i: int) -> bool:
        """Whether comments begin here: who wrote each and when, and below it what they wrote."""
        if not posted(self.lines[i]) or self.is_live(i):
            return False
        below = range(i + 1, min(i + 8, len(self.lines)))
        return any(self.prose[j] for j in below[:1]) and any(posted(self.lines[j]) for j in below)

    def _is_user(self, i: int) -> bool:
        return not self.prose[i] and len(self.lines[i].words) < 6

    def _takes_up(self, start: int, label: int, ended: bool) -> bool:
        """Whether the article goes on here: prose in a row that names what the article named before the label.

        A teaser has one short sentence, quotes nobody, and is followed by a date or another title; a comment says "I".
        """
        row = list(takewhile(self.prose.__getitem__, range(start, min(start + LONGEST_LIST, len(self.lines)))))
        if not row or not self.lines[start].is_sentence or self.lines[start].text.endswith("?"):
            return False
        named = [i for i in row if self._is_named(i, label)]
        says_more = any(self.lines[i].goes_on or len(self.lines[i].words) > _LONGEST_TEASER for i in row)
        if not says_more and len(named) < 3:
            return False
        if len(row) == 1 and self._is_between_titles(start):
            return False
        quoted = sum(self.lines[i].has_quotation for i in row)
        if ended:
            return bool(named) and len(row) > 3 and (quoted > 1 or not any(self.lines[i].to_reader for i in row))
        if 10 * self.weights[label] > 9 * self.weights[-1] and not (quoted or named):
            return False  # so little is left that it is what the site says of itself
        if not comments_label(self.lines[label]):
            if len(row) > 1 and (self.lines[start].is_long or any(map(self.is_related, row))):
                return True
            if len(row) > 2 and quoted > 1:
                return True
        return bool(named) or 2 * self.weights[label] < self.weights[-1]

    def _is_between_titles(self, i: int) -> bool:
        """Whether a title of another article stands above it and the next one right below."""
        if i + 2 >= len(self.lines) or not self._is_title(i - 1) or not self._is_title(i + 1) or self.shown[i + 1] is not None:
            return False
        return not self.prose[i + 2] or not self.is_named_outside(i, i + 1)

    def _is_named(self, i: int, label: int) -> bool:
        """Whether a line has a name, other than the site's, that the prose above the label has."""
        return any(self.named.get(name, label) < label for name in self.lines[i].capitalized - self.site)

    def _fill_end(self, zones: list[Zone | None]) -> None:
        """What stands below the prose: who wrote it, and titles of other articles that no label announces."""
        body = [i for i, is_prose in enumerate(self.prose) if is_prose and zones[i] is None]
        if not body:
            return
        if len(body) > 3:
            self._fill_authors(zones, range(body[-2], len(zones)))
        start = len(zones)
        while start > body[0] and (zones[start - 1] is not None or self._is_teaser(start - 1)):
            start -= 1
        open_ = [i for i in range(start, len(zones)) if zones[i] is None]
        titles = [i for i in open_ if self._is_title(i) or self._is_question(i)]
        sentences = sum(self.prose[i] and not self._is_question(i) for i in open_)
        is_below = any(zone == "furniture" for zone in zones[start : titles[0]]) if titles else False
        others = sum(self.lines[i].is_title or not self.is_related(i) for i in titles)
        enough = len(titles) > 1 or is_below
        if enough and 2 * others > len(titles) >= sentences and sum(i < start for i in body) > sentences:
            for i in open_:
                zones[i] = "furniture"
        for i in range(body[-1] + 1, len(zones)):
            if zones[i] is None and (name_and_role(self.lines[i]) or bare_name(self.lines[i])):
                zones[i] = "byline"

    def _fill_islands(self, zones: list[Zone | None], first: int) -> None:
        """What stands among furniture: labels, and sentences that speak to the reader; below it, those that offer something."""
        for i in range(first + 1, len(zones)):
            if zones[i] is None and zones[i - 1] == "furniture" and pitch(self.lines[i]) and not self.is_related(i):
                zones[i] = "furniture"
        i = first + 1
        while i < len(zones):
            row = list(takewhile(lambda j: zones[j] is None, range(i, len(zones))))
            i += len(row) or 1
            if not row or zones[row[0] - 1] != "furniture" or (i < len(zones) and zones[i] not in ("furniture", "byline")):
                continue
            saying_more = sum(map(self._says_more, row))
            if all(map(self._is_foreign, row)) and saying_more < len(row) and 2 * saying_more <= len(row):
                for j in row:
                    zones[j] = "furniture"

    def _is_foreign(self, i: int) -> bool:
        line = self.lines[i]
        if not self.prose[i]:
            return self.marks[i] not in ("title", "heading") and not self.is_stamp(line)
        if line.has_quotation or line.turn or self.is_related(i) or len(line.words) > LONGEST_APPEAL:
            return False
        return line.to_reader or line.text[0].islower()

    def _says_more(self, i: int) -> bool:
        """Whether it could be a caption or an item of a summary."""
        return len(self.lines[i].words) > 5 and self.is_related(i)

    def fill_gaps(self, zones: list[Zone | None]) -> None:
        """Titles of other articles between the paragraphs, and what stands above "Read more"."""
        for i in range(1, len(zones)):
            above = range(i - 1, max(0, i - 4), -1) if more_label(self.lines[i]) else ()
            for j in takewhile(lambda j: zones[j] is None and not self.prose[j] and not self.is_stamp(self.lines[j]), above):
                zones[j] = "furniture"
        body = [i for i, is_prose in enumerate(self.prose) if is_prose and zones[i] is None]
        if self.is_live(len(self.lines)):
            return  # a live blog's entries have titles of their own
        for before, after in zip(body, body[1:]):
            gap = [i for i in range(before + 1, after) if zones[i] is None]
            if len(gap) > 2 and (self.lines[gap[-1]].is_quoted_head or self.is_related(gap[-1])):
                gap.pop()  # a subhead of what follows
            if gap and self._is_box(gap):
                for i in gap:
                    zones[i] = "furniture"

    def _is_box(self, gap: Sequence[int]) -> bool:
        """Whether lines between two paragraphs are titles of other articles: the fewer they are, the surer it must be."""
        if len(gap) > 1 and any(length(self.lines[i]) or date(self.lines[i]) for i in gap):
            return True
        titles = [i for i in gap if self._is_title(i) and not self.is_related(i)]
        if len(gap) > 2:
            return len(titles) > 1
        is_other = titles == gap and not any(map(self.known, gap))
        return is_other and (len(gap) == 2 or _is_made_up(self.lines[gap[0]]) or _is_loud(self.lines[gap[0]]))

    def _authors(self, zones: Sequence[Zone | None]) -> set[tuple[str, ...]]:
        return {name for line, zone in zip(self.lines, zones) if zone == "byline" for name in line.pairs}

    def _fill_authors(self, zones: list[Zone | None], places: Iterable[int], *, above: bool = False) -> None:
        """What is said of those who wrote it: "Jane Doe grew up in Ohio." below "By Jane Doe", ``above`` right below it."""
        authors = self._authors(zones)
        for i in places:
            line = self.lines[i]
            is_author = line.folded[:2] in authors and not (line.has_quotation or line.turn)
            if above and zones[i - 1] not in UNREAD:
                continue
            if zones[i] is None and (is_author or biography(line)):
                zones[i] = "furniture"

    def _is_title(self, i: int) -> bool:
        """Whether it may be the title of another article; in HTML, where titles of this one's parts are marked, not those."""
        line = self.lines[i]
        if self.prose[i] or self.marks[i] in ("title", "heading"):
            return False
        return line.is_heading or (line.is_title and not line.is_final)

    def _is_teaser(self, i: int) -> bool:
        """A title of another article, or the one sentence below it."""
        line = self.lines[i]
        if not self.prose[i]:
            return self._is_title(i) or len(line.words) < 4
        is_short = not line.is_long and not line.has_quotation and len(line.words) < 36
        return self._is_question(i) or (is_short and self._is_title(i - 1) and not self.is_related(i))

    def _is_question(self, i: int) -> bool:
        """Whether it may be the title of another article that asks something: "Is your sofa judging you?"."""
        line = self.lines[i]
        return line.text.endswith("?") and not (line.is_long or line.has_quotation or line.turn) and not self.is_related(i)

    def _is_subhead(self, i: int) -> bool:
        return self.lines[i].is_title and self._is_title(i) and len(self.lines[i].words) > 2 and i + 1 < len(self.lines) and self.prose[i + 1]


def _is_made_up(line: Line) -> bool:
    """Whether it is made as titles are and sentences are not: "'We were told to laugh': a night at the opera"."""
    return not line.is_quoted_head and len(line.terms) > 3 and re.search(r"^['‘]|['’]$|\w['’]?: \w", line.text) is not None


def _is_loud(line: Line) -> bool:
    """Whether it is a title in capitals, and longer than a subhead: BEAR WALKS INTO BAKERY AND WAITS"""
    return len(line.words) > 5 and line.text.isupper()
