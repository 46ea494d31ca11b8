"""From matches to attributions: continued and floating quotations, nesting, details of the clause, what nobody says."""

from __future__ import annotations

import pytest

from attribution.extract import Extractor


@pytest.fixture(scope="module")
def extract(parser):
    return Extractor(parser)


def shown(extraction) -> list[str]:
    """One line an attribution: source, cue and content, indented under its parent."""
    depth: dict[str | None, int] = {None: -1}
    lines = []
    for a in extraction.attributions:
        depth[a.id] = depth.get(a.parent, -1) + 1
        source, cue = a.source.text if a.source else "–", a.cue.text if a.cue else "–"
        lines.append("  " * depth[a.id] + f"{source} | {cue} | {a.content_text}")
    return lines


TEXTS = [
    # goes on behind its cue, in the same paragraph
    ("“It leaks,” Ruiz said. “It always did.”", ["Ruiz | said | “It leaks,” … “It always did.”"]),
    # goes on in the next paragraph where white space alone lies between the marks
    ("Ruiz said: “It leaks.”\n\n“It always did.”", ["Ruiz | said | “It leaks.” … “It always did.”"]),
    # whom the quotation names is not its source
    ("Quill’s response was: “Is Dalton Reed off Elm or Wisconsin?”", ["Quill’s | response was | “Is Dalton Reed off Elm or Wisconsin?”"]),
    ("The response was: “Is Dalton Reed off Elm or Wisconsin?”", ["– | response was | “Is Dalton Reed off Elm or Wisconsin?”"]),
    # opened anew in each paragraph
    ("“It leaks.\n\n“It always did,” Ruiz said.", ["Ruiz | said | “It leaks. … “It always did,”"]),
    # stands apart
    ("“It leaks,” Ruiz said.\n\nHe paused.\n\n“It always did.”", ["Ruiz | said | “It leaks,”", "– | – | “It always did.”"]),
    ("Ruiz shook his head. “It leaks badly.”", ["– | – | “It leaks badly.”"]),
    # the next speaker's quotation is not the last one's
    ("“It leaks,” said Ruiz. “It holds,” said Ng.", ["Ruiz | said | “It leaks,”", "Ng | said | “It holds,”"]),
    # nested
    ("Ruiz said that Ng denied that it leaks.", ["Ruiz | said | that Ng denied that it leaks", "  Ng | denied | that it leaks"]),
    # a phrase that qualifies the whole ends what is said inside
    (
        "Voters said that prices rose, according to the poll.",
        ["the poll | according to | Voters said that prices rose", "  Voters | said | that prices rose"],
    ),
]


@pytest.mark.parametrize(("text", "expected"), TEXTS)
def test_attributions(extract, text, expected):
    assert sorted(shown(extract(text))) == sorted(expected)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Dwayne “The Rock” Johnson arrived in Lagos.", "nickname"),
        ("The novel “Night Train” sold a million copies.", "title"),
        ("The so-called “sin tax” takes effect in May.", "term"),
        ("They live in a “smart” home near the harbour.", "scare-quote"),
    ],
)
def test_a_quotation_nobody_says_has_its_reason(extract, text, reason):
    extraction = extract(text)
    assert extraction.attributions == ()
    assert [u.reason for u in extraction.unattributed] == [reason]


@pytest.mark.parametrize(
    ("text", "recipient", "medium", "time"),
    [
        ("Lee told Reuters on Monday that the deal was off.", "Reuters", None, "Monday"),
        ("Okoye said in a radio interview on Sunday that the port would open.", None, "in a radio interview", "Sunday"),
        ("“We are leaving,” the coach told his players.", "his players", None, None),
        ("The judge asked the jury to ignore the remark.", None, None, None),
        ("The judge told the jury to ignore the remark.", "the jury", None, None),
        ("She wants him to go.", None, None, None),
        ("Cho drew streets, as she once put it, “so that people could find their way home”.", None, None, None),
    ],
)
def test_what_the_clause_says_of_the_saying(extract, text, recipient, medium, time):
    (a,) = extract(text).attributions
    assert tuple(p and p.text for p in (a.recipient, a.medium, a.time)) == (recipient, medium, time)


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("The mayor said that it leaks.", "positive"),
        ("The mayor did not say that it leaks.", "negative"),
        ("The mayor denied that it leaks.", "negative"),
        ("The mayor did not deny that it leaks.", "positive"),
    ],
)
def test_polarity(extract, text, polarity):
    (a,) = extract(text).attributions
    assert a.polarity == polarity


@pytest.mark.parametrize(
    ("text", "floating"),
    [
        ("She said: “No.”\n\n“Why not?”\n\n“It leaks.”\n\n“Still?”\n\n“As ever.”", 4),
        ("“Why?” she asked.\n\n“It leaks,” Ng said.\n\n“It always did.”", 0),
        ("She said: “No.”\n\n“It leaks.”\n\n“It always did.”", 0),  # two of them may be one speaker's
        ("She said: “No.\n\n“It leaks.\n\n“It always did.\n\n“It will.\n\n“For ever.”", 0),  # left open: one speaker
    ],
)
def test_in_a_dialogue_each_paragraph_is_a_turn(extract, text, floating):
    assert sum(a.construction == "floating" for a in extract(text).attributions) == floating


def test_a_content_of_which_nothing_but_a_comma_stands_before_a_cue_is_none(extract):
    assert [a.content_text for a in extract("Archaeologists, for what : , he added,").attributions] == ["Archaeologists, for what :"]
