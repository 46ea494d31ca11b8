"""Who made it and when: bylines, credits, captions, dates, names with their roles.

Each signal looks at one line and begins with its example.
"""

from __future__ import annotations

import re

from attribution.zone_signals.line import WORD, Line

_NAME = r"(?:(?:[A-Z][\w.’'-]*|de|del|della|van|von|der|den|la|le|al|bin|el)\s+){0,4}[A-Z][\w.’'-]+"
_WRITER = r"(?:writer|correspondent|reporter|editor|columnist|journalist|contributor|critic|reviewer)s?"
_ROLE = (
    rf"(?:{_WRITER}|staff|bureau|agenc(?:y|ies)"
    r"|Reuters|REUTERS|AP|AFP|UPI|Bloomberg|BBC|CNN|NPR|\w+ (?:Press|News|Times|Post|Wire|Agency|Service))"
)
_BY = re.compile(
    r"(?:(?:[Ww]ords|[Ss]tory|[Tt]ext|[Pp]hotographs|[Ii]nterview|[Aa]nalysis|[Oo]pinion|[Ss]ubmitted|[Ww]ritten|[Pp]osted|[Rr]eported)\s+)?(?:[Bb]y|BY):?"
    rf"(?:\s+{_NAME}(?:(?:\s*[,&/|–—―-]\s*|\s+(?:and|with|in|for|at|of)\s+)(?:{_NAME}|[\w ]{{0,30}}\b{_ROLE}))*"
    r"(?:\s*[|·•–—―-].{0,60})?)?"
)
_SLUG = re.compile(r"[*(• ]{0,3}(?:adds|updates|writes through|recasts|corrects|refiles|rewrites|repeats|fixes)\b[^.]{3,80}", re.I)
_INITIALS = re.compile(r"(?:[a-z]{2,4}-)?[a-z]{2,4}/[a-z]{2,4}(?:/[a-z]{2,4})*")
_ADDRESS = re.compile(r"\S+@\S+\.\w{2,}")
_CREDITS = re.compile(
    r"(?:\(|—|–|-)?\s*(?:(?:additional |further )?"
    r"(?:reporting|writing|editing|research|graphics|production|photography|illustrations?|photographs?)"
    r"|compiled|written|edited|reported|translated) by\b.*"
    r"|\(?by .{3,80}; (?:editing|additional) .*|reporting from [A-Z][^.]{2,40}|\([^()]{0,40}\bwith (?:[A-Z][\w.&/-]*,? ?(?:and )?){1,4}\)"
    r"|with (?:additional )?(?:reporting|files|inputs?) (?:by|from)\b.*"
    r"|.{1,200}\bcontributed (?:to (?:this|the) (?:report|story|article)|reporting|research)\b.{0,60}|@\w+|\S+@\S+\.\w+"
    r"|sources?: .{0,60}\b(?:agenc(?:y|ies)|correspondents?|staff)"
    r"|(?:last |first )?(?:updated|published|posted|modified)\b[^.\d]{0,30}\d.{0,80}|(?:reading time:? ?)?\d+[- ]min(?:ute)?s?(?:[- ]read| reading time| to read)?",
    re.I,
)


def byline(line: Line) -> bool:
    """By Jane Doe and agencies – Reporting by Jane Doe; editing by Max Roe – bur-jd/mr – Updated 3:15 pm – * Adds quotes, background"""
    if line.has_quotation or len(line.words) > 40:
        return False
    if _INITIALS.fullmatch(line.text):
        return True
    if len(line.words) < 14 and (_ADDRESS.search(line.text) is not None or _SLUG.fullmatch(line.text) is not None):
        return True
    below_site = line.text.partition(" | ")[2]  # "The Daily | By Jane Doe"
    is_by = any(map(_BY.fullmatch, (line.text, below_site) if below_site else (line.text,)))
    return (not line.is_final and is_by) or _CREDITS.fullmatch(line.text) is not None


_OTHERS = re.compile(
    r"(?:\(|—|–|-)?\s*(?:reporting|(?:additional|further) (?:reporting|writing)|editing|edited) by\b.*|.{1,200}\bcontributed .*", re.I
)


def credit(line: Line) -> bool:
    """Reporting by Jane Doe; editing by Max Roe – Jane Doe contributed research."""
    return byline(line) and _OTHERS.fullmatch(line.text) is not None

_CHANGE = re.compile(r"\s[+−–-]\d[\d.,]*\s?%?$")


def price(line: Line) -> bool:
    """Nasdaq 19,004.11 −0.02%"""
    return len(line.words) < 9 and _CHANGE.search(line.text) is not None


_NAME_AND_ROLE = re.compile(
    rf"(?:[\w&.’'-]+ ){{1,4}}(?i:{_WRITER}|staff)"
    rf"|{_NAME}(?: and {_NAME})?\s*[,|/·•–—―-]\s*(?:[\w&.’' -]{{0,40}}\b)?{_ROLE}(?:\s+[\w&.’' -]{{1,30}})?"
)
_PICTURE = r"(?:photo(?:graph)?|picture|image|still|video|screen ?grab|frame ?grab|illustration|graphic|map)"
_CAPTION = re.compile(
    rf"(?:this|an?|the)(?: [\w-]+){{0,2}} {_PICTURE},? (?:taken|provided|released|made|posted|from|shows|obtained)\b"
    rf"|(?:file|handout|undated|archive)? ?{_PICTURE}s?(?: (?:credit|by|courtesy))?: ?\S"
    rf"|(?:\w+ )?(?:file|handout|undated|archive) {_PICTURE}\b|©"
    r"|(?:pictured|caption|credit): ",
    re.I,
)
_HANDOUT = re.compile(rf"(?:in|from) (?:an? |this )?(?:undated )?(?:handout|file|pool|combination|video) {_PICTURE}\b")
_PICTURE_CREDIT = re.compile(
    rf"\([^()]{{0,40}}\b(?i:{_PICTURE}|Getty|Reuters|AFP|EPA)\b[^()]{{0,60}}\)\.?$"
    r"|\((?i:courtesy|supplied|provided|contributed|submitted)\b[^()]{0,60}\)\.?$"
    rf"|\({_NAME}/{_NAME}\)\.?$"
    r"|(?:/|\||©|\bvia|\bby) ?(?:AP|AFP|EPA|REUTERS|Reuters|Getty|Shutterstock|Alamy|Bloomberg)\b[^.]{0,30}$"
    rf"|\b(?i:{_PICTURE}|credit)s?(?: by| courtesy of)?(?::|\.\.\.) ?[A-Z][^.:]{{1,60}}\.?$"
    rf"|[.!] (?i:{_PICTURE}) by [A-Z][^.:]{{1,60}}$"
    r"|[a-z0-9.] (?:AFP|REUTERS|EPA|AP|Getty Images|Xinhua)$"
)
_LONGEST_CREDIT = 160  # characters at the end of a caption


def caption(line: Line) -> bool:
    """This picture taken on March 3 shows the bridge – A ferry leaves Port Ellery (AP Photo/Jane Doe)"""
    text = line.text
    return bool(_CAPTION.match(text) or _HANDOUT.search(text) or _PICTURE_CREDIT.search(text[-_LONGEST_CREDIT:]))


_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DATE = re.compile(
    rf"\d{{4}}-\d\d?-\d\d?|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b|\b\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}"
    r"|\b\d{1,2}[.:]\d\d\b|\b\d{1,2} ?[ap]\.?m\b\.?|\b\d+ (?:minutes?|hours?|days?) ago",
    re.I,
)
_BESIDE_DATE = re.compile(r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b|\b\d+ min(?:ute)?s? read\b", re.I)
STAMP = re.compile(r"\d{1,2}(?:[.:h]\d\d(?: ?[ap]\.?m\.?)?| ?[ap]\.?m\.?)(?: ?[A-Z]{2,4})?|\d+ (?:min|minute|hour)s? ago", re.I)


_DATED = re.compile(r"(?:first |last |originally )?(?:date|issued|published|updated|posted|modified|edited|printed|on|as of)\b", re.I)
_LENGTH = re.compile(r"(?:duration:? ?)?\d{1,2}(?::\d\d(?::\d\d)?|['’]\d\d[\"”])", re.I)


def length(line: Line) -> bool:
    """Duration 2:14"""
    return _LENGTH.fullmatch(line.text) is not None


def date(line: Line) -> bool:
    """Friday, March 3, 2024 – date 2024-03-03 World"""
    rest = [w for w in WORD.findall(_BESIDE_DATE.sub(" ", _DATE.sub(" ", line.text))) if w[0].isalpha()]
    is_of_article = not line.turn or _DATED.match(line.turn) is not None  # and not "Born: March 3, 1941"
    return is_of_article and _DATE.search(line.text) is not None and not line.is_final and len(rest) < 5


_AGO = re.compile(r"\b\d+ ?(?:[smhdwy]|secs?|mins?|minutes?|hrs?|hours?|days?|wks?|weeks?|mo|months?|yrs?|years?) ago\b|(?:^|[ ·•|,])\d{1,3} ?(?:[hdw]|mins?|hrs?)$", re.I)
_CLOCK = re.compile(r"\b\d{1,2}[.:]\d\d\b|\b\d{1,2} ?[ap]\.?m\b", re.I)


def posted(line: Line) -> bool:
    """Nightowl, 11 May 2032, 14:02 – Bazza1966 10h ago"""
    if line.is_final or not 1 < len(line.words) < 13 or byline(line):
        return False
    rest = _CLOCK.sub(" ", line.text)
    return _AGO.search(line.text) is not None or (rest != line.text and _DATE.search(rest) is not None)


def name_and_role(line: Line) -> bool:
    """Jane Doe, staff writer – Local democracy reporter"""
    return len(line.words) < 16 and _NAME_AND_ROLE.fullmatch(line.text) is not None


_NAMES = re.compile(rf"{_NAME}(?:(?:, | and | & ){_NAME})*")
_NAME_IN_PLACE = re.compile(rf"{_NAME} (?:in|at) {_NAME}")


def bare_name(line: Line) -> bool:
    """Jane van Doe and Max Roe – Jane Doe in Port Ellery – Jane Doe (now), Max Roe (earlier)"""
    text = re.sub(r" \([^()]{1,20}\)", "", line.text)
    return 1 < len(line.words) < 11 and (_NAME_IN_PLACE.fullmatch(text) or _NAMES.fullmatch(text)) is not None


_CARD = re.compile(rf"{_NAME}(?: \([\w, ’'-]{{2,40}}\)| (?:[-–—―|]|from|of|in) [\w, ’'-]{{2,60}})?(?:, [\w’' -]{{2,60}}){{0,3}}")
_SIGNATURE = re.compile(r"[-–—―]{1,2} ?@?[A-Za-z].*[^\s–—―-]")


def card(line: Line) -> bool:
    """Who says what stands beside it, in a survey or a letters page: Jane Doe, 34, teacher – Jane Doe, intensive care – —a nurse from Leeds"""
    return 1 < len(line.words) < 15 and (_CARD.fullmatch(line.text) or _SIGNATURE.fullmatch(line.text)) is not None


_BIO = re.compile(
    rf"(?:{_NAME}|The (?:writer|author))(?:, [^,]{{1,60}},)? is (?:an?|the|our|chief|senior|[A-Z]\w*['’]s)\b[^.]{{0,80}}\b{_WRITER}\b"
    rf"|{_NAME} (?:covers|reports on|writes (?:about|for|on)|is based in)\b"
)


def biography(line: Line) -> bool:
    """Jane Doe is a staff writer who covers the courts."""
    return len(line.words) < 60 and _BIO.match(line.text) is not None
