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

LETTERS = {"headline": "H", "byline": "Y", "caption": "C", "body": "B", "furniture": "F"}

# --- pages pasted as text, with the blocks of other articles that such pages end in ---

PASTED = {
    "a page of the sample's make": """
F  By The Numbers | 2033-06-02 | Europe
H  Ostrava Port Workers 'Will Not Move' As Strike Enters Third Week
Y  By
C  This handout image released on June 1 by the Dockers' League of Velmark shows idle cranes at the port of Sundhaven
c  This handout image released on June 1 by the Dockers' League of Velmark shows idle cranes at the port of Sundhaven DPA
B  Dock workers in Velmark "will not move a single crate" until their pay is raised, their league said Wednesday, as a strike entered its third week.
B  The walkout has closed Sundhaven, the country's largest port, and left 40 ships at anchor.
B  "We asked for bread and they sent lawyers," league chair Tove Lindahl told a rally.
B  Transport Minister Egil Brandvold called the strike "a gift to our rivals".
B  Lindahl dismissed the remark.
F  Keywords
F  Velmark, Sundhaven, Strike
F  Popular Now
F  Retired teacher kept a tiger in her garage for eleven years, police say

F  Tiger Found In Suburban Garage

F  Actress Marlo Quince has declined to comment on reports that she will leave the long-running series at the end of the season
F  Marlo Quince 'To Leave' Series After Nine Years
F  Bottles on a shelf
F  Wine Prices Seen Falling As Harvest Doubles
F  Staff Picks
F  Six in ten teenagers say they would rather lose a finger than their phone, according to a survey
F  Technology

F  Phones 'Worth More Than Fingers': Survey

F  A glacier in the Hokkar range has lost half of its ice since 1980, scientists say
F  Environment

F  Hokkar Glacier 'Beyond Rescue'

F  Web Metrics
""",
    "teasers that are whole sentences": """
F  Skip to main content
F  Home
F  World
F  Business
H  Bank of Tirnova cuts rates to two per cent
Y  Mirela Stoyan
Y  14 May 2031, 9.15am
B  The Bank of Tirnova cut its main rate by half a point on Wednesday, saying that inflation was “beaten, though not buried”.
B  Governor Radu Ilinca told reporters the decision had been unanimous.
B  “We waited until the numbers could not be argued with,” he said.
B  Economists had expected a smaller cut. Ana Pelin of Corvin Capital said the bank was “running ahead of its own forecasts”.
F  More on this story
F  What the rate cut means for your mortgage.
F  Five charts that explain why prices stopped rising.
F  Tirnova's housing market has cooled for the first time in ten years.
F  Trending
F  The mayor of Brosk has resigned after a video of his birthday party was leaked.
F  Why everyone is suddenly drinking birch water.
F  Comments (214)
F  I have had my mortgage with them for years and I doubt that we will see any of this.
F  Ilinca should have done it in January. He knows it and we know it.
F  Terms of use
F  Privacy policy
F  © 2031 Tirnova Courier
""",
    "titles below the article that nothing announces": """
H  Lake Ferry Sinks Off Marrow Point, All 31 Aboard Saved
Y  By Tobias Wren, Staff Writer
B  A passenger ferry sank off Marrow Point on Sunday after striking a submerged barge, the coast guard said.
B  All 31 people on board were pulled from the water within an hour.
B  “It was over before we could be afraid,” said Ida Kern, 54, a passenger.
B  The captain told investigators that the barge had not been marked on his chart.
F  Council Delays Vote On New Library
F  Wildfire Smoke To Return By Thursday, Forecasters Warn
F  Hospital Names Its First Woman Director
F  Three Charged In Museum Break-In
""",
    "the sample's make with other labels": """
F  date 2035-11-04 Politics
H  Marrakand Leader Vows 'Iron Response' As Border Talks Collapse
Y  By
C  The presidential palace in Marrakand, where the talks ended late on Friday without a deal
c  The presidential palace in Marrakand, where the talks ended late on Friday without a deal AFP
B  Marrakand will answer any border raid with an "iron response", its president said Saturday, after talks with neighboring Dessa collapsed.
B  The talks, the fourth round this year, had been hosted by Teshkent.
B  "We came with maps, they came with matches," President Aslan Toreh said.
B  Dessa's foreign ministry rejected the accusation and said it remained "open to dialogue".
B  The Teshkent government urged both sides to show restraint.
F  Tags
F  Marrakand, Dessa, Border
F  Latest News
F  Divers have recovered the bell of a ship that sank in 1743, the museum said

F  Bell Of Lost Ship Recovered After Three Centuries

F  The minister of fisheries has promised to eat one fish a day until the ban is lifted
F  Fisheries Minister To Eat 'One Fish A Day'
F  A man in a hat
F  Hat Sales Boom As Winter Nears: Retailers
F  More From World
F  Two out of three voters do not trust opinion polls, an opinion poll has found
F  Politics

F  Voters Distrust Polls, Poll Says

F  Workers carry sandbags along the flooded Dunmere embankment in this photo taken on Tuesday
F  World

F  Dunmere Embankment 'Could Go At Any Hour'

F  Join 40,000 readers
F  Powered By NewsGrid
""",
    "the sample's make with one caption and no tags": """
F  World | 4 November 2035
H  Court Orders Retrial Of 'Harbor Nine' Over Missing Tapes
Y  By Staff Writer
C  Supporters of the nine defendants outside the court in Ellisport
B  A court in Ellisport ordered a retrial of nine dock workers on Monday after prosecutors admitted that tapes had gone missing.
B  Judge Renata Voss said the evidence was "not merely thin but absent".
B  The nine were convicted of arson in 2031.
B  Their lawyer, Imre Sallow, hailed the ruling as "a door at last".
B  The prosecutor's office said it would appeal.
F  Related Articles
F  Prosecutor Denies Hiding Tapes In Harbor Case
F  The Night Ellisport Burned: A Timeline
F  Recommended For You
F  Chef says his restaurant closed because of one review

F  One Review 'Killed' Restaurant: Chef

F  Scientists want to send a choir into space
F  Science

F  Choir Could Sing In Orbit By 2040

F  Get The App
""",
    # her daughter's words, alone between two lines of furniture, are lost: the reader takes them for a teaser
    "a tabloid's page": """
F  Sign in
F  Home
F  News
F  Showbiz
F  FUR REAL
H  Gran, 82, chases off burglar with her cat's litter tray and says she'd 'do it again'
F  Share
F  14
Y  By Donna Pike, Chief Reporter
Y  09:14, 3 MAR 2030
Y  Updated 11:02, 3 MAR 2030
C  Edna Wicks with Mr Tibbles (Image: Dunlow Mail)
B  A gran of 82 saw off a burglar with her cat's litter tray - and says she would do it again tomorrow.
B  Edna Wicks said she heard a noise at 3am and "just grabbed what was nearest".
F  READ MORE: Man builds pub in his loft and wife refuses to come down
B  The intruder fled over a fence. Police say he "will be easy to smell".
B  Edna's neighbour Ron Clay called her "a one-woman army".
F  Sign up for FREE to get the biggest stories from Dunlow straight to your inbox
F  Her daughter Lynne told the Mail: "She's always been like this."
F  Don't miss
F  Binman finds £8,000 in mattress
F  Soap star's new look has fans in tears
F  Follow Dunlow Mail on Facebook
""",
    "a magazine's page": """
F  Culture
H  The Man Who Taught Crows to Count
H  What a retired dentist learned from ten thousand birds
Y  By Leah Okonjo
Y  Illustrations by Sam Pruitt
Y  February 11, 2031
F  Save this story
B  Every morning at six, Walter Brill puts nine peanuts on a fence post in Decker, Ohio, and waits to be corrected.
B  “They know when it’s eight,” he told me. “They get indignant.”
B  Brill, who is seventy-four, began in 2009. He had no plan, he says, and no theory.
C  Walter Brill in his yard. Photograph by Lena Voigt for The Ledger
B  Biologists were skeptical. “I thought he was a crank,” admits Priya Raman, of Kettle University. “Then I saw the tapes.”
B  When I left, there were eight peanuts on the post. Something on the roof objected.
F  Published in the print edition of the February 18, 2031, issue, with the headline “Nine.”
F  Leah Okonjo is a staff writer at The Ledger and the author of “Small Hours.”
F  More Science and Nature
F  The Last Ice Merchant
F  Who Owns the Fog?
""",
}

# --- boxes in the middle of the article, after which it goes on ---

INTERRUPTED = {
    "links, advertisements and a newsletter": """
F  Accept all cookies
F  We use cookies to improve your experience on this site and to show you personalised advertising.
H  Schools to close as heat reaches 44C
H  Teachers' union says pupils were left ‘to bake like bread’
Y  Published 3 July 2030
Y  Gwen Aldous and Pete Marlow
F  Share
F  Facebook
F  Copy link
B  Every state school in Norrland will close on Friday, the education minister announced, after three pupils collapsed in a classroom in Vasby.
B  The minister, Linnea Palm, said the decision had been taken “with no pleasure at all”.
F  Advertisement
B  She promised that exams would be held in September.
F  Read more: ‘I fainted twice’: a pupil's diary of the heatwave
B  The teachers' union said it had warned of the danger in April. “We wrote four letters,” said its leader, Kalle Ros. “We have four receipts.”
F  Sign up for our newsletter
F  Get the day's headlines straight to your inbox every morning.
F  Enter your email address
B  Palm denied that the letters had been ignored, but admitted that nobody had answered them.
F  Related stories
F  Heatwave kills 200,000 chickens in Skara
F  Is your office too hot to work in?
B  Forecasters expect the heat to last until Tuesday. Palm has said that schools will not reopen before then.
B  Parents in Vasby have called for an inquiry.
F  Story continues below
B  A spokesman for the town, Olle Dahl, said the mayor would “welcome one”.
F  Topics
F  Norrland
F  Heatwave
F  Schools
""",
    "pull quotes and a correction": """
H  The last bell founder of Casterbridge Row
Y  Words by Harriet Loomis
C  Photographs: Ed Tansley
C  Joan Pettifer at her furnace. Photograph: Ed Tansley
B  Joan Pettifer has cast bells for fifty years, and she says she has never made a good one.
f  “A bell is a mistake that you decide to keep because it sings”
B  “A bell is a mistake that you decide to keep because it sings,” she says, wiping her hands. “Most of them don't sing.”
B  Her father, who taught her, thought otherwise. He believed that every bell was perfect until it was hung.
B  She wants no apprentice. The council has asked her to take one, and she has told it that she would rather close.
f  She has told it that she would rather close
B  In the yard stands a bell that no church would buy. “That one is honest,” she says.
F  Correction: An earlier version of this article said that Ms Pettifer was 81. She is 79.
F  Harriet Loomis is a staff writer who covers crafts for the Sunday edition.
F  Follow her on Instagram @harrietloomis
""",
}

# --- other kinds of page ---

KINDS = {
    "a wire report with its credits": """
H  Drought cuts Palmera coffee crop by a third -exporters
Y  By Luis Amado and Fern Okafor
B  SAN TELMO, Aug 9 (Wirepress) - Palmera's coffee harvest will fall by a third this year, the exporters' association said on Monday, blaming the worst drought in four decades.
B  "The trees did not even flower," its president, Nilo Barros, said in an interview.
B  Barros added that prices could double by December.
B  The agriculture ministry declined to comment.
Y  (Reporting by Luis Amado and Fern Okafor; Editing by June Tell)
""",
    "a live blog": """
H  Election night live: Progress Union claims victory in Osterby
Y  Updated 11:52 pm
F  Follow us on X for the latest results
Y  11.52pm
B  The Progress Union has claimed victory. Its leader, Hedda Strom, says voters “have turned the page”.
Y  11.30pm
B  The first exit poll gives the Progress Union 41 per cent.
Y  10.58pm
B  Polling stations have closed. The electoral board says turnout was “historic”.
Y  10.41pm
B  Prime Minister Jonas Falk has voted, and told reporters that he slept well.
F  Share this post
""",
    "a transcript": """
H  Interview: Governor Dale Hutchins on the Pipeline Vote
F  Listen
F  Play audio
B  MARTINEZ: Governor, you said you would veto this. Why didn't you?
B  HUTCHINS: I said I would read it first
B  MARTINEZ: You called it a disgrace
B  HUTCHINS: I called the first draft a disgrace. This is the ninth.
B  (Crosstalk)
B  MARTINEZ: So you think it is a good bill?
B  HUTCHINS: I think it's a bill
F  Copyright © 2032 Public Airwaves. All rights reserved.
""",
    "an interview without names": """
H  ‘Nobody told us the mountain was moving’
Y  Sep. 12, 2029 | 6 min read
B  Petra Vogel lived below the Hornli for seventy years. We spoke to her in the hotel where she has been staying since the landslide.
B  Q: When did you know?
B  A: When the cows lay down. They never lie down at noon.
B  Q: Were you warned?
B  A: The village clerk said there was no danger. I believed him.
F  Tags: landslide, Hornli
""",
    "a list": """
H  Seven things we learned from the finance minister's speech
Y  Rob Tyndale, political editor
B  The finance minister set out his plans on Tuesday. This is what stood out:
B  1. Fuel duty stays where it is
B  2. The pension age will rise, but not before 2035
B  3. He thinks his predecessor was “an optimist”
B  • Growth is forecast at 1.1 per cent
B  • Borrowing will be £9bn higher than planned
B  Markets were calm after the speech. Traders said they had seen it coming.
F  Most popular
F  Cat returns after nine years with a different name
F  The best walks in the Ardle Hills
""",
    "a poem in an article": """
H  Laureate marks bridge disaster with new poem
B  The poet laureate, Ines Calder, read a new poem at the memorial service on Sunday. It begins:
B  We crossed it every morning
B  as one crosses a sentence
B  not thinking of the words
B  until the words gave way
B  Calder said that she had written it “in the time it takes to drink a cup of tea”.
B  Survivors said they were moved.
""",
    "a broadsheet with subheads": """
F  Opinion
H  Why the Estuary Barrier Will Fail
H  The engineers know it, the minister knows it, and so does the tide
Y  OSCAR BRAITHWAITE
B  The Estuary Barrier was never meant to stop the sea. It was meant to stop questions.
H  A Wall Of Paper
B  Engineers told the ministry in 2019 that the foundations were too shallow. The ministry thanked them, and asked for another report.
B  “We were told to find a more helpful number,” one of them recalls.
H  Who Pays When It Breaks
B  The answer is written in the contract. The contractor pays nothing. The town of Lowmouth, which believes itself safe, pays everything.
B  The minister has said that he will not resign. He should.
F  Oscar Braithwaite is a columnist for the Lowmouth Argus
F  Have a view on this? Email us at letters@lowmouthargus.example
F  Subscribe now
F  More from Opinion
F  The Case for Slower Trains
F  Let the Lynx Come Home
""",
    "a small local page": """
F  News | Sport | Weather | Jobs
H  Bus driver thanked by mayor for stopping runaway pram
C  Driver Moira Kell with the pram's owner. Picture: Dunlow Gazette
F  Email
F  Print
B  A bus driver who jumped from her cab to stop a runaway pram has been thanked by the mayor of Dunlow.
B  Moira Kell, 41, said she had “just run”.
B  The mayor presented her with a clock.
Y  dunlow.desk@gazette.example
F  Report a typo
F  Most read in Dunlow
F  Man fined for feeding gulls
F  New café opens on Quay Street
F  Advertise with us
""",
    "a teaser block above the article": """
F  Most Read
F  Swans Close Motorway for Third Day
F  Inside the Quietest Village in the North
H  Council Tax to Rise by Six Per Cent in Brackley Vale
Y  By Nell Farrow
Y  Local democracy reporter
B  Council tax in Brackley Vale will rise by six per cent from April, councillors agreed on Thursday night.
B  Leader Graham Stott said the alternative was “closing every library we have”.
B  Opposition members walked out. Their leader, Asha Verma, called the vote “a stitch-up”.
F  Join the conversation
F  Be the first to comment
""",
}

PAGES = PASTED | INTERRUPTED | KINDS


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
