"""What a page says of itself, where an article speaks of the world: menus, labels, notices, calls to the reader.

Each signal looks at one line and begins with its example.
"""

from __future__ import annotations

import re

from attribution.zone_signals.line import ITEM, Line
from attribution.zone_signals.phrases import ABOUT_WRITER, ASKED, BLOCK, BREAK, COMMENTS, LONE, MORE, NOTE, NOTICE, SECTION, SHARE, SHARE_REST


def navigation(line: Line) -> bool:
    """Home | World | Politics"""
    if line.is_final or len(line.words) > 60:
        return False
    named = sum(SECTION.fullmatch(f" {w}") is not None for w in line.folded)
    separated = len(re.findall(r"\s[|>›»/•·]\s", line.text)) > 1
    mostly = named == len(line.words) or named > max(3, 0.6 * len(line.words))
    return named > 0 and (mostly or separated)


def lone_label(line: Line) -> bool:
    """Advertisement – Advertisement · Scroll to continue – $89.00 at The Shop"""
    if len(line.words) > 8:
        return _URL.fullmatch(line.text) is not None
    if _URL.fullmatch(line.text) or _TAG.fullmatch(line.text):
        return True
    if LONE.fullmatch(line.label):
        return True
    parts = _PARTS.split(line.text)
    return len(parts) > 1 and all(LONE.fullmatch(Line(part).label) for part in parts)


_URL = re.compile(r"https?://\S+")
_TAG = re.compile(r"[$£€]\d[\d.,]* (?:at|from) [\w.’' ]{2,30}")
_PARTS = re.compile(r"\s*[|·•∙]\s*")


def has_parts(line: Line) -> bool:
    """Local news | Public safety – Breaking: Storm closes the coast road"""
    return len(_PARTS.split(line.text)) > 1 or line.turn != ""


def share_bar(line: Line) -> bool:
    """Share this article on Facebook"""
    words = [f" {w}" for w in line.folded[:15]]
    return 0 < len(words) < 15 and SHARE.fullmatch(words[0]) is not None and all(map(SHARE_REST.fullmatch, words))


_REACTIONS = re.compile(
    r"(?:over |more than )?[\d,.]+[km]? (?:likes?|shares?|views?|reposts?|restacks?|retweets?|reactions?|followers?|subscribers?|members?|upvotes?|claps?|recommend(?:s|ed)?"
    r"|(?:new )?(?:posts?|alerts?|updates?|results?)|people (?:viewing|watching|reading|listening|online))\b.{0,30}",
    re.I,
)
_COUNTED = re.compile(r"(?:(?:read|view|see|show|load) (?:all )?)?\d[\d,.]*k? (?:thoughts?|comments?|responses?|replies|reply)\b(?: (?:on|to) .*)?", re.I)


def comments_label(line: Line) -> bool:
    """Comments (12) – 12 thoughts on “Storm closes the coast road”"""
    return len(line.words) < 30 and (COMMENTS.fullmatch(line.label) or _COUNTED.fullmatch(line.text)) is not None


def counter(line: Line) -> bool:
    """211 Likes"""
    return not line.is_final and len(line.words) < 9 and _REACTIONS.fullmatch(line.text) is not None


_END = re.compile(r"[-–—*#/ ]*(?:ENDS?|Ends)[-–—*#/ .]*|[-–—* ]+(?:30|ends?)[-–—* ]+|#{2,}")


def ends_article(line: Line) -> bool:
    """About the Author – Comments (12) – ENDS"""
    return comments_label(line) or _END.fullmatch(line.text) is not None or ABOUT_WRITER.fullmatch(line.label) is not None


_ABOUT = re.compile(r"About(?: the)?(?: [A-Z][\w&.’'-]*){1,6}")


def about(line: Line) -> bool:
    """About Acme Holdings"""
    return _ABOUT.fullmatch(line.text) is not None and not line.is_final


def block_label(line: Line) -> bool:
    """Most Read"""
    if comments_label(line) or _END.fullmatch(line.text) or (len(line.words) < 9 and ASKED.fullmatch(line.label)):
        return True
    is_open = not line.text.endswith((".", "?", '"', "”", "’", "'", ","))
    return is_open and len(line.words) < 9 and BLOCK.fullmatch(line.label) is not None


_LINK = re.compile(
    r"(?:tags?|topics?|keywords?|filed under|categor(?:y|ies)): ?\S|(?:tagged|filed) (?:with|in|as|under)\b"
    r"|(?:(?:read|see|click|watch|listen) (?:more|also|now|next|here|this)|watch|listen"
    r"|also read|related(?: (?:story|article)s?)?|more(?: on this)?"
    r"|don['’]t miss|must[- ]read|(?:go|dive) deeper|see also|further reading|from the archives?|recommended|now playing|in pictures|(?:[A-Z]{2,5} )?(?:audio|video)|podcast)\s*(?:[:|>»›→–—]|-\s)\s*\S",
    re.I,
)


def link(line: Line) -> bool:
    """Read more: Storm closes the coast road – Tags: storm, roads"""
    return len(line.words) < 30 and _LINK.match(line.text) is not None


_COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright)(?=.{0,60}(?:\d{4}|copyright))", re.I)


def rights(line: Line) -> bool:
    """© 2024 The Daily"""
    return len(line.words) < 60 and _COPYRIGHT.match(line.text) is not None


_AFFILIATE = re.compile(r"\bmay (?:earn|receive|get|collect) (?:an? )?(?:\w+ )?(?:commission|revenue)", re.I)


def notice(line: Line) -> bool:
    """We use cookies to improve your visit. – Get our stories in your inbox. – © 2024 The Daily"""
    about_rights = rights(line) or line.text.lower().endswith("all rights reserved.")
    if len(line.words) < 40 and _AFFILIATE.search(line.text) and (line.to_reader or "links" in line.folded):
        return True
    return not line.has_quotation and (about_rights or NOTICE.match(line.label) is not None)


LONGEST_BLURB = 60  # words
LONGEST_APPEAL = 30  # words of a sentence that is known by little else than "you"
# "Watch more stories": what a reader is called to do, with what, and of these what is the page's own even in whole sentences.
_CALLS = frozenset(
    "become book browse buy catch check choose click contact create discover donate download enter explore find follow get give help install "
    "join learn like listen load manage message open play read rate register save search see select send share shop show sign skip "
    "start stay stream submit subscribe support switch take tap tell try turn tweet type update upgrade view visit vote watch write".split()
)
_CALLED = frozenset(
    "account ad ads advertisement alert alerts app article articles below browser channel channels comment comments content "
    "conversation cookies debate digest discussion edition email e-mail emails episode episodes facebook faq gallery here homepage inbox instagram journalism link links "
    "linkedin linked member membership more navigation newsletter newsletters newsroom notifications page player playlist podcast "
    "podcasts post preferences process profile quiz report settings site slideshow sources sponsor sponsors stories story subscriber subscribers "
    "subscription subscriptions telegram tiktok tip tips twitter updates video videos website whatsapp youtube".split()
)
_PAGE_S_OWN = frozenset(
    "we our us here below homepage newsletter newsletters journalism subscriber subscribers subscription subscriptions member membership "
    "newsroom comments gallery podcast channel alerts more whatsapp telegram".split()
)


def call(line: Line) -> bool:
    """Watch more stories from the county below – Support our journalism. Become a member! – Two papers have closed. Subscribe to ours."""
    return _is_call(line) or _holds_call(line)


_SENTENCE_END = re.compile(r"[.!?…:][\"'”’»)\]]*\s+(?=[\"'“‘«(]?[A-Z0-9])")


def _holds_call(line: Line) -> bool:
    """Whether its first or its last sentence calls the reader, out of quotation marks: "“It is short,” says a reader. Send us yours."."""
    if len(line.words) > LONGEST_BLURB or line.unquoted.has_quotation:
        return False
    sentences = _SENTENCE_END.split(line.unquoted.text)
    return len(sentences) > 1 and any(_calls_for_itself(Line(sentences[at])) for at in (0, -1))


def _calls_for_itself(line: Line) -> bool:
    """Send us your story – Subscribe for $39 a year – Become a member – Vote now"""
    if not 1 < len(line.words) < 24 or line.folded[0] not in _CALLS:
        return False
    own = not _PAGE_S_OWN.isdisjoint(line.folded) and not _CALLED.isdisjoint(line.folded)
    at_once = line.folded[1:] in (("now",), ("here",), ("today",))
    return own or at_once or line.folded[1] == "us" or line.folded[0] in ("subscribe", "donate")


def _is_call(line: Line) -> bool:
    if not 1 < len(line.words) < 24 or line.has_quotation:
        return False
    is_form = line.text.endswith(("...", "…"))  # where something is to be written: "Enter your email…"
    if line.is_final and not is_form and (_PAGE_S_OWN.isdisjoint(line.folded) or ITEM.match(line.text)):
        return False
    is_question = "?" in line.text and line.folded[0] in ("want", "need", "like", "got", "looking") and "more" in line.folded
    return is_question or line.folded[0] in _CALLS and not _CALLED.isdisjoint(line.folded)


def calls(line: Line) -> bool:
    """Whether it opens with what a reader is called to do: "Watch the match again"."""
    return line.folded[:1] != () and line.folded[0] in _CALLS


def button(line: Line) -> bool:
    """Sign me up – Email address – Donate now"""
    if line.is_final or len(line.words) > 9 or not line.words or share_bar(line) or link(line) or block_label(line) or more_label(line):
        return False
    return line.folded[0] in _CALLS or line.folded[0] in ("email", "enter", "your", "donate")


_ASKS = re.compile(r"(?:got|want|do you|did you|have you|were you|are you|know)\b[^.!?]*\?", re.I)


def asks(line: Line) -> bool:
    """Got a story for our reporters? – Were you there on the night?"""
    return len(line.words) < 20 and _ASKS.fullmatch(line.text) is not None


_PRODUCTS = frozenset("bulletin digest inbox newsletter newsletters podcast podcasts poll quiz".split())


def promises(line: Line) -> bool:
    """The Far Road podcast – Our poll"""
    return len(line.words) < 8 and not line.is_final and _CALLS.isdisjoint(line.folded[:1]) and not _PRODUCTS.isdisjoint(line.folded)


def opens_box(line: Line) -> bool:
    """Support the Post – The Post in your inbox"""
    return promises(line) or (1 < len(line.words) < 8 and not line.is_final and line.folded[0] in _CALLS)


_SHARE_OF_VOTES = re.compile(r".*\b\d{1,2}(?:\.\d)?\s?%")


def vote(line: Line) -> bool:
    """Yes, every time – 81%"""
    return len(line.words) < 15 and _SHARE_OF_VOTES.fullmatch(line.text) is not None


def announces(line: Line) -> bool:
    """Whether this furniture may have its own text below it, as "Our newsletter" has, and not the article's, as "Advertisement"."""
    return line.label != "" and not share_bar(line) and BREAK.fullmatch(line.label) is None


# "Consider becoming a paid subscriber": words of which one asks for something, and those that only offer with another.
_ASKED = re.compile(
    r"subscri(?:be|bers?|bing|ptions?)|newsletters?|inbox|cookies|donat(?:e|ing|ions?)|membership|supporters|unsubscribe|journalism"
    r"|(?:reader|listener|member)-(?:supported|funded)|advertis(?:ing|ements?|ers)|paywall|whatsapp|recaptcha"
)
_OFFERED = re.compile(
    r"sign(?:ed|ing)?|log(?:ged)?|register(?:ed)?|accounts?|apps?|download|consent|privacy|terms|policy|members?|e-?mails?|free|podcasts?"
    r"|telegram|instagram|facebook|alerts|comment(?:s|ing)?|moderat(?:e|ed|ion)|guidelines|community|partners|journalists|stories"
    r"|articles?|posts?|updates|exclusive|offers?|unlimited|access|paid|news|content|readers?|support(?:ing)?|reporting|contribut(?:e|ing|ions?)"
)


def pitch(line: Line) -> bool:
    """You can read our stories and updates at any time."""
    if len(line.words) > LONGEST_APPEAL or line.has_quotation or not line.persons or line.persons & {"i", "me", "my"}:
        return False
    words = {word for word in line.folded if _ASKED.fullmatch(word) or _OFFERED.fullmatch(word)}
    return len(words) > 1 or any(map(_ASKED.fullmatch, words))


def appeal(line: Line) -> bool:
    """To receive new posts and support our work, consider becoming a free or paid subscriber."""
    if len(line.words) > 70 or line.has_quotation or not line.to_reader:
        return False
    asked = {word for word in line.folded if _ASKED.fullmatch(word)}
    offered = {word for word in line.folded if _OFFERED.fullmatch(word)}
    return bool(asked) and 2 * len(asked) + len(offered) > (2 if len(line.words) < 40 else 3)


_NOTE_LABEL = re.compile(
    r"(?:correction|clarification|disclaimer|(?:editor|publisher)['’]s note|amendment)s?\b(?:[^.:]|\b[A-Z][a-z]{2,3}\.){0,40}[:–—-]", re.I
)


def note(line: Line) -> bool:
    """Correction: An earlier version of this article gave the wrong date."""
    return _NOTE_LABEL.match(line.text) is not None or NOTE.match(line.label) is not None


def more_label(line: Line) -> bool:
    """Read more"""
    return MORE.fullmatch(line.label) is not None
