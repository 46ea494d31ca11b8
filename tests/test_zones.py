"""Zones of whole pages, each line with the letter of its zone: Headline, bYline, Caption, Body, Furniture.

A small letter is a paragraph that says again what another one said. All names and events are invented.
"""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attribution.article import find_paragraphs
from attribution.model import Paragraph
from attribution.zone_signals import SIGNALS
from attribution.zone_signals.line import Line
from attribution.zone_signals.sheet import zone_by_itself
from attribution.zones import find_zones
from tests.test_pages import read_pages

LETTERS = {"headline": "H", "byline": "Y", "caption": "C", "body": "B", "furniture": "F"}

PAGES = read_pages("first")


def read_page(marked: str) -> tuple[str, list[str]]:
    """The page as it is pasted, and the letter of each of its paragraphs."""
    lines = marked.strip("\n").split("\n")
    return "\n".join(line[3:] for line in lines), [line[0] for line in lines if line]


def zones_of(text: str) -> tuple[Paragraph, ...]:
    return find_zones(text, find_paragraphs(text))


def letter(paragraph: Paragraph) -> str:
    found = LETTERS[paragraph.zone]
    return found.lower() if paragraph.repeats else found


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
@pytest.mark.parametrize("between", ["\n", "\n\n"], ids=["a line each", "a blank line between"])
def test_a_page(page: str, between: str):
    text, letters = read_page(page)
    text = between.join(line for line in text.split("\n") if line)
    found = [f"{letter(p)}  {p.span.of(text)}" for p in zones_of(text)]
    assert found == [line for line in page.strip("\n").split("\n") if line]


# --- a text without prose around it is body, whatever it looks like ---

ALONE = [
    "Rising threat ‘destabilises region’: UN",
    "UN: threat rises",
    "Storm Closes Coast Road",
    "Read more: storm closes the coast road, says mayor",
    "By Friday it will be over",
    "Most read",
    "Correction: the mayor said no.",
    "The mayor said no.",
    "no",
    "Council 'to sue' over bridge\nTown Clerk: We Were Lied To",
    "JONES: No\nSMITH: Yes",
]


@pytest.mark.parametrize("text", ALONE)
def test_what_stands_alone_is_body(text: str):
    assert {p.zone for p in zones_of(text)} == {"body"}


# --- a paragraph by itself ---

BY_ITSELF = {
    "furniture": [
        "Home | World | Politics",
        "Advertisement",
        "Share this article on Facebook",
        "MOST READ",
        "Editors’ Picks",
        "Comments (12)",
        "Tags: storm, roads",
        "READ MORE: Storm closes the coast road",
        "Related » Storm closes the coast road",
        "We use cookies to improve your visit.",
        "© 2024 The Daily",
        "Get the best stories in your inbox.",
        "Editor's note: This interview was held in May.",
        "An earlier version of this article gave the wrong date.",
        "A previous version of this story said the fire was nearer.",
        "This article has been reviewed according to our policies.",
        "This document is subject to copyright.",
        "Like what you're reading? We are owned by our 611 members.",
        "NOW PLAYING: Driver gets pupils off burning bus, says chief",
        "CVN AUDIO: Rescuers reach the men after four days",
        # what a page asks of its reader
        "Watch more stories from the county below",
        "Support our journalism. Become a member!",
        "Type your email…",
        "To receive new posts and support our work, consider becoming a paid subscriber.",
        "Want more local news?",
        "You’ve reached your limit of free articles.",
        "211 Likes",
        "Advertisement · Scroll to continue",
        "Read 214 comments",
        "What do you think?",
        "ENDS",
        "https://dunsey.example/4xYz",
        "$89.00 at The Shop",
        "The Post may earn a commission through these links.",
        "Go deeper: Why the ferry is old",
        "This browser does not support the video element.",
        "Follow Dunsey news on the radio, Facebook and X.",
    ],
    "byline": [
        "By",
        "By Jane Doe",
        "BY JANE DOE AND MAX ROE",
        "By Jane van Doe and agencies",
        "By Jane Doe, staff writer | March 3",
        "Reporting by Jane Doe; editing by Max Roe",
        "Jane Doe contributed to this report.",
        "Updated 3:15 pm",
        "@janedoe",
    ],
    "caption": [
        "This picture taken on March 3 shows the bridge",
        "A ferry leaves Port Ellery (AP Photo/Jane Doe)",
        "File photo of the bridge",
        "Photo: Jane Doe",
        "The bridge at dawn. Picture: Jane Doe",
        "The bridge at dawn / Getty Images",
        "The minister leaves the talks AFP",
    ],
    None: [
        "By 2030, the ministry says, the dam will be safe.",
        "By any measure the talks have failed",
        "“Share this with everyone,” she said.",
        "Copyright law protects nobody, he argued, and “all rights reserved” is a joke.",
        "The picture is bleak, economists say.",
        "More than 40 people have died, police said.",
        "We use “cookies” as a word for bribes, he said.",
        "Topics ranged from tax to trains.",
        "Related claims were dismissed.",
        "Comment was free, facts were not.",
        "Follow the money, the detective told her.",
        "Read: that was all he ever wanted to do.",
        "UN: threat rises",
        # what an article asks of its reader, or says of papers
        "Turn off notifications at night, she advises.",
        "The agent may earn a commission on the sale.",
        "Check your account for charges that you do not know.",
        "1. Install the app before you travel.",
        "Subscribers left the paper in droves after the vote.",
        "We have paid our members back, and the community knows it.",
        "This interview has been edited for length and clarity.",
        "‘What do you think?’ asked the mayor.",
        "7.05am",
        "March 3",
    ],
}


@pytest.mark.parametrize(("zone", "text"), [(zone, text) for zone, texts in BY_ITSELF.items() for text in texts])
def test_a_paragraph_by_itself(zone: str | None, text: str):
    assert zone_by_itself(Line(text)) == zone


@pytest.mark.parametrize(("signal", "zone"), SIGNALS, ids=lambda x: getattr(x, "__name__", x))
def test_a_signal_is_shown_by_its_examples(signal, zone: str):
    examples = signal.__doc__.split(" – ")
    assert all(signal(Line(example)) and zone_by_itself(Line(example)) == zone for example in examples)


# --- what is said twice ---


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        # a refrain is too short to be a copy
        ("“We will rise,” he said.\n\nThe crowd rose.\n\n“We will rise,” he said.", "BBB"),
        # the whole paragraph again
        ("Nine people died when the bridge fell, police said.\n\nA tenth died later.\n\nNine people died when the bridge fell, police said.", "BBf"),
        # the same words with other ones after them are another sentence
        ("He told the court that he had seen nothing at all.\n\nHe told the court that he had seen nothing but smoke.", "BB"),
        # two halves of a quotation make one pull quote, but not a half and something else; its speaker may stand below it
        ("“They sent me a letter,” Lee said. “I wrote back and asked why.”\n\nShe waits.\n\n“They sent me a letter. I wrote back and asked why.”\n\nAnn Lee\n\nShe has heard nothing since, she says, and has stopped going to the letter box.", "BBfFB"),
        ("“They sent me a letter,” Lee said.\n\nShe waits.\n\n“They sent me a letter. I burnt it in the garden.”", "BBB"),
        # in a dialogue one may say a thing twice
        ("“You did it,” Lee said.\n\n“I voted to begin the talks.”\n\n“You did it twice.”\n\n“I voted to begin the talks!”", "BBBB"),
        # the pull quote may stand before or after, with its speaker
        ("Lee is 81.\n\nShe lives by the sea.\n\n“Nobody ever asked me what I really wanted” — Ann Lee\n\n“Nobody ever asked me what I really wanted,” Lee said. She wept.", "BBfB"),
    ],
)  # fmt: skip
def test_copies(text: str, letters: str):
    assert "".join(map(letter, zones_of(text))) == letters


# --- any text ---

LINES = st.sampled_from([line[3:] for page in PAGES.values() for line in page.split("\n")]) | st.text(max_size=20)


@given(st.lists(LINES, max_size=30))
def test_every_paragraph_has_a_zone_and_some_are_body(lines: list[str]):
    text = "\n".join(lines)
    spans = find_paragraphs(text)
    paragraphs = find_zones(text, spans)
    assert tuple(p.span for p in paragraphs) == spans
    assert not spans or any(p.zone == "body" for p in paragraphs)


@pytest.mark.parametrize(
    "unit", ["Tags\n", "Storm Closes Road\n", "JONES: No\n", "Tags\nAnn Lee met Max Roe there.\n", "one two three four five six seven eight nine\n", "(Photo ", "By Ann and ", "a “", "“one two three four five six”\n", "ENDS\nAnn Lee said it.\n", "News   World\n"]
)  # fmt: skip
def test_the_work_grows_with_the_text_only(unit: str):
    def steps(n: int) -> int:
        count = 0

        def count_lines(frame, event, arg):
            nonlocal count
            count += event in ("line", "call")
            return count_lines

        text = unit * n
        sys.settrace(count_lines)
        try:
            zones_of(text)
        finally:
            sys.settrace(None)
        return count

    assert steps(400) < 2.3 * steps(200) + 200


# --- what HTML says of a paragraph, and what a colon or the article's words do ---

STORY = [
    "Ferry breaks down again",
    "The ferry to Dunsey broke down on Monday, its captain, Ivo Brandt, said.",
    "Nobody was hurt, the harbour said.",
    "A swan was seen in Port Ellery",
    "Brandt said the ferry was old.",
    "It sails again on Tuesday, he said.",
]


@pytest.mark.parametrize(
    ("mark", "zone"), [("link", "furniture"), ("caption", "caption"), ("heading", "headline"), (None, "body")]
)
def test_what_html_says_decides(mark: str | None, zone: str):
    text = "\n".join(STORY)
    marks = {0: "title"} | ({text.index(STORY[3]): mark} if mark else {})
    zones = [p.zone for p in find_zones(text, find_paragraphs(text), marks)]
    assert zones == ["headline", "body", "body", zone, "body", "body"]


@pytest.mark.parametrize(
    ("lines", "letters"),
    [
        # what a colon announces is the article's, be it a list, a table or a poem
        (["The harbour gave three reasons:", "a storm over the sound", "a boat with no crew"], "BBB"),
        # two titles in a row that share no word with the article are of others, and one that only a title's make shows
        (["Mayor buys nine swans for park", "Chess club loses its only board"], "FF"),
        (["‘I sold my teeth’: a dentist's confession"], "F"),
        # one that shares words is a subhead, and one that could be a sentence without its stop is kept
        (["Why the ferry is so old"], "B"),
        (["Opposition members have asked for an inquiry"], "B"),
        # a player's or a teaser's time makes a box
        (["The ferry is turned in the sound", "Duration 2:14"], "FF"),
        # below titles of others, a line that quotes is a subhead
        (["Mayor buys nine swans for park", "Chess club loses its only board", "‘Not a boat’"], "FFB"),
        # a box ends in what is to be pressed, and names nobody of the article's; a product's may
        (["The Morning Bell", "Editor Sue Brill tells you what she thinks.", "Sign me up"], "FFF"),
        (["The Far Road podcast", "Brandt argues with Al Marwood.", "Listen now"], "FFF"),
        (["Sue Brill tells of her own boat.", "Sign me up"], "BF"),
        # a call in a blurb's last or first sentence, with its label, and a question above a notice
        (["Support the Post", "Two papers have closed. “A town is more,” our founder wrote. Subscribe for $3 a year to go on."], "FF"),
        (["Got a tale for our reporters?", "Email us at tips@post.example or call."], "FF"),
        # a vote
        (["Our poll", "Yes, every time – 81%", "No – 19%"], "FFF"),
        # a subhead that quotes what stands below is no copy of it
        (["‘is turned in the sound’"], "B"),
        # what stands above "Read more" is its title
        (["Mayor buys nine swans for park", "Read more"], "FF"),
    ],
)
def test_lines_between_paragraphs(lines: list[str], letters: str):
    text = "\n".join([*STORY[:3], *lines, *STORY[4:]])
    assert "".join(map(letter, zones_of(text))) == "HBB" + letters + "BB"


# --- where the article begins, goes on and ends ---

FERRY = [
    "The ferry to Dunsey broke down on Monday, its captain, Ivo Brandt, said. Nobody was hurt.",
    "“It was a calm sea,” Brandt told reporters. “It was not a calm engine.”",
    "The harbour said that the ferry was old.",
    "Brandt has asked for a new engine since 2029, and the council for a report on the ferry.",
    "“They wanted a report,” Brandt said. “I gave them the engine.”",
    "The ferry sails again on Tuesday. The council meets on Friday.",
]


def zones_letters(lines: list[str]) -> str:
    return "".join(map(letter, zones_of("\n".join(lines))))


@pytest.mark.parametrize(
    ("head", "letters"),
    [
        # the way to the article has its title too
        (["News | Ferry to Dunsey breaks down again", "Share", "Ferry to Dunsey breaks down again", "By Ann Lee"], "FFHY"),
        # the site's name stands above its menu, another article's title above this one's
        (["The Dunsey Ferry Post", "News", "Sport", "Ferry to Dunsey breaks down again", "By Ann Lee"], "FFFHY"),
        (["Breaking: Mayor of Dunsey resigns", "Ferry to Dunsey breaks down again", "The Post | By Ann Lee"], "FHY"),
        # a notice is prose, but the title stands below it and above the byline
        (["This page sets a great many of them on your device.", "Ferry to Dunsey breaks down again", "By Ann Lee"], "FHY"),
        # what the site is and offers has fewer words of the article
        (["The Dunsey Post", "Over 9,000 subscribers", "Ferry to Dunsey breaks down again", "Captain asks for an engine"], "FFHH"),
        # scores and menus are rows of cells
        (["FT   Dunsey 2   Port Ellery 3", "News   Ferry   Dunsey", "Ferry to Dunsey breaks down again", "By Ann Lee"], "FFHY"),
        # a menu of languages announces nothing, and scores are no times
        (["Language:", "English", "Français", "Ferry to Dunsey breaks down again", "3 March 2033"], "FFFHY"),
        (["Final", "Owls", "4", "Pilots", "5", "Ferry to Dunsey breaks down again", "By Ann Lee"], "FFFFFHY"),
        # who wrote it may be told at once
        (["Ferry to Dunsey breaks down again", "By Ann Lee", "Ann Lee has sailed since 2016."], "HYF"),
        # a credited caption is no title, though it has more words of the article
        (["Ferry breaks down again", "Ann Lee, staff writer", "Ivo Brandt on the ferry to Dunsey on Monday (Max Roe/The Post)"], "HYC"),
    ],
)  # fmt: skip
def test_where_the_article_begins(head: list[str], letters: str):
    assert zones_letters(head + FERRY) == letters + "B" * len(FERRY)


@pytest.mark.parametrize(
    ("end", "letters"),
    [
        # a correction, a credit or a biography below most of the article ends it
        (["Correction: The ferry is white.", "If you spot an error, tell the editor.", "Ann Lee", "Other boats have sunk."], "FFFF"),
        (["Max Roe contributed research.", "Dunsey Post", "A paper since 1911."], "YFF"),
        # so does the end of a press release, and what it is about
        (["ENDS", "Notes to editors", "A copy of the report can be had from the harbour."], "FFF"),
        (["About Dunsey Ferries", "Dunsey Ferries has eight boats and is ranked among the best."], "FF"),
        # comments, though they name what the article names
        (["Read 3 Comments", "Tom in Tulsa", "Brandt is right and I told him so. I was there.", "12 Recommend"], "FFFF"),
        # what a box offers, in sentences
        (["Advertisement", "You’ll receive daily updates on all that happens.", "Share"], "FFF"),
        # what a company says of itself names it
        (["About Dunsey Ferries", "Dunsey Ferries runs boats. Its founder, Ivo Brandt, said that “a boat must float”."], "FF"),
        # comments that no label announces: who wrote each, and when
        (["NightOwl · 4 hours ago", "Brandt told my uncle so.", "Sal in Peck 3h", "The ferry was old when I was young."], "FFFF"),
        # a sentence between titles of other articles, of nobody whom the article names
        (["Most read", "Swan bites mayor in the park", "Pool will open by June. It says nothing of towels.", "Chess club loses its only board"], "FFFF"),
        # labels among furniture, and a sentence there that speaks to the reader
        (["Advertisement", "Void decks", "Music", "Your visit is measured.", "© 2033 The Post"], "FFFFF"),
    ],
)
def test_where_the_article_ends(end: list[str], letters: str):
    assert zones_letters(["Ferry to Dunsey breaks down", *FERRY, *end]) == "H" + "B" * len(FERRY) + letters


@pytest.mark.parametrize(
    "box",
    [
        # it quotes people, or names whom it named before
        ["Most read in Dunsey", "Swan Bites Mayor", "Chess Club Loses Board"],
        # a count of comments among the paragraphs is not yet the comments
        ["Comments (12)"],
        # a note may stand in the middle
        ["Editor's note: This article was corrected on Monday."],
    ],
)
def test_where_the_article_goes_on(box: list[str]):
    after = [
        "Brandt joined the company in 2011.",
        "“I was young,” he said. “So was the engine.”",
        "“We knew,” said the mayor.",
        "The company has two more boats, both on the lake.",
    ]
    letters = zones_letters(["Ferry to Dunsey breaks down", *FERRY, *box, *after])
    assert letters == "H" + "B" * len(FERRY) + "F" * len(box) + "B" * len(after)


def test_a_page_all_of_furniture_is_body():
    text = "Nothing is as it was in Port Ellery.\n\nMost read\n\nSwan Bites Mayor"
    spans = find_paragraphs(text)
    marks = {0: "link"}
    assert {p.zone for p in find_zones(text, spans, marks)} == {"body"}


def test_a_live_blog_has_contents_and_authors_of_its_entries():
    lines = ["Storm live: two dead", "By Ann Lee", "17.05 Minister: worst may come", "16.31 Road closed, police say", "17.05", "Ann Lee"]
    first = ["The minister said on Monday that the storm was far from over.", "He told reporters that the road was closed."]
    second = ["16.31", "The police say that two people have died in the storm.", "They asked people to stay at home."]
    assert zones_letters(lines + first + second) == "HYFFYYBBYBB"


def test_a_date_of_what_is_told_is_no_byline_and_is_read():
    assert zones_letters(["Ann Lee obituary: a pilot of the sound", "By Max Roe", "Born: March 2nd, 1941", *FERRY])[:3] == "HYH"


ANSWERS = [
    '"I spend more time filling in forms than teaching. It breaks my heart."',
    '"My students cry before the math section. Nobody wins."',
    '"Honestly? I would keep them. They tell me what I missed."',
]
NAMES = ["Carla Mendez", "Dev Patel", "Ruth Okafor"]


def test_signed_quotations_that_a_line_leads_to_are_read():
    """The reader was sure that these were furniture."""
    signed = [
        '"We spend more on day care than on our mortgage, and we are the lucky ones." — Tamika Rowe, Port Ellery',
        '"My wife quit her job. I want the representative to explain to our landlord that her salary was a luxury." — Joel S., Cutler',
    ]
    lead = ["Parents answer the lawmaker who called day care a luxury", *FERRY, "We asked readers to tell us what they pay. Here are a few of their answers:"]
    below = ["The house will vote on it in March.", "“It was a calm sea,” Brandt told parents."]
    assert zones_letters([*lead, *signed, *below])[-4:] == "BBBB"


@pytest.mark.parametrize(
    "lines",
    [
        [line for a, n in zip(ANSWERS, NAMES) for line in (f"{NAMES.index(n) + 1}. What {n.split()[0]} says.", f"{a} -- {n}")],
        [line for i, (a, n) in enumerate(zip(ANSWERS, NAMES), 1) for line in (f"{i}. {a}", f"- {n}")],
    ],
    ids=["signed on their line", "signed below"],
)
def test_what_a_page_collects_of_many_is_read(lines: list[str]):
    head = ["13 Teachers Tell Us What They Really Think Of Standardized Tests", "We asked teachers to share their thoughts. Here are some of the answers."]
    assert zones_letters(head + lines) == "HB" + len(lines) * "B"
