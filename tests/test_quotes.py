"""Quotation marks and what only looks like them.

The tables show a text with its quotations bracketed: ⟦…⟧ is one that is closed, …⟫ ends with its paragraph without a
closing mark, ⟪… goes on from the paragraph before. ¶ stands for a blank line, ↵ for the newline of a hard-wrapped text.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attribution import quotes
from attribution.model import Quotation, Span
from attribution.quotes import find_quotations
from tests.quoting import continued, negatives

STRAIGHT_AND_CURLY = [
    # double marks
    "⟦“It leaks,”⟧ she said.",
    "She said, ⟦“It leaks.”⟧",
    "⟦“It leaks,”⟧ she said. ⟦“It always did.”⟧",
    "⟦“It leaks,”⟧ she said, ⟦“and it always did.”⟧",
    "Lena Marsh called the bridge ⟦“a museum piece”⟧ and left.",
    "The ⟦“toughest”⟧ winter in years, he said.",
    "⟦“Why?”⟧ ⟦“Because.”⟧ ⟦“Oh!”⟧",
    "Call it ⟦“luck”⟧ or ⟦“skill”⟧—or ⟦“theft”⟧?",
    "The pier, a ⟦“disgrace,”⟧ closed; its ⟦“friends”⟧ wept.",
    "⟦“Is that all?”⟧, she asked.",
    "She heard a ⟦“bang”⟧, then ⟦“nothing”⟧.",
    "⟦“Never”⟧: the mayor; ⟦“perhaps”⟧: her deputy.",
    "(He said ⟦“no.”⟧)",
    "His film (⟦“Run!”⟧) and hers [⟦“Walk”⟧].",
    "⟦“[We] will rebuild”⟧ and ⟦“(perhaps) repaint”⟧",
    "⟦“... and so,”⟧ he said, ⟦“we stopped ...”⟧",
    "⟦“…and so,”⟧ he said, ⟦“we stopped…”⟧",
    "⟦“$5 is a lot,”⟧ he wrote, ⟦“#fares.”⟧",
    "The plan—⟦“a disaster”⟧—was dropped.",
    "The plan – ⟦“a disaster”⟧ – was dropped.",
    "⟦“No”⟧ -- he paused -- ⟦“never.”⟧",
    "⟦“But I—”⟧ she began.",
    "⟦“—never,”⟧ he finished.",
    "an anti-⟦“woke”⟧ league and a ⟦“woke”⟧-ish one",
    "The word ⟦“a”⟧/⟦“the”⟧ is missing.",
    "⟦“One,”⟧ ⟦“Two”⟧ and ⟦“Three”⟧ are songs.",
    "⟦“Meridian”⟧'s captain slept.",
    "⟦“A”⟧s and ⟦“B”⟧s",
    "Q. ⟦“Were you there?”⟧ A. ⟦“I was.”⟧",
    "Tess ⟦“The Anvil”⟧ Rourke won again.",
    "⟦“The harbour↵is closed,”⟧ she said↵and left.",
    "She said:↵⟦“The harbour is closed.”⟧",
    "She _said_ ⟦“_no_,”⟧ and *⟦“never”⟧*.",
    "⟦“Top 10”⟧ and ⟦“Studio 54”⟧ are lists.",
    "⟦“It is 5 ft,”⟧ he said, ⟦“not 10.”⟧",
    "⟦“We lost 3-0,”⟧ he said.",
    "⟦“...”⟧ was all he wrote.",
    "⟦“Café,”⟧ she said, ⟦“naïve.”⟧",
    "⟦“Cafe\u0301”⟧ and ⟦‘cafe\u0301’⟧ are Jose\u0301’s.",
    "🎈⟦“Party,”⟧ she wrote.🎈",
    # the space is missing, or is where it should not be
    "He said:⟦“It leaks”⟧ and left.",
    "⟦“It leaks,”⟧she said.",
    "⟦“It leaks,”⟧ she said.⟦“It always did.”⟧",
    "⟦“Yes.”⟧⟦“No.”⟧",
    "⟦“ It leaks ,”⟧ he said, ⟦“ always ”⟧",
    "⟦“It leaks, ”⟧ she said. ⟦“It always did. ”⟧",
    "…⟦“It leaks”⟧ he said",
    # single marks
    "⟦‘He is here,’⟧ she said.",
    "She said: ⟦‘He is here.’⟧",
    "⟦‘He is here,’⟧ she said, ⟦‘and he’s early.’⟧",
    "⟦‘Hellish’⟧ night for city’s commuters",
    "Ferry Firm Plans ⟦‘Toughest’⟧ Winter Timetable",
    "Minister: ⟦‘We don’t know’⟧",
    "⟦‘Over,’⟧ ⟦‘done’⟧, ⟦‘dusted’⟧.",
    "He said ⟦‘no’⟧. She said ⟦‘yes’⟧; they said ⟦‘perhaps’⟧: done.",
    "⟦‘No’⟧ – ⟦‘maybe’⟧ – ⟦‘never’⟧.",
    "The ⟦‘I’m fine’⟧ shirt sold out.",
    "The ⟦‘a’⟧ in ⟦‘cat’⟧ and a ⟦‘b’⟧/⟦‘c’⟧ choice",
    "Sam ⟦‘the Man’⟧ Orton’s boat sank.",
    "⟦‘Rolling Rivers’⟧ fans cheered.",
    "the students’ ⟦‘best’⟧ union and the teachers’ union",
    "She called it ⟦‘the dogs’ home’⟧ and left.",
    "⟦‘He saw the dogs’ tails,’⟧ she said.",
    "⟦‘I saw the dogs’⟧ she said. ⟦‘They ran.’⟧",
    "⟦‘Throw ’em back’⟧ and ⟦‘Mend ’em,’⟧ he said.",
    "⟦‘In the ’90s we were kings,’⟧ he said.",
    "⟦‘I was runnin’ late,’⟧ he said.",
    "(⟦‘Why?’⟧) [⟦‘Because.’⟧]",
    "⟦‘The harbour↵is closed,’⟧ she said.",
    "O’Hara’s ⟦‘best’⟧ o’ the lot, y’all",
    # inside one another
    "⟦“He said ⟦‘no’⟧ to us,”⟧ she said.",
    "⟦‘She said ⟦“no”⟧ to us.’⟧ He left.",
    "⟦“⟦‘No,’⟧ he said,”⟧ she recalled.",
    "⟦“He said ⟦‘no’⟧”⟧ and left.",
    "⟦“He said, ⟦‘No.’⟧”⟧ Then he left.",
    "⟦“He said ⟦‘no’⟧, then ⟦‘yes’⟧,”⟧ she said.",
    "He said, ⟦“Is that ⟦‘all’⟧?”⟧",
    "⟦“I heard him say ⟦‘she told me ⟦“run”⟧ twice’⟧ there,”⟧ she said.",
    "⟦“Get ’em out,”⟧ he said, ⟦“it’s the ’90s.”⟧",
    "⟦“’Cause I’m early,”⟧ he said.",
    "⟦“’Tis the students’ choice,”⟧ he said.",
    "⟦“I’m the students’ friend,”⟧ he said.",
    "⟦“The dogs’”⟧ was the title.",
    "⟦“A ⟦“B”⟧ C”⟧ he said.",
    # over paragraphs
    "⟦“The first.⟫¶⟪“The second.”⟧ He left.",
    "⟦“The first.⟫¶⟪“The second.⟫¶⟪“The third,”⟧ she said.",
    "She said: ⟦“The first.⟫¶⟪“The second.”⟧",
    "⟦“The first,”⟧ she said. ⟦“The second.⟫¶⟪“The third.”⟧",
    "⟦“The first.⟫¶⟪“The second,”⟧ she said. ⟦“The third.”⟧",
    "⟦“The first,”⟧ she said.¶⟦“The second,”⟧ he said.",
    "⟦“The ⟦‘first’⟧.⟫¶⟪“The ⟦‘second’⟧.”⟧",
    "⟦“⟦‘The first.⟫⟫¶⟪“⟪‘The second.’⟧ The third.”⟧",
    "⟦‘The first.⟫¶⟪‘The second,’⟧ he said.",
    "⟦“The first is ⟦“old”⟧ now.⟫¶⟪“The second.”⟧",
    "⟦“The first is ⟦“old”⟧ now and ⟦“tired”⟧ too.⟫¶⟪“The second.”⟧",
    "⟦“The first line↵of it.⟫¶⟪“The second.”⟧",
    "⟦“The first.⟫¶Nothing here.¶⟦“The second,”⟧ he said.",
    "⟦“The first.⟫¶Nothing here.",
    # the next paragraph closes what it did not open anew
    "She said, ⟦“The first.⟫¶⟪The second.”⟧ He left.",
    'She said, ⟦"The first.⟫¶⟪The second."⟧ He said, ⟦"The third.⟫¶⟪The fourth."⟧',
    "⟦“The first.⟫¶⟪It is ⟦‘so’⟧ here.”⟧",
    "⟦“The first.⟫¶It is ⟦“so”⟧ here.”",
    '⟦"The first.⟫¶A 12" pipe.',
    "He said ⟦“we will go. Then he left.⟫¶Nothing here.",
    "⟦“The first,”⟧ she said.¶⟦“The second.⟫¶Then ⟦“nothing.⟫",
    # a mark is missing, or one too many
    "“A pier, he said. ⟦“A boat,”⟧ she said. ⟦“A net.”⟧",
    "⟦“A pier,”⟧ he said. A boat,” she said. ⟦“A net.”⟧",
    "A pier,” he said. ⟦“A boat,”⟧ she said.",
    "He said “we will go. Then he said ⟦“no”⟧ and left.",
    "⟦““A pier”⟧ he said.",
    "⟦“A pier””⟧ he said.",
    "⟦““A pier””⟧ he said.",
    "It was over,” she said.¶⟦“No,”⟧ he said.",
    "He typed “” into the box.",
]  # fmt: skip

OTHER_MARKS = [
    "⟦‘’Twas never true,’⟧ he said.",
    "⟦„Nein“⟧, he said, and ⟦„Ja”⟧, too.",
    "⟦‟No”⟧, he said, and ⟦❝yes❞⟧, and ⟦＂maybe＂⟧.",
    "⟦»Nein«⟧, he said, and ⟦»Ja«⟧.",
    "⟦«Non»⟧, he said, and ⟦« Oui »⟧.",
    "⟦›Nein‹⟧, he said, and ⟦‹Non›⟧.",
    "⟦‚Nein‘⟧, he said, and ⟦‚Ja’⟧.",
    "⟦«He said ⟦‹non›⟧ to us»⟧, she said.",
    "⟦„He said ⟦‚nein‘⟧ to us“⟧, she said.",
    "⟦«He said ⟦“non”⟧ to us»⟧, she said.",
    "⟦”Nej”⟧, he said.",
    "⟦«The first.⟫¶⟪«The second.»⟧",
    "⟦„The first.⟫¶⟪„The second.“⟧",
    "⟦``It leaks,''⟧ she said. ⟦``It always did.''⟧",
    "⟦``It leaks,\"⟧ she said.",
    "⟦``He said ⟦'no'⟧ to us,''⟧ she said.",
    "⟦``The first.⟫¶⟪``The second.''⟧",
    "⟦''It leaks,''⟧ she said. ⟦''It always did.''⟧",
    "⟦''⟦'It leaks,'⟧ he said,''⟧ she recalled.",
    "⟦''He said, ⟦'It leaks.'⟧''⟧ Then he left.",
    "⟦''The first.⟫¶⟪''The second,''⟧ she said.",
    "⟦‘‘It leaks,’’⟧ she said. ⟦‘‘It always did.’’⟧",
    "⟦“It leaks,\"⟧ she said, ⟦\"always.”⟧",
    "⟦“It leaks,''⟧ she said.",
    "⟦\"“It leaks”\"⟧ she said.",
    "⟦“\"It leaks\"”⟧ she said.",
    "⟦‘It leaks,'⟧ she said, ⟦'always.’⟧",
    "⟦“Wrong way round,“⟧ she said.",
    "⟦\"The first.⟫¶⟪“The second.”⟧",
    "‘Tis the season; get ‘em; the ‘80s ⟦‘revival’⟧ is here.",  # word processors turn these apostrophes round
    "Smith Jr.’s ⟦‘plan’⟧ and the U.S.’ role",
    "⟦“He’s 6’2”,”⟧ she said.",
    "⟦\"He's 5'10\",\"⟧ she said.",
    "It's ⟦\"a 12\" pipe,\"⟧ he said.",
    "A 5\" screen is ⟦\"small\"⟧ and a 6\" one ⟦\"big\"⟧.",
]

NOTHING = [
    # apostrophes inside and at the end of words
    "I don't, she won't, they shouldn't've.",
    "I don’t, she won’t, they shouldn’t’ve.",
    "O'Brien and D'Arcy met at Hallowe'en on the fo'c'sle.",
    "O’Brien and D’Arcy met at Hallowe’en on the fo’c’sle.",
    "It's Mara's boat, and the boat's hers.",
    "Don‘t trust the wrong glyph.",
    "Dot your i's and cross your t's.",
    "She got three A's and two B’s.",
    "It opens at 7 o'clock, or 8 o’clock.",
    "Y'all come back.",
    "ma'am, y’all",
    "the 1990's and the 1980’s",
    # plural possessives, and names in s, x, z
    "the students' union",
    "The dogs’ tails wagged.",
    "the students' union and the teachers' union",
    "The boys' and girls' teams lost to the nurses'.",
    "The boys’ and girls’ teams lost to the nurses’.",
    "James' car and Rhodes' house",
    "Marx' beard, Diaz' hat",
    "That car is James'.",
    "That car is James’, not the Joneses’.",
    "ten years' jail, two weeks’ notice",
    "The STUDENTS' UNION",
    "workers' rights; farmers' debts, miners' lungs",
    "the witnesses' (or victims') names",
    "the U.S.' role and the U.N.’ budget",
    "Smith Jr.'s boat, Acme Inc.’s debts",
    # elisions
    "rock 'n' roll, rock ’n’ roll and rock ‘n’ roll",
    "drum'n'bass, fish 'n chips",
    "Get 'em, tell 'em, beat 'em.",
    "Get ’em, tell ‘em.",
    "'Tis the season, 'twas said.",
    "’Tis the season, ’twas said.",
    "the '90s, the ’80s and the ‘70s",
    "the '90s were the students' time",
    "the ‘90s and the students’ union",
    "Class of '68, summer of ’69",
    "'Cause I say so, 'til then.",
    "He was runnin' and jumpin' in the mornin'.",
    "runnin’ and jumpin’ o’er th’ hill",
    "'Em and 'er were goin' home.",
    "cup o' tea, Lil' Bo, mo' money",
    "He 's here, I 'm there, they 'll come.",
    "The 'phone rang.",
    "The ’phone rang and the ’bus left.",
    # primes, inches, feet, minutes, seconds
    "He is 5'10\" and she is 6'2\".",
    "He is 6′2″ and she is 5′10″.",
    "He is 6’2” tall.",
    "a 12\" pipe",
    "a 12\" pipe and a 6\" nail",
    "A 5\" or 6\" tablet, a 27\" screen and a 3'6\" door",
    "a 12'' pipe",
    "at 40° 26' 46\" north",
    "at 40° 26′ 46″ north",
    "5' tall, 6' wide",
    "a 3' x 5' rug",
    # marks alone
    "It was over,\" she said.",
    "It was over,” she said.",
    "It was over,’ she said.",
    "'One was here.¶Two was there.",
    "‘One was here.¶Two was there.",
    "'One was here.¶'Two was there.¶Three.",
    "\"",
    "“",
    "”",
    "'",
    "\"\"",
    "''''",
    "“”",
    " \" ",
    "Next »",
    "» Read more",
    "‹ Back",
    "a ` b ` c",
    "",
    "¶",
    "No marks at all.",
]

KNOWN_FAILURES = [
    ("⟦‘He said ⟦‘no’⟧ and ⟦‘yes’⟧ to us,’⟧ she said.", "single marks inside single marks look like apostrophes"),
    ("The ⟦'60 Minutes'⟧ host left.", "an elided year and a plural possessive cost nothing, a quotation does"),
    ("She wrote: ⟦“It leaks.’⟧ Then she left.", "a double mark is never closed by a single one"),
]


def text_of(row: str) -> str:
    return re.sub("[⟦⟧⟪⟫]", "", row).replace("¶", "\n\n").replace("↵", "\n")


def paragraphs_of(text: str) -> list[Span]:
    """The stretches between blank lines."""
    breaks = [0, *(offset for found in re.finditer(r"\n\n", text) for offset in found.span()), len(text)]
    return [Span(start, end) for start, end in zip(breaks[::2], breaks[1::2])]


def found_in(text: str) -> tuple[Quotation, ...]:
    return find_quotations(text, paragraphs_of(text))


def bracketed(text: str, quotations: tuple[Quotation, ...]) -> str:
    """The text as the tables write it."""
    at: dict[int, str] = {}
    for quotation in quotations:  # outer ones come first, so their brackets go outside
        for index, part in enumerate(quotation.parts):
            closed = quotation.closed and part is quotation.parts[-1]
            at[part.start] = at.get(part.start, "") + ("⟪" if index else "⟦")
            at[part.end] = ("⟧" if closed else "⟫") + at.get(part.end, "")
    shown = "".join(at.get(i, "") + character for i, character in enumerate(text + " "))[:-1]
    return shown.replace("\n\n", "¶").replace("\n", "↵")


# --- tables -----------------------------------------------------------------------------------


def variants(row: str) -> tuple[str, str, str]:
    """A row in curly marks, in straight ones, and as old wires wrote them."""
    straight = row.translate(str.maketrans("“”‘’", "\"\"''"))
    wire = row.replace("“", "``").replace("”", "''").translate(str.maketrans("‘’", "''"))
    return row, straight, wire


@pytest.mark.parametrize("row", [variant for row in STRAIGHT_AND_CURLY for variant in variants(row)])
def test_quotations_whatever_the_glyphs(row):
    assert bracketed(text_of(row), found_in(text_of(row))) == row


@pytest.mark.parametrize("row", OTHER_MARKS)
def test_other_and_mixed_marks(row):
    assert bracketed(text_of(row), found_in(text_of(row))) == row


@pytest.mark.parametrize("row", NOTHING)
def test_no_quotation(row):
    assert found_in(text_of(row)) == ()


@pytest.mark.parametrize(
    "row", [pytest.param(row, marks=pytest.mark.xfail(reason=reason, strict=True)) for row, reason in KNOWN_FAILURES]
)
def test_known_failures(row):
    assert bracketed(text_of(row), found_in(text_of(row))) == row


@pytest.mark.parametrize(
    ("text", "inside", "closed", "depths", "marks"),
    [
        ("“No,” he said.", ["No,"], [True], [0], [(1, 1)]),
        ("``No,'' he said.", ["No,"], [True], [0], [(2, 2)]),
        ("“A ‘b’ c”", ["A ‘b’ c", "b"], [True, True], [0, 1], [(1, 1), (1, 1)]),
        ("``No, he said.", ["No, he said."], [False], [0], [(2, 0)]),
        ("``No, he said.\n\n``Never.'' He left.", ["No, he said. | Never."], [True], [0], [(2, 2)]),
    ],
)
def test_what_a_quotation_tells(text, inside, closed, depths, marks):
    quotations = found_in(text)
    assert [" | ".join(span.of(text) for span in q.inside) for q in quotations] == inside
    assert [q.closed for q in quotations] == closed
    assert [q.depth for q in quotations] == depths
    assert [q.marks for q in quotations] == marks


def test_text_outside_the_paragraphs_is_not_looked_at():
    text = "“One” “two” “three”"
    assert [q.span for q in find_quotations(text, [Span(6, 11)])] == [Span(6, 11)]


def test_blank_paragraphs_do_not_interrupt_a_quotation():
    text = "“One.\n\n \n\n“Two.”"
    spans = [Span(0, 5), Span(7, 8), Span(10, len(text))]
    assert [len(q.parts) for q in find_quotations(text, spans)] == [2]


# --- properties -------------------------------------------------------------------------------

ARTICLE = """Harbour ‘Will Reopen By May’, Says Mayor

The harbour at Port Lennick will reopen “by May at the latest,” Mayor Ines Calder said on Monday.

“We have waited long enough,” she told the council. “The fishermen’s patience is not endless.”

The closure in the ’90s, known as the “long winter”, cost the town half its boats.

“My father said ‘never again’ when it ended,” said Owen Pryde, who keeps the fishers’ records. “He meant it.

“So when they told us it would be ‘a week or two’, we laughed. Nobody’s laughing now.”

Critics of the plan are not convinced. The port workers’ union called it ‘a gamble’ and the owners’ association “brave”.

“It is 12 feet deep at best,” said Tamsin Roe, a pilot. “You can’t bring a ferry in on ‘perhaps’.”

Calder’s office said the dredging was “on schedule”. It did not say who would pay.

“Ask me in May,” the mayor said.
"""
MARKS = [found.start() for found in re.finditer("[“”‘’]", ARTICLE)]


@pytest.mark.parametrize("article", [ARTICLE, variants(ARTICLE)[1]], ids=["curly", "straight"])
@pytest.mark.parametrize("mark", MARKS)
def test_a_deleted_mark_disturbs_nothing_two_paragraphs_away(article, mark):
    paragraphs = article.split("\n\n")
    index = article[:mark].count("\n\n")
    damaged = (article[:mark] + article[mark + 1 :]).split("\n\n")
    near = range(index - 1, index + 2)
    before, after = (
        [row for i, row in enumerate(bracketed(text, found_in(text)).split("¶")) if i not in near]
        for text in ("\n\n".join(paragraphs), "\n\n".join(damaged))
    )
    assert after == before


@given(st.text() | st.text("\"“”„'‘’‚«»‹›`aS9 .,-—\n\u2032\ud800", max_size=60))
def test_any_text(text):
    quotations = found_in(text)
    paragraphs = paragraphs_of(text)
    parts = [part for q in quotations for part in q.parts]
    assert [q.span.start for q in quotations] == sorted({q.span.start for q in quotations})
    assert all(any(p.contains(part) for p in paragraphs) for part in parts)
    assert all(a.end < b.start for q in quotations for a, b in zip(q.parts, q.parts[1:]))
    assert all(not a.overlaps(b) or a.contains(b) or b.contains(a) for a in parts for b in parts)
    for q in quotations:
        around = [o for o in quotations if o is not q and any(p.contains(q.parts[0]) for p in o.parts)]
        assert q.depth == len(around)
        assert q.closed == (q.marks[1] > 0)
        assert q.closed or q.parts[-1].end in {p.start + len(p.of(text).rstrip()) for p in paragraphs}
        assert all(len(part) > q.marks[0] for part in q.parts)


@given(st.lists(st.sampled_from(["“Stop,” he said.", "a dogs’ home", "‘No’", "“It’s ‘late’.”", "in the ’90s"])))
def test_well_set_paragraphs_are_read_alike_with_straight_marks(paragraphs):
    text = "\n\n".join(paragraphs)
    assert found_in(variants(text)[1]) == found_in(text)


@pytest.mark.parametrize(
    "unit",
    ['"a ', '" ', "'a ", "\"'a ", "“", "”a", "“a” ", "a' ", "''", '"', "« ", "\"'‘“«", "“a\n\n", "'a\n\n", '"a" \n\n'],
)
def test_the_work_grows_with_the_text(unit, monkeypatch):
    """A reading is weighed once for every mark and reading kept, whatever the text."""
    steps = 0
    passed = quotes._passed

    def counted(*arguments):
        nonlocal steps
        steps += 1
        return passed(*arguments)

    monkeypatch.setattr(quotes, "_passed", counted)
    work = []
    for length in (1000, 2000, 4000):
        steps = 0
        found_in((unit * length)[:length])
        work.append(max(steps, 1))
    assert work[1] <= 2.3 * work[0] and work[2] <= 2.3 * work[1]
    assert work[2] <= 2 * quotes.MOST_READINGS * 4000


# --- the tables of rows 6 and 7 of docs/reliability.md; what the whole chain makes of them: benchmarks/quotations.py ---


@pytest.mark.parametrize("article", continued(), ids=lambda article: article.speaker)
@pytest.mark.parametrize("glyphs", [0, 1], ids=["curly", "straight"])
def test_a_quotation_over_paragraphs_is_one(article, glyphs):
    text = variants(article.text)[glyphs]
    paragraphs = paragraphs_of(text)
    (longest,) = [q for q in found_in(text) if len(q.parts) > 1]
    assert {i for i, p in enumerate(paragraphs) for part in longest.parts if p.contains(part)} >= set(article.quoted[1:])
    assert longest.closed and longest.parts[-1].end == paragraphs[article.quoted[-1]].end


@pytest.mark.parametrize("sentence", negatives()["apostrophes"])
def test_apostrophes_are_no_quotation(sentence):
    assert [found_in(variant) for variant in variants(sentence)] == [(), (), ()]
