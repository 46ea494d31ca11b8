"""The words of labels and notices: data, which ``labels`` makes signals of.

Phrases have "/" between alternatives, "[…]" for what may be missing and "*" for any few words.
"""

from __future__ import annotations

import re


def phrases(*patterns: str) -> re.Pattern[str]:
    """What matches a line's ``label``: "most/top read [stories]" → " most read", " top read stories" …"""
    words = r"(?: \S+){1,8}?"

    def one(token: str) -> str:
        inner = token.strip("[]")
        found = words if inner == "*" else " (?:" + "|".join(map(re.escape, inner.split("/"))) + ")"
        return f"(?:{found})?" if token.startswith("[") else found

    return re.compile("|".join("".join(map(one, pattern.split())) for pattern in patterns))


SECTION = phrases(
    "home/news/world/us/uk/politics/business/sport/sports/opinion/culture/arts/tech",
    "technology/science/health/entertainment",
    "travel/weather/video/videos/lifestyle/money/economy/markets/national/local",
    "international/climate/environment/education",
    "menu/search/login/subscribe/podcasts/live/more/newsletters/style/food/games/shop/jobs/africa/americas/asia/europe",
)
LONE = phrases(
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
SHARE = phrases("share/tweet/email/e-mail/print/save/facebook/twitter/whatsapp/copy")
SHARE_REST = phrases(
    "share/tweet/email/e-mail/print/save/copy/link/facebook/twitter/x/whatsapp",
    "linkedin/reddit/pinterest/telegram/bluesky",
    "threads/instagram/this/article/story/page/on/via/by/to/with/friends/a/friend/or",
    "comment/comments/listen/post/more/it",
)
BLOCK = phrases(
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
COMMENTS = phrases(
    "comment/comments",
    "read/view/see/show/load [all/the] comments",
    "leave/post/add/join a/the comment/reply/conversation/discussion",
    "[the] comments [section] are/is [now] closed [*]",
    "discussion about this post/article/story",
    "reader/readers/readers'/reader's/top/your picks/comments/replies/responses/letters",
)
NOTICE = phrases(
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
NOTE = phrases(
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
MORE = phrases("[read/see/find/learn/show/view] [the] more/full [story/article]", "continue reading")
ABOUT_WRITER = phrases("about the/our author/authors/writer/contributor/contributors/reporter/journalist")
