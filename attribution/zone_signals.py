"""What one paragraph of a page shows by itself: a byline, a caption, a share bar, a label, a date.

Each signal looks at one paragraph and begins with its example; ``zones`` decides which counts where.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property

from attrs import frozen

from attribution.model import Zone

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_FINAL = re.compile(r"[.!?…][\"'”’»)\]]*(?:\s*[♦◆■●•▪#]+)?$")  # with the ornament that ends an article
_GOES_ON = re.compile(r"(?:He|She|It|They|But|And|However|This|That|These|Those|His|Her|Their|Its)\b")
_SENTENCE_BREAK = re.compile(r"[.!?…][\"'”’»)\]]*\s+[\"'“‘«(]?[A-Z0-9]")
_TURN = re.compile(r"([A-Z][\w.'’() -]{0,40}):\s+\S")
ITEM = re.compile(r"(?:[-–—•*·▪]|\d{1,2}[.)]|\(?[a-z]\))\s+\S+\s+\S+\s+\S")
_QUOTATION = re.compile(r"[\"“”«»]|``")
_ALL_QUOTED = re.compile(r"[\"“][^\"“”]*[\"”]")
_COMMON = frozenset(
    "about after again against ahead also among another around back because been before being between both came come could does "
    "down during each even ever every from gave give going have having here into just know last like long made make many more most "
    "much must near never next only other over said same says should since some still such take tell than that their them then "
    "there these they think this those through told took under until very want well went were what when where which while will "
    "with without would year years your".split()
)


@frozen(eq=False)
class Line:
    """A paragraph's text and what can be seen of it without its neighbours."""

    text: str

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(_WORD.findall(self.text))

    @cached_property
    def folded(self) -> tuple[str, ...]:
        return tuple(w.lower() for w in self.words)

    @cached_property
    def label(self) -> str:
        """Its words in small letters, without numbers, each after a space: " comments" for "Comments (12)"."""
        return "".join(" " + w.replace("’", "'") for w in self.folded if not w[0].isdigit())

    @cached_property
    def is_final(self) -> bool:
        """Whether it ends as a sentence does."""
        return _FINAL.search(self.text[-8:]) is not None

    @cached_property
    def is_title(self) -> bool:
        """Whether Most of Its Longer Words Begin With a Capital, or all of it IS IN CAPITALS."""
        long = [w for w in self.words if len(w) > 3 and w[0].isalpha()]
        return len(long) > 1 and sum(w[0].isupper() for w in long) >= 0.75 * len(long)

    @cached_property
    def is_sentence(self) -> bool:
        """Whether it is one, or leads to one: "She said this:"."""
        return (self.is_final or self.text.endswith(":")) and not self.is_title and len(self.words) > 3

    @property
    def is_long(self) -> bool:
        """Whether it has several sentences."""
        return _SENTENCE_BREAK.search(self.text) is not None

    @property
    def goes_on(self) -> bool:
        """Whether it says more than a teaser would: a quotation, several sentences, or "He" for one named before."""
        return self.is_long or self.has_quotation or _GOES_ON.match(self.text) is not None

    @property
    def has_quotation(self) -> bool:
        return _QUOTATION.search(self.text) is not None

    @property
    def turn(self) -> str:
        """The name before a colon that opens it: "JONES" for "JONES: We won"."""
        match = _TURN.match(self.text)
        return match[1] if match else ""

    def names(self) -> set[str]:
        """Its capitalised words, the first of each sentence left out: what it speaks of."""
        inside = _SENTENCE_BREAK.sub(" ", self.text)
        return {w for w in _WORD.findall(inside)[1:] if len(w) > 3 and w[0].isupper()}

    def capitalized(self) -> set[str]:
        """Its capitalised words, those that begin a sentence among them."""
        return {w for w in self.words if len(w) > 3 and w[0].isupper()}

    @cached_property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Each two capitalised words in a row, in small letters: the names of people, among others."""
        pairs = zip(self.words, self.words[1:])
        return tuple((a.lower(), b.lower()) for a, b in pairs if a[0].isupper() and b[0].isupper())

    @cached_property
    def terms(self) -> frozenset[str]:
        """The beginnings of its longer words that not every text has: "floode" for "flooded" and "flooding"."""
        words = (w.split("'")[0].split("’")[0] for w in self.folded)
        return frozenset(w[:6].rstrip("s") for w in words if len(w) > 3 and w.isalpha() and w not in _COMMON)

    @property
    def is_heading(self) -> bool:
        """Whether it could be a title, of this article's part or of another article: no stop, and nothing goes on in it."""
        if self.is_final or self.text[-1] in ",;:–—-" or self.text[0].islower() or _ALL_QUOTED.fullmatch(self.text):
            return False
        return 3 < len(self.words) < 25


# --- phrases: words with "/" between alternatives, "[…]" for what may be missing, "*" for any few words ---


def _phrases(*patterns: str) -> re.Pattern[str]:
    """What matches a line's ``label``: "most/top read [stories]" → " most read", " top read stories" …"""
    words = r"(?: \S+){1,8}?"

    def one(token: str) -> str:
        inner = token.strip("[]")
        found = words if inner == "*" else " (?:" + "|".join(map(re.escape, inner.split("/"))) + ")"
        return f"(?:{found})?" if token.startswith("[") else found

    return re.compile("|".join("".join(map(one, pattern.split())) for pattern in patterns))


_SECTION = _phrases(
    "home/news/world/us/uk/politics/business/sport/sports/opinion/culture/arts/tech",
    "technology/science/health/entertainment",
    "travel/weather/video/videos/lifestyle/money/economy/markets/national/local",
    "international/climate/environment/education",
    "menu/search/login/subscribe/podcasts/live/more/newsletters/style/food/games/shop/jobs/africa/americas/asia/europe",
)
_LONE = _phrases(
    "advertisement/advertising/ad/sponsored/promoted [content/post/links]",
    "article/story continues *",
    "continue reading [*]",
    "skip/scroll/jump to/past/down/for [*]",
    "back to top",
    "show/see/load/view more/all/less [*]",
    "sign/log in/up/out [to] [*]",
    "subscribe/register/menu/search/close/loading/print/listen/bookmark/advert [now/here]",
    "play/watch/listen [to] [this] [video/live/audio/article]",
    "min/mins/minute/minutes [read]",
    "terms of/and/& [*]",
    "privacy [policy/notice/settings] [*]",
    "contact/about us [*]",
    "cookie/cookies/accept [policy/settings/all/preferences] [cookies]",
    "follow/join/find/like us [*]",
    "follow [the/this] author/topic",
    "download our/the app",
    "give feedback",
    "unsubscribe/reply/replies/dismiss/previous/prev/next/gift",
    "manage your/my preferences/subscription/subscriptions/account",
    "learn/find/read more/out [more]",
    "hide/remove/report ad/ads/this",
    "enable/turn notifications/on [notifications]",
    "view/see/show/hide all/more/comments/full [*]",
    "continue/join the conversation",
    "thank/thanks you/for [for] [your] [feedback/comment/subscribing/registering]",
    "quick guide",
    "view this email/newsletter/post [*]",
    "open in app",
    "i accept/agree/understand",
    "notifications/accessibility help/settings",
    "powered/proudly powered/by by/wordpress [*]",
    "reuse/republish this content/article/story",
    "[*] newsletter/newsletters",
    "stay informed/connected/updated",
    "report a/an typo/error/problem",
)
_SHARE = _phrases("share/tweet/email/e-mail/print/save/facebook/twitter/whatsapp/copy")
_SHARE_REST = _phrases(
    "share/tweet/email/e-mail/print/save/copy/link/facebook/twitter/x/whatsapp",
    "linkedin/reddit/pinterest/telegram/bluesky",
    "threads/instagram/this/article/story/page/on/via/by/to/with/friends/a/friend/or",
    "comment/comments/listen/post/more/it",
)
_BLOCK = _phrases(
    "tags/tag/topics/topic/keywords/categories/filed [under]",
    "in this story/article",
    "[explore] [more] on this/these topic/topics/subject",
    "comment/comments",
    "leave/post/add/join a/the comment/reply/conversation/discussion",
    "most/top/more/other/our read/popular/viewed/shared/watched/commented/discussed/recent/clicked [*]",
    "trending/popular/recommended/suggested/featured/related/recent/latest/further/similar/top/more/other [*]"
    " news/stories/articles/headlines/posts/videos/topics/topic"
    "/coverage/content/links/reading/reads/picks/now/today/you [*]",
    "trending/popular/recommended/suggested/related/latest/more",
    "more from/in/on/about/by/like/to *",
    "read/see/watch more/also/next/now",
    "read/see/watch more in/on/from [*]",
    "also read/in [*]",
    "up next [*]",
    "what to read/watch/see [*]",
    "you might/may/could [also] like/enjoy/be/want [*]",
    "don't miss",
    "must read/reads",
    "[our/the] editor/editors/editor's/editors'/staff pick/picks/choice/recommends",
    "around/from/elsewhere the/our/on web/partners/sponsors/network [*]",
    "about the author/authors/writer",
)
_COUNTED = re.compile(r"\d[\d,.]*k? (?:thoughts?|comments?|responses?|replies|reply)\b(?: (?:on|to) .*)?", re.I)
_COMMENTS = _phrases(
    "comment/comments",
    "leave/post/add/join a/the comment/reply/conversation/discussion",
)
_NOTICE = _phrases(
    "we use cookies",
    "this/our website/site uses cookies",
    "by continuing/clicking/using/signing *",
    "accept/reject/manage [all] cookies",
    "we and our partners",
    "we value your privacy",
    "please enable/disable javascript/cookies/your",
    "copyright/©",
    "all rights reserved",
    "this material may not be",
    "sign up here/now/today/for/to [*]",
    "subscribe here/now/today/for/to/from [*]",
    "get [all/more/the/our/your] [*] inbox/newsletter/newsletters/alerts/updates/app",
    "[the] best/latest/top/daily [*] inbox",
    "enter your email/e-mail",
    "your email/e-mail address",
    "thank/thanks [you] for signing/subscribing/reading",
    "follow * on twitter/facebook/instagram/x/bluesky/mastodon/linkedin",
    "support/help our/us/independent [*] journalism",
    "become/be a member/subscriber/supporter",
    "already a member/subscriber",
    "download our/the [*] app",
    "do you have/know a/any/something story/tip/information/news/about [*]",
    "got/have a story/tip/view/question [*]",
    "email/e-mail/contact us/the author/our/newsroom [*]",
    "click here",
    "privacy/cookie notice/policy",
    "our standards",
    "you have * article/articles/story/stories left/remaining",
    "subscribe/register/sign/keep/continue up/in/to/reading [to] read/reading/for/the/a/$ [*]",
    "you received/are this/receiving [this] email/newsletter",
    "was this email/newsletter forwarded",
    "the comments below/above",
    "the/all views/opinions [and] [opinions] expressed * are",
    "a post shared by",
    "share your experience/experiences/story/stories/thoughts/views",
    "want/like to keep/stay up/informed/ahead",
    "be the first to know/comment",
    "as featured/seen on/in",
    "markets/market open/opens/close/closes in",
    "take quizzes/quiz/polls",
    "did you know with/that * subscription/subscribers",
    "a message/letter/note from the/our/your editor/publisher",
    "not responsible for the content of external",
    "contact the/our newsdesk/newsroom/editor/reporter",
    "here's/here is [what/everything] you need to know",
    "required fields are marked",
    "please turn/enable/allow on/javascript/cookies/ads",
    "the * is not responsible for the content of external",
    "find out/more how/about we use cookies",
    "i understand/agree/accept/consent [and] [agree/accept/consent] to/that *",
)
_NOTE = _phrases(
    "an earlier/previous version of this article/story/report/headline/post/page",
    "published in the print [*]",
    "this article/story/report/post/page/headline/interview/conversation/transcript [*]"
    " was/has/is [been] [first/originally/since/last]"
    " amended/corrected/updated/edited/published/republished/translated",
    "this article/story/report/content/series/project/reporting was/is/has [been] supported/produced/funded/sponsored by *",
)


# --- signals: each looks at one paragraph and begins with its example -----------------------------------


def navigation(line: Line) -> bool:
    """Home | World | Politics"""
    named = sum(_SECTION.fullmatch(f" {w}") is not None for w in line.folded)
    separated = len(re.findall(r"\s[|>›»/•·]\s", line.text)) > 1
    mostly = named == len(line.words) or named > max(3, 0.6 * len(line.words))
    return named > 0 and not line.is_final and (mostly or separated)


def lone_label(line: Line) -> bool:
    """Advertisement"""
    return len(line.words) < 9 and _LONE.fullmatch(line.label) is not None


def share_bar(line: Line) -> bool:
    """Share this article on Facebook"""
    words = [f" {w}" for w in line.folded]
    return bool(words and _SHARE.fullmatch(words[0])) and len(words) < 15 and all(map(_SHARE_REST.fullmatch, words))


def comments_label(line: Line) -> bool:
    """Comments (12) – 12 thoughts on “Storm closes the coast road”"""
    return len(line.words) < 30 and (_COMMENTS.fullmatch(line.label) or _COUNTED.fullmatch(line.text)) is not None


_ABOUT_WRITER = _phrases("about the author/authors/writer")


def ends_article(line: Line) -> bool:
    """About the Author – Comments (12)"""
    return comments_label(line) or _ABOUT_WRITER.fullmatch(line.label) is not None


def block_label(line: Line) -> bool:
    """Most Read"""
    if comments_label(line):
        return True
    is_open = not line.text.endswith((".", "?", '"', "”", "’", "'", ","))
    return is_open and len(line.words) < 9 and _BLOCK.fullmatch(line.label) is not None


_LINK = re.compile(
    r"(?:tags?|topics?|keywords?|filed under|categor(?:y|ies)): ?\S|tagged (?:with|in|as|under)\b"
    r"|(?:(?:read|see|click|watch|listen) (?:more|also|now|next|here|this)|watch|listen"
    r"|also read|related(?: (?:story|article)s?)?|more(?: on this)?"
    r"|don['’]t miss|must[- ]read|recommended|in pictures|video|podcast)\s*(?:[:|>»›→–—]|-\s)\s*\S",
    re.I,
)


def link(line: Line) -> bool:
    """Read more: Storm closes the coast road – Tags: storm, roads"""
    return len(line.words) < 30 and _LINK.match(line.text) is not None


def notice(line: Line) -> bool:
    """We use cookies to improve your visit. – Get our stories in your inbox. – © 2024 The Daily"""
    about_rights = (line.text.startswith("©") and re.search(r"\d{4}", line.text)) or line.text.lower().endswith("all rights reserved.")
    return not line.has_quotation and (about_rights or _NOTICE.match(line.label) is not None)


_NOTE_LABEL = re.compile(
    r"(?:correction|clarification|(?:editor|publisher)['’]s note|amendment)s?\b(?:[^.:]|\b[A-Z][a-z]{2,3}\.){0,40}[:–—-]", re.I
)


def note(line: Line) -> bool:
    """Correction: An earlier version of this article gave the wrong date."""
    return _NOTE_LABEL.match(line.text) is not None or _NOTE.match(line.label) is not None


_NAME = r"(?:(?:[A-Z][\w.’'-]*|de|del|della|van|von|der|den|la|le|al|bin|el)\s+){0,4}[A-Z][\w.’'-]+"
_WRITER = r"(?:writer|correspondent|reporter|editor|columnist|journalist|contributor|critic)s?"
_ROLE = (
    rf"(?:{_WRITER}|staff|bureau|agenc(?:y|ies)"
    r"|Reuters|REUTERS|AP|AFP|UPI|Bloomberg|BBC|CNN|NPR|\w+ (?:Press|News|Times|Post|Wire|Agency|Service))"
)
_BY = re.compile(
    r"(?:(?:[Ww]ords|[Ss]tory|[Tt]ext|[Pp]hotographs|[Ii]nterview|[Aa]nalysis|[Oo]pinion)\s+)?(?:[Bb]y|BY):?"
    rf"(?:\s+{_NAME}(?:(?:\s*[,&/|–—-]\s*|\s+(?:and|with|in|for|at|of)\s+)(?:{_NAME}|[\w ]{{0,30}}\b{_ROLE}))*"
    r"(?:\s*[|·•–—-].{0,60})?)?"
)
_SLUG = re.compile(r"[*(• ]{0,3}(?:adds|updates|writes through|recasts|corrects|refiles|rewrites|repeats|fixes)\b[^.]{3,80}", re.I)
_INITIALS = re.compile(r"(?:[a-z]{2,4}-)?[a-z]{2,4}/[a-z]{2,4}(?:/[a-z]{2,4})*")
_ADDRESS = re.compile(r"\S+@\S+\.\w{2,}")
_CREDITS = re.compile(
    r"(?:\(|—|–|-)?\s*(?:(?:additional |further )?"
    r"(?:reporting|writing|editing|research|graphics|production|photography|illustrations?|photographs?)"
    r"|compiled|written|edited|reported|translated) by\b.*"
    r"|with (?:additional )?(?:reporting|files|inputs?) (?:by|from)\b.*"
    r"|.{1,200}\bcontributed (?:to (?:this|the) (?:report|story|article)|reporting|research)\b.{0,60}|@\w+|\S+@\S+\.\w+"
    r"|sources?: .{0,60}\b(?:agenc(?:y|ies)|correspondents?|staff)"
    r"|(?:last |first )?(?:updated|published|posted|modified)\b[^.\d]{0,30}\d.{0,80}|\d+[- ]min(?:ute)?s?[- ]read",
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
    return (not line.is_final and _BY.fullmatch(line.text) is not None) or _CREDITS.fullmatch(line.text) is not None


_CHANGE = re.compile(r"\s[+−–-]\d[\d.,]*\s?%?$")


def price(line: Line) -> bool:
    """Nasdaq 19,004.11 −0.02%"""
    return len(line.words) < 9 and _CHANGE.search(line.text) is not None


_MORE = _phrases("[read/see/find/learn/show/view] [the] more/full [story/article]", "continue reading")


def more_label(line: Line) -> bool:
    """Read more"""
    return _MORE.fullmatch(line.label) is not None


_NAME_AND_ROLE = re.compile(
    rf"(?:[\w&.’'-]+ ){{1,4}}(?:{_WRITER}|[Ss]taff)"
    rf"|{_NAME}(?: and {_NAME})?\s*[,|/·•–—-]\s*(?:[\w&.’' -]{{0,40}}\b)?{_ROLE}(?:\s+[\w&.’' -]{{1,30}})?"
)
_PICTURE = r"(?:photo(?:graph)?|picture|image|still|video|screen ?grab|frame ?grab|illustration|graphic|map)"
_CAPTION = re.compile(
    rf"(?:this|an?|the)(?: [\w-]+){{0,2}} {_PICTURE},? (?:taken|provided|released|made|posted|from|shows|obtained)\b"
    rf"|(?:file|handout|undated|archive)? ?{_PICTURE}s?(?: (?:credit|by|courtesy))?: ?\S"
    rf"|(?:\w+ )?(?:file|handout|undated|archive) {_PICTURE}\b|©"
    r"|(?:pictured|caption|credit): ",
    re.I,
)
_PICTURE_CREDIT = re.compile(
    rf"(?:in|from) (?:an? |this )?(?:undated )?(?:handout|file|pool|combination|video) {_PICTURE}\b"
    rf"|\([^()]{{0,40}}\b(?i:{_PICTURE}|Getty|Reuters|AFP|EPA)\b[^()]{{0,60}}\)\.?$"
    r"|(?:/|\||©|\bvia|\bby) ?(?:AP|AFP|EPA|REUTERS|Reuters|Getty|Shutterstock|Alamy|Bloomberg)\b[^.]{0,30}$"
    rf"|\b(?i:{_PICTURE}|credit)s?(?: by| courtesy of)?: ?[A-Z][^.:]{{1,60}}\.?$"
    rf"|[.!] (?i:{_PICTURE}) by [A-Z][^.:]{{1,60}}$"
    r"|[a-z0-9.] (?:AFP|REUTERS|EPA|AP|Getty Images|Xinhua)$"
)


def caption(line: Line) -> bool:
    """This picture taken on March 3 shows the bridge – A ferry leaves Port Ellery (AP Photo/Jane Doe)"""
    return bool(_CAPTION.match(line.text) or _PICTURE_CREDIT.search(line.text))


SIGNALS: tuple[tuple[Callable[[Line], bool], Zone], ...] = (
    (navigation, "furniture"),
    (lone_label, "furniture"),
    (share_bar, "furniture"),
    (block_label, "furniture"),
    (link, "furniture"),
    (notice, "furniture"),
    (note, "furniture"),
    (byline, "byline"),
    (caption, "caption"),
)


# --- signals that count only in a certain place ---------------------------------------------------------

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DATE = re.compile(
    rf"\d{{4}}-\d\d?-\d\d?|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b|\b\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}"
    r"|\b\d{1,2}[.:]\d\d\b|\b\d{1,2} ?[ap]\.?m\b\.?|\b\d+ (?:minutes?|hours?|days?) ago",
    re.I,
)
_BESIDE_DATE = re.compile(r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b|\b\d+ min(?:ute)?s? read\b", re.I)
STAMP = re.compile(r"\d{1,2}(?:[.:h]\d\d)? ?(?:[ap]\.?m\.?)?(?: ?[A-Z]{2,4})?|\d+ (?:min|minute|hour)s? ago", re.I)


def date(line: Line) -> bool:
    """Friday, March 3, 2024 – date 2024-03-03 World"""
    rest = [w for w in _WORD.findall(_BESIDE_DATE.sub(" ", _DATE.sub(" ", line.text))) if w[0].isalpha()]
    return _DATE.search(line.text) is not None and not line.is_final and len(rest) < 5


def name_and_role(line: Line) -> bool:
    """Jane Doe, staff writer – Local democracy reporter"""
    return len(line.words) < 16 and _NAME_AND_ROLE.fullmatch(line.text) is not None


_NAMES = re.compile(rf"{_NAME}(?:(?:, | and | & ){_NAME})*")
_NAME_IN_PLACE = re.compile(rf"{_NAME} (?:in|at) {_NAME}")


def bare_name(line: Line) -> bool:
    """Jane van Doe and Max Roe – Jane Doe in Port Ellery – Jane Doe (now), Max Roe (earlier)"""
    text = re.sub(r" \([^()]{1,20}\)", "", line.text)
    return 1 < len(line.words) < 11 and (_NAME_IN_PLACE.fullmatch(text) or _NAMES.fullmatch(text)) is not None


_BIO = re.compile(
    rf"(?:{_NAME}|The (?:writer|author))(?:, [^,]{{1,60}},)? is (?:an?|the|our|chief|senior)\b[^.]{{0,80}}\b{_WRITER}\b"
    rf"|{_NAME} (?:covers|reports on|writes (?:about|for|on)|is based in)\b"
)


def biography(line: Line) -> bool:
    """Jane Doe is a staff writer who covers the courts."""
    return len(line.words) < 60 and _BIO.match(line.text) is not None
