"""The words of labels: what a page says of itself, where an article speaks of the world.

Each signal looks at one line and begins with its example. Phrases have "/" between alternatives, "[…]" for what may
be missing and "*" for any few words.
"""

from __future__ import annotations

import re

from attribution.zone_signals.line import ITEM, Line


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
    "* advert/advertisement",
    "accessibility links/help",
    "[skip] past/after [the] newsletter/ad/advertisement [promotion]",
    "show/hide/view/see * only",
    "this [live] blog/poll/quiz/discussion/thread/competition/offer is/has [now] closed/over/ended",
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
    "key events/moments",
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
    "about the/our author/authors/writer/contributor/contributors/reporter/journalist",
    "what do you think",
    "have your say",
    "[take/reader/reader's/readers/readers'] [our/the] poll",
)
_REACTIONS = re.compile(
    r"[\d,.]+[km]? (?:likes?|shares?|views?|reposts?|restacks?|retweets?|reactions?|followers?|upvotes?|claps?|recommend(?:s|ed)?"
    r"|(?:new )?(?:posts?|alerts?|updates?|results?)|people (?:viewing|watching|reading|listening|online))\b.{0,30}",
    re.I,
)
_COUNTED = re.compile(r"(?:(?:read|view|see|show|load) (?:all )?)?\d[\d,.]*k? (?:thoughts?|comments?|responses?|replies|reply)\b(?: (?:on|to) .*)?", re.I)
_COMMENTS = _phrases(
    "comment/comments",
    "read/view/see/show/load [all/the] comments",
    "leave/post/add/join a/the comment/reply/conversation/discussion",
    "[the] comments [section] are/is [now] closed [*]",
    "discussion about this post/article/story",
    "reader/readers/readers'/reader's/top/your picks/comments/replies/responses/letters",
)
_NOTICE = _phrases(
    "we use/set [*] cookies",
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
    "thank/thanks [you] for signing/subscribing",
    "thank/thanks [you] for reading [*] this/our/your/share/post",
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
    "please use [*] browser [*]",
    "the * is not responsible for the content of external",
    "find out/more how/about we use cookies",
    "this [*] site/website/page/form is protected by *",
    "all/this/our content is [*] available/licensed/published under *",
    "accuracy and availability of [*] transcripts",
    "i understand/agree/accept/consent [and] [agree/accept/consent] to/that *",
)
_NOTE = _phrases(
    "a correction/clarification was made/issued/added [*]",
    "when we learn of/about a/an mistake/error/errors",
    "we apologise/apologize/regret for/the [the] error/errors/mistake",
    "an earlier/previous version of this article/story/report/headline/post/page",
    "published in the print [*]",
    "this article/story/report/post/page/headline [*]"
    " was/has/is [been] [first/originally/since/last]"
    " amended/corrected/updated/edited/published/republished/translated",
    "this article/story/report/content/series/project/reporting was/is/has [been] supported/produced/funded/sponsored by *",
)



def navigation(line: Line) -> bool:
    """Home | World | Politics"""
    named = sum(_SECTION.fullmatch(f" {w}") is not None for w in line.folded)
    separated = len(re.findall(r"\s[|>›»/•·]\s", line.text)) > 1
    mostly = named == len(line.words) or named > max(3, 0.6 * len(line.words))
    return named > 0 and not line.is_final and (mostly or separated)


def lone_label(line: Line) -> bool:
    """Advertisement – Advertisement · Scroll to continue"""
    if len(line.words) > 8:
        return False
    return _LONE.fullmatch(line.label) is not None or all(_LONE.fullmatch(Line(part).label) for part in _PARTS.split(line.text))


_PARTS = re.compile(r"\s*[|·•∙]\s*")


def share_bar(line: Line) -> bool:
    """Share this article on Facebook"""
    words = [f" {w}" for w in line.folded]
    return bool(words and _SHARE.fullmatch(words[0])) and len(words) < 15 and all(map(_SHARE_REST.fullmatch, words))


def comments_label(line: Line) -> bool:
    """Comments (12) – 12 thoughts on “Storm closes the coast road”"""
    return len(line.words) < 30 and (_COMMENTS.fullmatch(line.label) or _COUNTED.fullmatch(line.text)) is not None


def counter(line: Line) -> bool:
    """211 Likes"""
    return not line.is_final and len(line.words) < 9 and _REACTIONS.fullmatch(line.text) is not None


_ABOUT_WRITER = _phrases("about the/our author/authors/writer/contributor/contributors/reporter/journalist")
_END = re.compile(r"[-–—*#/ ]*(?:ENDS?|Ends)[-–—*#/ .]*|[-–—* ]+(?:30|ends?)[-–—* ]+|#{2,}")


def ends_article(line: Line) -> bool:
    """About the Author – Comments (12) – ENDS"""
    return comments_label(line) or _END.fullmatch(line.text) is not None or _ABOUT_WRITER.fullmatch(line.label) is not None


def block_label(line: Line) -> bool:
    """Most Read"""
    if comments_label(line) or _END.fullmatch(line.text):
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
    about_rights = (line.text.startswith("©") and re.search(r"\d{4}|copyright", line.text, re.I)) or line.text.lower().endswith("all rights reserved.")
    return not line.has_quotation and (about_rights or _NOTICE.match(line.label) is not None)


_NOTE_LABEL = re.compile(
    r"(?:correction|clarification|(?:editor|publisher)['’]s note|amendment)s?\b(?:[^.:]|\b[A-Z][a-z]{2,3}\.){0,40}[:–—-]", re.I
)


_CALLS = frozenset(
    "become browse buy catch check choose click contact create discover donate download enter explore find follow get give help install "
    "join learn like listen load manage open play read rate register save search see select send share shop show sign skip "
    "start stay stream submit subscribe support switch take tell try turn tweet type update upgrade view visit vote watch write".split()
)
_CALLED = frozenset(
    "account ad ads advertisement alert alerts app article articles below browser channel channels comment comments content "
    "cookies edition email e-mail emails episode episodes facebook faq gallery here homepage inbox instagram journalism link links "
    "linkedin linked member membership more navigation newsletter newsletters newsroom notifications page player playlist podcast "
    "podcasts post preferences process profile quiz report settings site slideshow sources stories story subscriber subscribers "
    "subscription subscriptions telegram tiktok tip tips twitter updates video videos website whatsapp youtube".split()
)


_PAGE_S_OWN = frozenset(
    "we our us here below homepage newsletter newsletters journalism subscriber subscribers subscription subscriptions member membership "
    "newsroom comments gallery podcast channel alerts more".split()
)


def call(line: Line) -> bool:
    """Watch more stories from the county below – Support our journalism. Become a member!"""
    if not 1 < len(line.words) < 24 or line.has_quotation:
        return False
    is_form = line.text.endswith(("...", "…"))  # where something is to be written: "Enter your email…"
    if line.is_final and not is_form and (_PAGE_S_OWN.isdisjoint(line.folded) or ITEM.match(line.text)):
        return False
    is_question = line.text.endswith("?") and line.folded[0] in ("want", "need", "like", "got", "looking") and "more" in line.folded
    return is_question or line.folded[0] in _CALLS and not _CALLED.isdisjoint(line.folded)


_ASKED = re.compile(
    r"subscri(?:be|bers?|bing|ptions?)|newsletters?|inbox|cookies|donat(?:e|ing|ions?)|membership|supporters|unsubscribe|journalism"
    r"|(?:reader|listener|member)-(?:supported|funded)|advertis(?:ing|ements?|ers)|paywall|whatsapp|recaptcha"
)
_OFFERED = re.compile(
    r"sign(?:ed|ing)?|log(?:ged)?|register(?:ed)?|accounts?|apps?|download|consent|privacy|terms|policy|members?|e-?mails?|free|podcasts?"
    r"|telegram|instagram|facebook|alerts|comment(?:s|ing)?|moderat(?:e|ed|ion)|guidelines|community|partners|journalists|stories"
    r"|articles?|posts?|updates|exclusive|offers?|unlimited|access|paid|news|content|readers?|support(?:ing)?|contribut(?:e|ing|ions?)"
)


def appeal(line: Line) -> bool:
    """To receive new posts and support our work, consider becoming a free or paid subscriber."""
    if len(line.words) > 70 or line.has_quotation or not line.to_reader:
        return False
    asked = {word for word in line.folded if _ASKED.fullmatch(word)}
    offered = {word for word in line.folded if _OFFERED.fullmatch(word)}
    return bool(asked) and 2 * len(asked) + len(offered) > (2 if len(line.words) < 40 else 3)


def note(line: Line) -> bool:
    """Correction: An earlier version of this article gave the wrong date."""
    return _NOTE_LABEL.match(line.text) is not None or _NOTE.match(line.label) is not None


_MORE = _phrases("[read/see/find/learn/show/view] [the] more/full [story/article]", "continue reading")


def more_label(line: Line) -> bool:
    """Read more"""
    return _MORE.fullmatch(line.label) is not None
