"""Whom sources mean. The parses of the texts are frozen in data/resolve.conllu.

A text is marked like a golden case: <source>, [content]; the last source is the one asked about. After a
change of the texts, ``python tests/test_resolve.py`` parses those that changed.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

from attribution.conllu import from_conllu, to_conllu
from attribution.lexicon import load_lexicon
from attribution.model import Article, Attribution, Document, Mention, Paragraph, Sentence, Span, Speaker
from attribution.reading import _Stretches
from attribution.resolve import resolve
from attribution.tree import trees_of

FROZEN = Path(__file__).parent / "data" / "resolve.conllu"
LEXICON = load_lexicon()

NAMES = [
    ("executive", "<The firm’s chief executive, Mara Quill>, said [the pier is safe].", "Mara Quill"),
    ("spokesman-for-another", "<A spokesman for Mr. Hartley, Paul Adeyemi>, said [the pier is safe].", "Paul Adeyemi"),
    ("a-dealer-named", "<Her opponent, a car dealer named Owen Hartley>, said [the pier is safe].", "Owen Hartley"),
    ("husband-the-sculptor", "<Her husband, the sculptor Owen Hartley>, said [the pier is safe].", "Owen Hartley"),
    ("title-and-first-name-that-is-a-title", "<Attorney General Dean Hartley> said [the pier is safe].", "Dean Hartley"),
    ("title-before-a-surname", "<Associate Dean Hartley> said [the pier is safe].", "Hartley"),
    ("hyphen", "<Treasurer Mei-Ling Quill> said [the pier is safe].", "Mei-Ling Quill"),
    ("hyphenated-surname", "Mrs. Estelle Varga-Hartley met Mara Hartley. <Ms. Hartley> said [it rained].", "Mara Hartley"),
    ("title-apart", "Majority Leader Owen Hartley spoke. In Leeds, <Forward Majority> said [it froze].", "Forward Majority"),
    ("title-apart-for-short", "Former Labor Secretary Owen Hartley spoke. <Labor> said [it froze].", "Labor"),
    ("initial-first", "A letter came from M. Quill. <Mara Quill> said [it rained].", "Mara Quill"),
    ("patrol", "The Northern Highway Patrol closed the road on Monday. <The patrol> said [it was icy].", "Northern Highway Patrol"),
    ("surname-before-a-sister", "Owen Quill sang. Quill was born in Leeds. His sister, Mara Quill, paints. <Quill> said [it froze].", "Owen Quill"),
    ("surname-of-a-body", "The Acme Fund grew. The Acme Bank shrank. <Acme> said [it froze].", "Acme"),
    ("title-of-the-other-sex", "Mara Quill runs a farm. <Mr. Quill> said [it froze].", "Quill"),
    ("couple", "Owen and Mara Hartley run a farm. <Mr. Hartley> said [it froze].", "Owen Hartley"),
    ("no-couple", "Owen Bo Carter sang. Carter and Mara Quill met. <Carter> said [it froze].", "Owen Bo Carter"),
    ("lesser-president", "President Owen Hartley rose. Vice President Mara Quill rose. <The president> said [it froze].", "Owen Hartley"),
    ("former-actress", "The former actress Mara Quill rose. <The actress> said [it froze].", "the actress"),
    ("panel", "The House Farm Committee met on Monday. <The panel> said [it froze].", "House Farm Committee"),
    ("paper", "The Leeds Courier praised the plan in an editorial on Monday. <The paper> said [it froze].", "Leeds Courier"),
    ("doña", "Doña Mara Quill sang. <Doña Mara> said [it froze].", "Mara Quill"),
    ("ministry-of-one", "Russia’s Foreign Ministry spoke. Ukraine’s Foreign Ministry spoke, too. <Ukraine’s Foreign Ministry> said [it froze].", "Ukraine’s Foreign Ministry"),
    ("ministry-of-the-other", "The Russian Foreign Ministry spoke. <Ukraine’s Foreign Ministry> said [it froze].", "Ukraine’s Foreign Ministry"),
    ("ministry-by-its-adjective", "The Russian Foreign Ministry and the French Foreign Ministry spoke. <France’s Foreign Ministry> said [it froze].", "French Foreign Ministry"),
    ("ministries-of-the-north-and-south", "North Korea’s Foreign Ministry spoke. South Korea’s Foreign Ministry spoke, too. <The North Korean Foreign Ministry> said [it froze].", "North Korean Foreign Ministry"),
    ("ministry-of-either", "Russia’s Foreign Ministry spoke. Ukraine’s Foreign Ministry spoke, too. <The Foreign Ministry> said [it froze].", "Foreign Ministry"),
    ("department-of-a-president", "The U.S. Justice Department spoke. <Hartley’s Justice Department> said [it froze].", "U.S. Justice Department"),
    ("department-of-america", "The U.S. State Department spoke. <America’s State Department> said [it froze].", "U.S. State Department"),
    ("surname-that-is-a-noun", "Supervisor Rosalie Stamps rose. Later, <Stamps> thinks [the application is incomplete].", "Rosalie Stamps"),
    ("surname", "Mara Quill leads the harbour board. <Quill> said [the pier is safe].", "Mara Quill"),
    ("surname-before", "<Quill> said [the pier is safe]. Mara Quill leads the harbour board.", "Mara Quill"),
    ("first-name", "Mara Quill sang on Monday. <Mara> said [it was fun].", "Mara Quill"),
    ("middle-name", "Mara J. Quill was elected. <Mara Quill> said [she was glad].", "Mara J. Quill"),
    ("initial", "Mara Quill was elected. <M. Quill> said [she was glad].", "Mara Quill"),
    ("title", "Mara Quill was elected in May. <Senator Quill> said [taxes will fall].", "Mara Quill"),
    ("honorific", "Owen Hartley was elected in May. <Mr. Hartley> said [taxes will fall].", "Owen Hartley"),
    ("title-inside", "<Kenyan President Daniel Otieno> said [the bridge will open].", "Daniel Otieno"),
    ("apposition", "<Mara Quill, director of the museum,> said [the roof leaks].", "Mara Quill"),
    ("noun-then-name", "<The team's coach, Owen Hartley,> said [they were tired].", "Owen Hartley"),
    ("post-nominals", "Mara Quill KC rose. <Ms Quill> said [the pier is safe].", "Mara Quill"),
    ("post-nominals-of-the-only-name", "<Mara Quill KC> said [the pier is safe].", "Mara Quill"),
    ("garda", "<Det Garda Mara Quill> said [the pier is safe].", "Mara Quill"),
    ("possessive", "Mara Quill spoke in Leeds. In <Quill>'s view, [the plan is dead].", "Mara Quill"),
    ("two-first-names", "Mara Quill and Owen Quill met on Monday. <Owen Quill> said [it rained].", "Owen Quill"),
    ("two-persons", "Mara Quill met Owen Quill on Monday. <Quill> said [it rained].", "Quill"),
    ("two-persons-title", "Mr. Owen Quill met Mrs. Mara Quill on Monday. <Mrs. Quill> said [it rained].", "Mara Quill"),
    ("unknown-name", "The market was quiet. <Hartley> said [prices fell].", "Hartley"),
    ("acronym", "The Northern Grain Council met on Friday. <NGC> said [harvests fell].", "Northern Grain Council"),
    (
        "acronym-small-words",
        "The Institute for River Safety met on Friday. <IRS> said [dams leak].",
        "Institute for River Safety",
    ),
    (
        "acronym-defined",
        "The World Trade Desk (WTD) opened in Geneva. The <WTD> said [exports rose].",
        "World Trade Desk",
    ),
    ("acronym-no-surname", "Kim Jong Un met the envoys. The <UN> said [talks failed].", "UN"),
    ("company-short", "Stonebridge Motors cut jobs. <Stonebridge> said [demand was weak].", "Stonebridge Motors"),
    ("country", "<South Korea> said [it would wait].", "South Korea"),
    (
        "headline-capitals",
        "headline: Mayor Backs Mara Quill\nMara Quill won. <Quill> said [she was glad].",
        "Mara Quill",
    ),
    ("furniture-apart", "<Quill> said [the pier is safe].\nfurniture: Singer Owen Quill Dies Aged 92", "Quill"),
    ("in-furniture", "Mara Quill leads the board.\nfurniture: <Quill> says [the pier is safe]", "Mara Quill"),
]

NOUNS = [
    (
        "called-senator",
        "Sen. Mara Quill spoke on Monday.\n“I’m a grandmother. I also work the night shift at a poultry plant. When should I fit this in, Senator?” tweeted Lorna Beasley of Gainesville, whose post had been liked by more than 90,000 users. <The senator> said [it was late].",
        "Mara Quill",
    ),
    ("commissioners", "<The commissioners>, God help us, think [it leaks].", "the commissioners"),
    ("share", "<A majority (52%)> say [the pier is safe].", "a majority"),
    ("headline-poll", "headline: <Poll>: [Few will vote]\nThe Hartley Institute poll shows a tie.", "Hartley Institute"),
    ("ex-para", "Owen Hartley, 79, sang on Monday. [‘It rained,’] <the ex-Para> told us.", "Owen Hartley"),
    ("ex-president", "Daniel Otieno sang on Monday. <Ex-President Hartley> said [it rained].", "Hartley"),
    ("ex-striker", "Owen Hartley won in May. <The ex-England striker> said [he was glad].", "Owen Hartley"),
    ("headline-role", "headline: <GOP Senator> Says [Pier Is Safe]\nSen. Mara Quill spoke in Leeds on Monday.", "Mara Quill"),
    ("headline-role-of-two", "headline: <GOP Senator> Says [Pier Is Safe]\nSen. Mara Quill met Sen. Owen Hartley on Monday.", "GOP Senator"),
    ("headline-role-below", "headline: <Senator> Says [Pier Is Safe]\nThe pier is old. Sen. Mara Quill fished there once.", "Mara Quill"),
    ("headline-role-and-deputy", "headline: <Governor> Says [Pier Is Safe]\nGov. Mara Quill spoke on Monday.\nLt. Gov. Owen Hartley agreed.", "Mara Quill"),
    ("headline-role-on-a-show", "headline: <Senator on ‘Sunday Forum’>: [Pier Is Safe]\nSen. Mara Quill spoke on Monday.", "Mara Quill"),
    ("headline-only-envoy", "headline: <U.S. envoy> says [talks stalled]\nThe pier is old.\nThe American special envoy, Mara Quill, spoke on Monday.", "Mara Quill"),
    ("headline-former-role", "headline: <Former Senator> Says [Pier Is Safe]\nSen. Mara Quill spoke in Leeds on Monday.", "former Senator"),
    ("meeting", "The delegates voted on Friday. <The meeting> agreed [to raise fees].", "the meeting"),
    ("researchers", "[Sleep matters], <researchers> say.", "researchers"),
    ("possessor", "<Ghana's farmers> say [the rains are late].", "Ghana's farmers"),
    ("agency", "The Polar Weather Agency met on Friday. <The agency> said [ice is thin].", "Polar Weather Agency"),
    (
        "two-agencies",
        "The Polar Weather Agency met the Coastal Fish Agency. <The agency> said [ice is thin].",
        "the agency",
    ),
    ("another-agency", "The Polar Weather Agency closed. <An agency> said [ice is thin].", "an agency"),
    ("university", "Hartley University closed a school. <The university> said [costs rose].", "Hartley University"),
    ("president", "Kenyan President Daniel Otieno flew home. <The president> said [talks failed].", "Daniel Otieno"),
    (
        "president-before-another",
        "President Daniel Otieno flew home. <The president> said [talks failed]. President Mara Quill agreed.",
        "Daniel Otieno",
    ),
    (
        "two-presidents",
        "President Daniel Otieno met President Mara Quill. <The president> said [talks failed].",
        "the president",
    ),
    (
        "other-president",
        "Kenyan President Daniel Otieno flew home. <The Polish president> said [talks failed].",
        "the Polish president",
    ),
    ("director", "Mara Quill, director of the museum, was there. <The director> said [the roof leaks].", "Mara Quill"),
    ("copula", "Mara Quill is the director of the museum. <The director> said [the roof leaks].", "Mara Quill"),
    (
        "report-compound",
        "The <NGC report> said [harvests fell]. The Northern Grain Council met.",
        "Northern Grain Council",
    ),
    (
        "report-by",
        "A report by the Northern Grain Council was sent out. <The report> said [harvests fell].",
        "Northern Grain Council",
    ),
    (
        "report-published",
        "The Northern Grain Council published a report. <The report> said [harvests fell].",
        "Northern Grain Council",
    ),
    (
        "report-reported",
        "<The Northern Grain Council> reported [losses]. <The report> said [harvests fell].",
        "Northern Grain Council",
    ),
    (
        "report-of-two",
        "Brightwell Motors and Acme Steel published a report. <The report> said [sales fell].",
        "the report",
    ),
    ("report-nobody's", "The valley was dry. <The report> said [harvests fell].", "the report"),
    (
        "state-media",
        "Norland's official Norland News Agency has an office. <State media> said [he won].",
        "Norland News Agency",
    ),
    (
        "state-media-two",
        "The official Norland News Agency and the official Norland Radio agreed. On Monday <state media> said [he won].",
        "state media",
    ),
    (
        "state-media-south",
        "North Norland's official Norland Radio agreed. <South Norlandic state media> said [he won].",
        "South Norlandic state media",
    ),
    ("company", "Brightwell Motors, a car company, cut jobs. <The company> said [sales fell].", "Brightwell Motors"),
    ("company-called", "<The car company Brightwell> said [sales fell].", "Brightwell"),
    ("companies-called", "<The car companies Brightwell and Quorn> said [sales fell].", "the car companies Brightwell and Quorn"),
    ("company-undescribed", "Brightwell Motors cut jobs. <The company> said [sales fell].", "Brightwell Motors"),
    ("company-and-a-paper", "Brightwell Motors told The Leeds Observer of a memo. <The company> said [sales fell].", "Brightwell Motors"),
    ("company-of-two", "Brightwell Motors sued Acme Steel. <The company> said [sales fell].", "the company"),
    ("report-of-a-place", "<The French report> said [sales fell].", "the French report"),
    (
        "state-media-nation",
        "Brazil's official Coastal News Agency closed. <Polish state media> said [he won].",
        "Polish state media",
    ),
    ("coordinated", "<Brightwell and Acme> said [sales fell].", "Brightwell and Acme"),
    ("coordinated-nouns", "<Police and prosecutors> said [he ran].", "police and prosecutors"),
    ("governor", "Gov. Mara Quill spoke in Leeds. <The governor> said [taxes will fall].", "Mara Quill"),
    ("senator-named-last", "Sen. Mara Quill left. Sen. Owen Hartley rose. <The senator> said [taxes will fall].", "Owen Hartley"),
    ("senator-veteran", "Sen. Mara Quill spoke in Leeds. <The veteran senator> said [taxes will fall].", "Mara Quill"),
    ("congresswoman-of-a-man", "Rep. Owen Hartley spoke. <The congresswoman> said [taxes will fall].", "the congresswoman"),
    ("republican", "Sen. Owen Hartley (R-Ky.) spoke. <The Kentucky Republican> said [taxes will fall].", "Owen Hartley"),
    ("republican-of-another-state", "Sen. Owen Hartley (R-Ky.) spoke. <The Ohio Republican> said [taxes will fall].", "the Ohio Republican"),
    ("democrat-of-two", "Sens. Owen Hartley (R-Ky.) and Mara Quill (D-Ohio) met. <The Ohio Democrat> said [taxes will fall].", "Mara Quill"),
    ("lawmaker-untold", "Sen. Owen Hartley flew home. <The Nebraska Republican> said [taxes will fall].", "Owen Hartley"),
    ("age", "Mara Quill, 34, met Owen Hartley, 51. <The 34-year-old> said [it rained].", "Mara Quill"),
    ("age-of-nobody", "Mara Quill, 34, left. <The 35-year-old> said [it rained].", "the 35-year-old"),
    ("former", "Mara Quill won on Friday. <The former goalkeeper> said [it rained].", "Mara Quill"),
    ("former-of-two", "Mara Quill and Owen Hartley left. <The former goalkeeper> said [it rained].", "the former goalkeeper"),
    ("the-swede", "Mara Quill was there. <The Swede> said [it rained].", "Mara Quill"),
    ("the-star", "Mara Quill won on Friday. <The star> said [it rained].", "Mara Quill"),
    ("the-goalkeeper", "Mara Quill won on Friday. <The goalkeeper> said [it rained].", "the goalkeeper"),
    ("watchdog", "The National Audit Office was asked on Monday. <The watchdog> said [it would wait].", "National Audit Office"),
    ("company-of-the-article", "Stonebridge Foods cut jobs. It rained. It snowed. It froze. It thawed. <The company> said [sales fell].", "Stonebridge Foods"),
    ("lead", "<A nurse> told a court [that it rained].\nMara Quill, 41, came last.", "Mara Quill"),
    ("lead-behind-a-dateline", "LEEDS - <A federal judge> said [it rained].\nDistrict Judge Mara Quill wrote to both firms.", "Mara Quill"),
    ("lead-the-head-of", "<The chief executive of Stonebridge Motors> said [it rained].\nMara Quill, 41, came last.", "Mara Quill"),
    ("lead-of-another-office", "<A state representative from Leeds> said [it rained].\nGov. Mara Quill (R) came last.", "a state representative from Leeds"),
    ("lead-the-minister", "<The minister> said [it rained].\nMara Quill, 41, came last.", "the minister"),
    ("lead-with-a-name", "<A nurse> told Mr. Owen Hartley [that it rained].\nMara Quill, 41, came last.", "a nurse"),
    ("lead-of-a-man", "<A spokesman> told a court [that it rained].\nMrs. Mara Quill came last.", "a spokesman"),
    ("not-the-lead", "It was cold. <A nurse> told a court [that it rained].\nMara Quill, 41, came last.", "a nurse"),
    ("the-pope", "Mara Quill met reporters. <The Pope> said [it rained].", "the Pope"),
    ("the-republican", "Sen. Mara Quill (D-Ohio) spoke. <The Republican> said [it rained].", "the Republican"),
    ("the-chinese", "Mara Quill was there. <The Chinese> said [it rained].", "Chinese"),
    ("the-democrats", "Sen. Mara Quill (D-Ohio) spoke. <The Democrats> said [it rained].", "Democrats"),
    ("surname-of-a-trade", "Sabrina Carpenter sang on Monday. <Carpenter> said [it rained].", "Sabrina Carpenter"),
    ("no-club", "The United Nations met on Friday. <The club> said [it rained].", "the club"),
    ("no-lawmaker", "Union representative Mara Quill spoke. <The lawmaker> said [it rained].", "the lawmaker"),
    ("lawmaker-of-another-country", "Sen. Mara Quill spoke. <The Israeli lawmaker> said [it rained].", "the Israeli lawmaker"),
    ("steel", "<David Steel> said [it rained].", "David Steel"),
    ("coordinated-titles", "<The poet and singer Mara Quill> said [it rained].", "Mara Quill"),
]

PRONOUNS = [
    ("surname-that-men-have-for-a-first-name", "Ketanji Tyrone won in May. Tyrone is tall. <She> said [it rained].", "Ketanji Tyrone"),
    ("acted-on", "Kwesi Hartley had never heard of her until his sister sent a clip. [“It was loud,”] <he> said.", "Kwesi Hartley"),
    ("mother’s-bible", "Mara Quill came home. They had found his mother’s Bible. [“It rained,”] <she> said.", None),
    ("whose-brother", "Mara Quill, whose brother Brian died in May, rose. [“It rained,”] <she> said.", "Mara Quill"),
    ("party-and-state", "Sen. Mara Quill (R-Ga.), who has missed more votes this year than anybody, spoke in Macon. <He> said [it was late].", None),
    ("reads", "Owen Hartley met the Polar Weather Agency and put out a statement. <It> read: [“The pier is safe.”]", "a statement"),
    (
        "far-away-named-in-full-below",
        "Ms. Quill sang. It was on a wet and windy day in the autumn of that long year that Ms. Mara Quill sang. It rained. It snowed. It froze. It thawed. <She> said [it was cold].",
        "Mara Quill",
    ),
    ("far-away-alone", "Owen Hartley arrived. It rained. It snowed. It froze. It thawed. <He> said [it was cold].", "Owen Hartley"),
    (
        "whom-all-is-about",
        "Ms. Mara Quill drew maps for sixty years.\nA judge found them good.\nIn 1990, <she> said [it was late].",
        "Mara Quill",
    ),
    (
        "another-named",
        "Ms. Mara Quill drew maps for sixty years.\nMs. Lena Roth did not.\nA judge found them good.\nIn 1990, <she> said [it was late].",
        "Lena Roth",
    ),
    (
        "speech",
        "Governor Mara Quill spoke to the legislature of Osawa on Tuesday. An excerpt, as prepared for delivery, follows.\nMembers of the house:\n<I> believe [that a state is a promise].",
        "Mara Quill",
    ),
    ("speech-of-nobody", "Two mayors, Mara Quill and Owen Hartley, spoke. The transcript follows.\n<I> believe [that a state is a promise].", None),
    ("mama", "Mara Quill spoke in Leeds. Then Owen Hartley sang. “My mama raised four boys and <she> never said [it was hard],” he told us.", "my mama"),
    ("asked", "Owen Hartley spoke on Monday. Asked whether <he> wanted [to go], Daniel Otieno laughed.", "Daniel Otieno"),
    ("asked-of-another", "Asked whether Owen Hartley knew what <he> wanted [to say], Daniel Otieno laughed.", "Owen Hartley"),
    ("asked-a-woman", "Owen Hartley spoke on Monday. Asked whether <he> wanted [to go], Ms. Quill laughed.", "Owen Hartley"),
    ("accents", "<Sinéad Hartley> said Mr Quill was ill. In letters, <he> said [it rained].", "Quill"),
    (
        "who-beside",
        "The clip spread on X, where it was reposted by state Senate candidate Owen Pettibone, <who> wrote [that it was “all the proof you need.”]",
        "Owen Pettibone",
    ),
    ("a-judge-named-below", "<A federal judge> said [the deal is off].\nDistrict Judge Mara Quill wrote to both firms.", "Mara Quill"),
    ("a-lawyer-for-others", "<A lawyer for the dead> said [it rained].\nMara Quill, a lawyer for the firm, wrote to both.", "a lawyer for the dead"),
    ("a-judge-and-his-wife", "<A federal judge> said [it rained].\nMara Quill, the judge's wife, wrote to both firms.", "a federal judge"),
    ("a-senator-of-another-party", "<A Republican senator> said [it rained].\nSen. Mara Quill, a Democrat, wrote to both.", "a Republican senator"),
    ("who-is-asked-for", "Police asked Owen Hartley <who> said [the pier is safe].", "who"),
    ("they-in-the-same-sentence", "After the company cut jobs, <they> said [that sales had fallen].", "the company"),
    ("a-former-judge", "<A former judge> said [the deal is off].\nDistrict Judge Mara Quill wrote to both firms.", "a former judge"),
    ("headline-judge", "headline: <Judge> says [deal is off]\nA federal judge spoke on Monday.\nDistrict Judge Mara Quill wrote to both.", "Mara Quill"),
    ("she", "<Mara Quill> said [the pier is safe]. <She> added [that it was old].", "Mara Quill"),
    (
        "he-after-surname",
        "Owen Hartley was there. <Hartley> said [it rained]. <He> added [that it was cold].",
        "Owen Hartley",
    ),
    ("he-he", "<Owen Hartley> said [it rained]. <He> sighed. <He> added [that it was cold].", "Owen Hartley"),
    ("he-subject", "<Owen Hartley> criticised [Paul Adeyemi]. <He> said [the plan was weak].", "Owen Hartley"),
    ("he-content", "<Owen Hartley> said [Paul Adeyemi was wrong]. <He> added [that it was cold].", "Owen Hartley"),
    ("he-paragraph", "<Owen Hartley> said [it rained].\n[“We are cold,”] <he> added.", "Owen Hartley"),
    ("he-quoted", "<Owen Hartley> smiled. [“Paul Adeyemi is a liar,”] <he> said.", "Owen Hartley"),
    ("she-of-two", "<Mr. Owen Hartley> met Mrs. Mara Quill. <She> said [it rained].", "Mara Quill"),
    ("she-visitor", "Mara Quill sings when a visitor sits down. [“It helps,”] <she> says.", "Mara Quill"),
    ("she-judge", "Mrs. Mara Quill drew a map. <A judge> said [it was right]. <She> agreed [to leave].", "Mara Quill"),
    ("she-said-of-another", "Nadia Ferro called Gwen Tillotson on Sunday. Ferro was furious; [Tillotson], <she> said, [had leaked the memo].", "Nadia Ferro"),
    ("judge-himself", "Mr. Owen Quill left. <A judge> said [<he> thinks [it rains]].", "a judge"),
    ("she-asked", "Mrs. Mara Quill left. Asked by a judge, <she> said [it rained].", "Mara Quill"),
    ("first-name-guess", "Michael Otieno and Jennifer Quill met. <She> said [it rained].", "Jennifer Quill"),
    ("title-before-first-name", "Mrs. Michael Quill arrived. <She> said [it rained].", "Michael Quill"),
    ("he-own-clause", "<Owen Hartley> said [<he> thinks [it rains]].", "Owen Hartley"),
    ("her-advice", "Mara Quill runs a clinic. <Her> advice was [to rest].", "Mara Quill"),
    ("it-agency", "<The Polar Weather Agency> said [ice is thin]. <It> warned [of floods].", "Polar Weather Agency"),
    ("it-not-where-it-stood", "Stonebridge Motors sells cars. The app will close, according to a blog post. <It> promised [refunds].", "Stonebridge Motors"),
    ("whose-noun", "<The minister’s> plea [to stay] was heard.", "the minister"),
    ("it-report", "The <NGC> published a report. <The report> said [harvests fell]. <It> warned [of hunger].", "NGC"),
    ("they-police", "<Police> said [he ran]. <They> believe [he is armed].", "police"),
    ("they-people", "<Two farmers> said [it rained]. <They> fear [a flood].", "two farmers"),
    ("they-together", "<Brightwell and Acme> cut [jobs]. <They> said [sales fell].", "Brightwell and Acme"),
    (
        "it-caption",
        "<The union> said [it rained].\ncaption: The ministry in Leeds\n<It> warned [of floods].",
        "the union",
    ),
    (
        "they-of-whom-the-state",
        "<Fishermen> worry [that the lake will dry]. [Few have money that the state could ask for], <they> say.",
        "fishermen",
    ),
    ("she-no-money", "The Money Runs Dry: Ms. Quill's council cut its ties. She has praised [farmers]. <She> said [it rained].", "Quill"),
    ("they-union", "<The union> rejected [the offer]. <They> want [more pay].", "the union"),
    ("he-nominal", "<A spokesman> declined. <He> said [it was late].", "a spokesman"),
    ("who", "Owen Hartley, <who> supports [the strike], was there.", "Owen Hartley"),
    ("who-apposition", "Owen Hartley, a deserter <who> believes [the war is lost], fled.", "Owen Hartley"),
    ("who-is-described", "Owen Hartley sat. He is 71, a retired machinist <who> believes [the war is lost].", "Owen Hartley"),
    ("who-it-was", "It was Owen Hartley <who> said [the pier is safe].", "Owen Hartley"),
    ("who-is-familiar-with", "<A person familiar with the campaign>, <who> asked [not to be named], left.", "a person familiar with the campaign"),
    (
        "no-unnamed-in-what-he-says",
        "Owen Hartley hopes so. A hearing is set for March. [Whatever the judge decides], <he> promised, [the pier will stay].",
        "Owen Hartley",
    ),
    ("a-democrat", "Gov. Mara Quill rose. The governor, a Democrat seeking a second term, was calm. “[I was wrong],” <she> said.", "Mara Quill"),
    ("four-page-letter", "The four-page letter, dated July 2, was long. <It> says [that the pier is safe].", "the four-page letter"),
    ("who-noun", "Farmers <who> want [more rain] met on Monday.", "farmers"),
    ("which", "Brightwell Motors, <which> says [demand is weak], cut jobs.", "Brightwell Motors"),
    (
        "which-of-what-tells-nothing",
        "Families queue in a photo provided in March by Leeds city council, <which> says [40 people are missing].",
        "Leeds city council",
    ),
    ("she-quoted-is-another", "Mrs. Mara Quill met Mrs. Ada Moor. <Quill> said [“<she> thinks [it rains].”]", "Ada Moor"),
    ("she-in-the-quotation", "Mrs. Ada Moor left. <Owen Hartley> said: [“Well, the girl was sure. <She> thinks [it rained].”]", "the girl"),
    ("she-of-a-clip", "<BIGGS>: [It rained.]\n<MOOR>: [We leave.]\n<REPORTER>: [Sheriff Luanne Biggs spoke. <She> fears [a flood].]", "Luanne Biggs"),
    ("he-asked-by-a-judge", "Owen Hartley left. Asked by Judge Paul Adeyemi, <he> said [it rained].", "Owen Hartley"),
    ("they-in-a-turn", "<MARA QUILL>: [Did the men know?]\n<ADA MOOR>: [<They> knew [it rained].]", "the men"),
    ("she-in-a-turn", "<MARA QUILL>: [Did it rain?]\n<ADA MOOR>: [<She> knew [it rained].]", None),
    ("i-below-another", "[“My mother knew that <I> feared [rain],”] <Mara Quill> said.", "Mara Quill"),
    ("i", "[“<I> think [it rained],”] <Mara Quill> said.", "Mara Quill"),
    ("we", "<Brightwell Motors> said: [“<We> believe [it rained].”]", "Brightwell Motors"),
    ("WHO", "The World Health Organization met. The <WHO> said [masks help].", "World Health Organization"),
    ("some", "<Some> say [it rained].", "some"),
    ("those-who", "<Those who left> say [it rained].", "those who left"),
]

UNRESOLVED = [
    ("two-subjects", "Owen Hartley and Paul Adeyemi met. <He> said [it rained]."),
    ("object-or-earlier-subject", "Owen Hartley arrived. A crowd cheered Paul Adeyemi. <He> said [it rained]."),
    ("nobody", "The valley was dry. <He> said [it rained]."),
    ("only-women", "Mrs. Mara Quill arrived. <He> said [it rained]."),
    ("after-unresolved", "Owen Hartley and Paul Adeyemi met. <He> smiled. <He> said [it rained]."),
    ("i-outside", "<I> think [it rained]."),
    ("you", "Owen Hartley arrived. <You> know [it rained]."),
    ("this", "<This> shows [it rained]."),
    ("far-away", "Owen Hartley met Daniel Otieno. It rained. It snowed. It froze. It thawed. <He> said [it was cold]."),
    ("they-persons-of-one-sentence", "Owen Hartley arrived. <They> said [it rained]."),
]

FLOATING = [
    ("same-paragraph", "[“It rained,”] <Mara Quill> said. It was dark. [“We left.”]", "Mara Quill"),
    ("next-paragraph", "[“It rained,”] <Mara Quill> said.\n[“We left.”]", "Mara Quill"),
    ("two-paragraphs", "[“It rained,”] <Mara Quill> said.\nThe valley was dark.\nIt was late. [“We left.”]", None),
    ("two-speakers", "[“It rained,”] <Mara Quill> said. [“No,”] <Owen Hartley> said.\n[“We left.”]", None),
    ("indirect", "<Mara Quill> said [it rained].\n[“We left.”]", "Mara Quill"),
    ("gesture", "Mara Quill shook her head. [“Never.”]", "Mara Quill"),
    ("gesture-of-hers", "Mara Quill was there. Her grandmother turned a bishop away. [“Never.”]", "Mara Quill"),
    ("gesture-of-another", "[“It rained,”] <Mara Quill> said.\nOwen Hartley shook his head. [“Never.”]", "Owen Hartley"),
    ("weather", "The rain grew heavier. [“Never.”]", None),
    (
        "turns",
        "[“It rained,”] <Mara Quill> said.\n[“No,”] <Owen Hartley> said. [“It froze.”]\n[“It rained.”]",
        "Mara Quill",
    ),
    ("turns-of-a-question", "[“It rained,”] <Mara Quill> said.\n[“All day,”] <Owen Hartley> said.\n[“All day?”]", "Mara Quill"),
    ("no-turns", "[“It rained,”] <Mara Quill> said.\n[“All day,”] <Owen Hartley> said.\n[“We left at noon.”]", "Owen Hartley"),
    ("bare-question", "[“It rained,”] <Mara Quill> said.\nAll day?\n[“Until noon.”]", "Mara Quill"),
    ("addressed", "[“It rained,”] <Mara Quill> said.\n[“All day,”] <Owen Hartley> said.\n[“Owen, let me finish.”]", "Mara Quill"),
    ("addressed-at-the-end", "[“It rained,”] <Mara Quill> said.\n[“All day,”] <Owen Hartley> said.\n[“I know the rules, Mr. Hartley.”]", "Mara Quill"),
    ("your-honor", "[“It rained,”] <Owen Hartley> said.\n[“All day,”] <Judge Mara Quill> said.\n[“Your Honor, it froze.”]", "Owen Hartley"),
    ("named-and-not-addressed", "[“It rained,”] <Mara Quill> said.\n[“I told my son, young Quill, to stay.”]", "Mara Quill"),
    ("turns-one-unknown", "[“It rained,”] <Mara Quill> said. [“All day.”]\n[“It froze.”]", None),
]

INTERVIEWS = [
    (
        "interview-i",
        "headline: Interview with the poet Mara Quill\nWhy do you write?\n<I> think [it helps].\nSince when?\nSince May.",
        "Mara Quill",
    ),
    (
        "interview-letters",
        "headline: A conversation with the poet Mara Quill\nQ. Why do you write?\nA. <I> think [it helps].\nQ. Since when?\nA. Since May.",
        "Mara Quill",
    ),
    (
        "interview-answer-with-a-question",
        "headline: Interview with the poet Mara Quill\nWhy do you write?\n<I> think [it helps]. There are so many who never read a line of it that one must ask what it is all for, and so why should a poet ever stop?\nSince when?\nSince May.",
        "Mara Quill",
    ),
    (
        "interview-question-behind-a-short-one",
        "headline: Interview with the poet Mara Quill\nWhy?\nWho knows?\nWhere and when and for whom, after all these years, do <you> think [it helps]?\nHere.",
        "Mara Quill",
    ),
    (
        "interview-question-as-a-heading",
        "headline: Interview with the poet Mara Quill\nheadline: Why do <you> think [it helps]?\nIt does.\nSince when?\nSince May.",
        "Mara Quill",
    ),
    (
        "interview-you",
        "headline: The Ledger interviews Mara Quill on Otieno\nDo <you> think [it helps]?\nIt does.\nSince when?\nSince May.",
        "Mara Quill",
    ),
    (
        "interview-asker",
        "headline: Interview with the poet Mara Quill\nWhy do you write?\nIt helps.\n<I> heard [it hurts]. Does it?\nNo.",
        None,
    ),
    (
        "interview-two",
        "headline: Interview with Mara Quill and Owen Hartley\nWhy do you write?\n<I> think [it helps].\nSince when?\nMay.",
        None,
    ),
    (
        "interview-talked-to",
        "headline: The Ledger interviews a poet\nThe Ledger spoke with Mara Quill about Owen Hartley.\nWhy do you write?\n<I> think [it helps].\nSince when?\nMay.",
        "Mara Quill",
    ),
    (
        "interview-of-another",
        "headline: The Ledger interviews a poet\nThe Ledger interviewed the owner of a shop.\nMara Quill and Owen Hartley won.\nIn a radio interview Mara Quill wept.\nWhy do you write?\n<I> think [it helps].\nSince when?\nMay.",
        None,
    ),
    (
        "interview-untold",
        "headline: The river and its poet\nMara Quill was born in the US. Owen Hartley taught her. Quill left at nine. Quill won.\nWhy do you write?\n<I> think [it helps].\nSince when do you?\nI was nine.\nFor whom?\nMy aunt.",
        "Mara Quill",
    ),
    (
        "interview-untold-met",
        "headline: The river and its poet\nMara Quill sings. She met me in May.\nWhy do you write?\n<I> think [it helps].\nSince when do you?\nI was nine.\nFor whom?\nMy aunt.",
        "Mara Quill",
    ),
    (
        "questions-untold",
        "headline: The river and its poet\nMara Quill was born here. Owen Hartley taught her. Quill left at nine. Quill won.\nWhy do you write?\n<I> think [it helps].\nSince when do you?\nMay.\nFor whom?\nAn aunt.",
        None,
    ),
    (
        "asks-himself",
        "headline: Quill must go\nMara Quill was back on Tuesday. Quill spoke for two hours. Quill did not mention tariffs.\nSo what does she want?\n<I> think [it helps].\nWill it?\nI doubt it.\nAnd then?\nI do not know.",
        None,
    ),
    (
        "interview-picture",
        "headline: The river and its poet\ncaption: Mara Quill. Photo: Owen Hartley.\nWhy do you write?\n<I> think [it helps].\nSince when do you?\nI was nine.\nFor whom?\nMy aunt.",
        "Mara Quill",
    ),
    (
        "labelled-answer",
        "byline: By Owen Hartley\nMara Quill was born here. Quill won. Quill left.\nQ: Why do you write?\n<A>: [It helps].\nQ: Since when?\n<A>: [Since May].",
        "Mara Quill",
    ),
    (
        "labelled-told",
        "Mara Quill kept the light. She told Owen Hartley why she left.\nQ: Why do you write?\n<A>: [It helps].\nQ: Since when?\n<A>: [Since May].",
        "Mara Quill",
    ),
    (
        "labelled-question",
        "byline: By Owen Hartley\nMara Quill was born here. Quill won. Quill left.\n<Q>: [Why do you write?]\nA: It helps.\n<Q>: [Since when?]\nA: Since May.",
        "Owen Hartley",
    ),
    ("labelled-unknown", "It rained.\n<Q>: [Why do you write?]\nA: It helps.\n<Q>: [Since when?]\nA: Since May.", "Q"),
    ("author-with-two-surnames", "byline: By Ruth Delacroix-Penn\nI asked the machine to be my father. <I> think [it helps].", "Ruth Delacroix-Penn"),
    ("author", "byline: By Mara Quill\nIt rained. <I> think [it was cold].", "Mara Quill"),
    ("introduced", "byline: By Owen Hartley\nGood morning. My name is Mara Quill. <I> think [it is late].", "Mara Quill"),
    ("introduced-i-am", "byline: By Owen Hartley\nGood morning, I'm Mara Quill. <I> think [it is late].", "Mara Quill"),
    ("introduced-in-marks", "byline: By Owen Hartley\n“My name is Mara Quill,” she began. <I> think [it was late].", "Owen Hartley"),
    ("introduced-not", "byline: By Owen Hartley\nI am no Mara Quill. <I> think [it is late].", "Owen Hartley"),
    ("two-authors", "byline: By Mara Quill and Owen Hartley\nIt rained. <I> think [it was cold].", None),
]

ANSWERED = NAMES + NOUNS + PRONOUNS + FLOATING + INTERVIEWS + [(*row, None) for row in UNRESOLVED]

ROLES = [
    ("title-inside", Speaker("Daniel Otieno", "person", "Kenyan President")),
    ("apposition", Speaker("Mara Quill", "person", "director of the museum")),
    ("copula", Speaker("Mara Quill", "person", "director of the museum")),
    ("noun-then-name", Speaker("Owen Hartley", "person", "team's coach")),
    ("honorific", Speaker("Owen Hartley", "person", None)),
    ("acronym", Speaker("Northern Grain Council", "organisation", None)),
    ("steel", Speaker("David Steel", "person", None)),
    ("researchers", Speaker("researchers", "group", None)),
    ("coordinated", Speaker("Brightwell and Acme", "group", None)),
    ("report-nobody's", Speaker("the report", "document", None)),
    ("he-nominal", Speaker("a spokesman", "person", None)),
]


# --- marked texts -----------------------------------------------------------------------------


@frozen
class Case:
    article: Article
    sources: tuple[Span, ...]
    contents: tuple[Span, ...]


def read_case(id: str, marked: str) -> Case:
    """The text without its marks, and where they stood; a zone may open a paragraph ("headline: …")."""
    text, spans, open_, paragraphs = "", {"<": [], "[": []}, {"<": [], "[": []}, []
    for line in marked.split("\n"):
        zone = re.match(r"(headline|byline|caption|furniture): ", line)
        start = len(text)
        for character in line[zone.end() if zone else 0 :]:
            if character in "<[":
                open_[character].append(len(text))
            elif character in ">]":
                mark = "<" if character == ">" else "["
                spans[mark].append(Span(open_[mark].pop(), len(text)))
            else:
                text += character
        paragraphs.append(Paragraph(Span(start, len(text)), zone.group(1) if zone else "body"))
        text += "\n"
    article = Article(id, "", text.rstrip("\n"), tuple(paragraphs))
    return Case(article, tuple(sorted(spans["<"])), tuple(sorted(spans["["])))


CASES = {id: read_case(id, marked) for id, marked, _ in ANSWERED}


@cache
def frozen_parses() -> dict[str, Document]:
    return {d.article.id: d for d in from_conllu(FROZEN.read_text(encoding="utf-8"))}


def document_of(id: str) -> Document:
    document, article = frozen_parses().get(id), CASES[id].article
    assert document and document.article.text == article.text, f"{id}: not parsed yet; run python {__file__}"
    return evolve(document, article=article)


def mention_at(span: Span, document: Document) -> Mention:
    tree = next(t for t in trees_of(document) if t.sentence.span.contains(span))
    words = [w for w in tree.words if span.contains(w.span) and w.upos not in ("PUNCT", "DET")]
    words = words or [tree.word_at(span.start)]
    inside = {w.index for w in words}
    head = next(w for w in words if w.head not in inside)
    kind = "pronoun" if head.upos == "PRON" else "name" if head.upos == "PROPN" else "nominal"
    return Mention(span, span.of(document.article.text), head.span, kind)


def attributions_of(case: Case, document: Document) -> tuple[Attribution, ...]:
    """Each source with the content nearest to it in the same sentence; what is left over is floating."""
    text, left, found = case.article.text, list(case.contents), []
    for source in case.sources:
        content = min((c for c in left if not c.contains(source)), key=lambda c: _distance(c, source), default=None)
        if content is None or "." in text[min(content.end, source.end) : max(content.start, source.start)]:
            continue
        left.remove(content)
        found.append((mention_at(source, document), content))
    found += [(None, content) for content in left]
    return tuple(_attribution(str(i), m, c, text) for i, (m, c) in enumerate(found))


def _distance(content: Span, source: Span) -> int:
    return max(content.start - source.end, source.start - content.end)


def _attribution(id: str, source: Mention | None, content: Span, text: str) -> Attribution:
    said = content.of(text)
    turn = source is not None and text[source.span.end : content.start] == ": " and not said.startswith("“")
    construction = "transcript" if turn else "finite_clause" if source else "floating"
    kind = "direct" if said.startswith("“") else "indirect"
    return Attribution(id, kind, "assertion", "positive", (content,), said, None, source, None, construction, content)


def asked(id: str) -> Speaker | None:
    document = document_of(id)
    resolved = resolve(document, attributions_of(CASES[id], document), LEXICON)
    floating = [a for a in resolved if a.source is None]
    last = floating[-1] if floating else max(resolved, key=lambda a: a.source.span)
    return last.speaker


# --- tests ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("id", "expected"), [(id, expected) for id, _, expected in ANSWERED], ids=lambda v: str(v))
def test_the_only_candidate_or_nobody(id, expected):
    speaker = asked(id)
    assert (speaker and speaker.name) == expected


@pytest.mark.parametrize(("id", "expected"), ROLES, ids=lambda v: v if isinstance(v, str) else "")
def test_type_and_role(id, expected):
    assert evolve(asked(id), mentions=()) == expected


def test_two_that_stand_within_each_other_end_the_search_for_who_says_i():
    document = document_of("i-below-another")
    text = document.article.text
    knew, feared = (mention_at(Span(text.index(w), text.index(w) + len(w)), document) for w in ("My mother", " I "))
    everything = Span(0, len(text))
    one, two = _attribution("1", knew, everything, text), _attribution("2", evolve(feared, kind="pronoun"), everything, text)
    found = resolve(document, (evolve(one, kind="indirect"), evolve(two, kind="indirect")), LEXICON)
    assert [a.speaker and a.speaker.name for a in found] == ["my mother", None]


def test_behind_a_quotation_within_another_one_is_still_in_it():
    stretches = _Stretches([Span(0, 20), Span(5, 10), Span(30, 40)])
    assert [offset in stretches for offset in (7, 15, 25, 35)] == [True, True, False, True]


def test_a_named_speaker_shows_where_the_name_stands():
    speaker = asked("surname")
    assert [m.text for m in speaker.mentions] == ["Mara Quill"]


@pytest.mark.parametrize("id", CASES)
def test_nothing_but_the_speaker_is_set(id):
    document = document_of(id)
    before = attributions_of(CASES[id], document)
    after = resolve(document, before, LEXICON)
    assert tuple(evolve(a, speaker=None) for a in after) == before


@given(st.lists(st.sampled_from(sorted(CASES)), min_size=1, max_size=4))
def test_no_speaker_is_invented(ids):
    """Whatever texts stand together, every word of a speaker's name stands in the article."""
    document, attributions = joined(ids)
    words = set(re.findall(r"\w+", document.article.text.lower()))
    for attribution in resolve(document, attributions, LEXICON):
        if attribution.speaker:
            assert set(re.findall(r"\w+", attribution.speaker.name.lower())) <= words


def test_the_work_is_linear_in_the_length(steps):
    once, twice = (joined([*CASES] * times) for times in (1, 2))
    assert steps(lambda: resolve(*twice, LEXICON)) < 2.5 * steps(lambda: resolve(*once, LEXICON))


def joined(ids: list[str]) -> tuple[Document, tuple[Attribution, ...]]:
    """Several texts as one article, each a paragraph or more."""
    text, paragraphs, sentences, attributions = "", (), (), ()
    for id in ids:
        document = document_of(id)
        found = attributions_of(CASES[id], document)
        shift, first = len(text), len(paragraphs)
        sentences += tuple(_moved_sentence(s, shift, first) for s in document.sentences)
        paragraphs += tuple(evolve(p, span=_moved(p.span, shift)) for p in document.article.paragraphs)
        attributions += tuple(_moved_attribution(a, shift) for a in found)
        text += document.article.text + "\n"
    return Document(Article("joined", "", text, paragraphs), sentences), attributions


def _moved(span: Span, shift: int) -> Span:
    return Span(span.start + shift, span.end + shift)


def _moved_sentence(sentence: Sentence, shift: int, first: int) -> Sentence:
    words = tuple(evolve(w, span=_moved(w.span, shift)) for w in sentence.words)
    return Sentence(_moved(sentence.span, shift), sentence.paragraph + first, words)


def _moved_attribution(attribution: Attribution, shift: int) -> Attribution:
    mention = attribution.source
    if mention:
        mention = evolve(mention, span=_moved(mention.span, shift), head=_moved(mention.head, shift))
    content = tuple(_moved(s, shift) for s in attribution.content)
    return evolve(attribution, id=f"{shift}-{attribution.id}", source=mention, content=content)


if __name__ == "__main__":
    from attribution.parse import Parser

    parser, known = Parser(), frozen_parses()
    parsed = {i: d for i, d in known.items() if i in CASES and d.article.text == CASES[i].article.text}
    parsed |= {id: parser(case.article) for id, case in CASES.items() if id not in parsed}
    FROZEN.write_text("".join(to_conllu(parsed[id]) for id in CASES), encoding="utf-8")
