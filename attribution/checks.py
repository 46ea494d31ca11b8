"""What the user should know of an article before trusting what was found in it: its language, its capitals, its marks.

A warning is a value with a stable code; nothing here changes the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from unicodedata import name as unicode_name

from attribution.model import Article, ExtractionWarning, Quotation, Span, Zone

_ENOUGH_WORDS = 25  # below these a language is not told: a headline, a list of names
_ENOUGH_OUTSIDE = 10  # outside quotations, below which these count too
_WORD = re.compile(r"[^\W\d_]+")
_NOT_LATIN = re.compile("[\u0370-\u1dff\u1f00-\U0010ffff]")

# The commonest words of each language. What two of them share ("in", "was", "for") tells nothing between the two.
_COMMON = {
    "English": "the of and to in a is that for it was on with as he be at by i this had not are but from or have an they which one you were "
    "her all she there would their we him been has when who will more no if out so said what up its about into than them can only other "
    "his do two me my our after over also did most where how just because any these could now your don s t re ve ll",
    "German": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach "
    "wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch man sein wurde sei",
    "French": "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont la avec ses mais elle comme "
    "ou si leur y dont aux été cette aussi son sa lui nous ils ont fait même tout était d l qu n c s",
    "Spanish": "de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha me si sin sobre este ya "
    "entre cuando todo esta ser son dos también fue había era muy años hasta desde está mi porque qué",
    "Italian": "di e il la che in a per è un del non i con una sono da le si della al dei nel alla più come anche ha lo ma gli o delle "
    "se su ai ci nella questo dal hanno suo stato loro tra ed dalla cui degli era essere fra l d dell",
    "Portuguese": "de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à seu sua ou ser "
    "quando muito há nos já está eu também só pelo pela até isso ela entre era depois sem mesmo aos",
    "Dutch": "de van het een en in is dat op te zijn met voor niet aan er die om ook als maar bij hij was door naar uit nog wordt over "
    "worden dan heeft ze tot hebben meer zich ik wat geen deze we kan werd zo al dit had of je haar hun",
    "Swedish": "och i att det som en på är av för med till den har de inte om ett men var jag sig från vi så kan när han hade under efter "
    "ska nu sina då skulle också mot vid sin där blir bara kommer eller hon ut alla andra",
    "Norwegian or Danish": "og i det at er en på til som for av af med den har de ikke et om var jeg seg sig fra vi så kan når han hadde havde "
    "men etter efter skal nå også mot mod sin der blir bare kommer eller hun ved være blev ble ingen dem deres denne dette fordi siden mange",
    "Romanian": "și de a în la cu pe că nu o un din care se mai este pentru să au fost ca sunt dar după până prin le ei al său va sau fi am era "
    "lui ale acest această",
    "Czech or Slovak": "a v se na je že s z do to i o k ve pro za by ale si po jako tak které který která jsou od při už jen podle byl bylo "
    "nebo až sa nie sú ako aj čo pri",
    "Hungarian": "a az és hogy nem is egy van volt ezt de meg csak már el még ez azt ha mint ki vagy lesz szerint után ami pedig sem volna",
    "Turkish": "bir ve bu da de için ile çok ne daha o olarak gibi kadar en sonra ama dedi olan var ki ya olduğu her göre üzerine",
    "Finnish": "ja on ei se että oli hän mutta kun myös ovat joka ole sen mukaan kuin tai jo niin vain sitä nyt koska mitä voi jos olla",
    "Indonesian or Malay": "yang dan di untuk dengan pada tidak dari itu dalam akan ini adalah ke juga bahwa oleh mereka telah ada bisa karena saya",
    "Polish": "i w nie na z się do to że jest o jak po co ale za od dla są tego przez tym czy już było może tylko jego ich być być był "
    "która które który oraz także przy jako",
}
_WORDS_OF = {language: frozenset(words.split()) for language, words in _COMMON.items()}
_LEAST = 0.1  # of all words: the share of commonest words that shows a language
_LEAST_ENGLISH = 0.12  # of all words in English prose; of 1,470 English texts of the corpora the least has 0.20
_MIXED = 0.6  # English has at least this share of what another language has of them, or it is that language


def check(article: Article, quotations: Sequence[Quotation], zones: frozenset[Zone]) -> Iterator[ExtractionWarning]:
    """The warnings about the text of these zones."""
    spans = [p.span for p in article.paragraphs if p.zone in zones and not p.repeats]
    language = foreign_language(article.text, spans, quotations)
    if language is not None:
        message = f"it seems to be {language} and the lexicon is English; nothing was looked for, --any-language does"
        yield ExtractionWarning("not-english", message, tuple(spans))
    if capitals := tuple(span for span in spans if _is_in_capitals(span.of(article.text))):
        if 2 * sum(map(len, capitals)) > sum(map(len, spans)):
            message = "it is in capitals, in which names are not told from words; expect sources and speakers to be wrong"
            yield ExtractionWarning("all-capitals", message, capitals)
    if open_ := tuple(_left_open(quotations, spans)):
        number = "a quotation is" if len(open_) == 1 else f"{len(open_)} quotations are"
        message = f"{number} never closed, as “{_beginning(open_[0], article.text)}”; taken to end with the paragraph"
        yield ExtractionWarning("unbalanced-quotation", message, open_)
    if len(spans) > 2 and not any(_is_prose(span.of(article.text)) for span in spans):
        yield ExtractionWarning("no-body-found", "no sentences were found, as in a list or a table; all of it was read as body")


def _left_open(quotations: Iterable[Quotation], spans: Sequence[Span]) -> Iterator[Span]:
    looked_in = {span.start for span in spans}
    ends = {span.end for span in spans}
    for quotation in quotations:
        last = quotation.parts[-1]
        if not quotation.closed and (last.end in ends or last.start in looked_in):
            yield last


def _beginning(span: Span, text: str) -> str:
    words = " ".join(span.of(text)[:80].split())
    return words if len(words) < 40 else words[:40].rsplit(" ", 1)[0] + " …"


def _is_in_capitals(text: str) -> bool:
    letters = list(filter(str.isalpha, text))
    return len(letters) > 40 and sum(map(str.isupper, letters)) > 0.8 * len(letters)


def _is_prose(text: str) -> bool:
    return len(text.split()) > 3 and re.search(r"[.!?:…][\"'”’»)\]]*\s*\Z", text[-12:]) is not None


# --- language -----------------------------------------------------------------------------------


def foreign_language(text: str, spans: Sequence[Span], quotations: Sequence[Quotation] = ()) -> str | None:
    """The language of a text, where it is certainly not English; what others are quoted with does not count.

    Told by the share of each language's commonest words, or by the script. So "“Ya basta,” he said" stays English.
    """
    narrated = _outside(text, spans, quotations)
    words = _WORD.findall(narrated.lower())
    if len(words) < _ENOUGH_OUTSIDE:
        narrated = " ".join(span.of(text) for span in spans)
        words = _WORD.findall(narrated.lower())
    script = _script(narrated)
    if script is not None:
        return f"in {script} script"
    # of a part of a long article the whole text is at hand, which must not be gone through for each part
    if len(words) < _ENOUGH_OUTSIDE or sum(1 for _ in islice(_WORD.finditer(text), _ENOUGH_WORDS)) < _ENOUGH_WORDS:
        return None
    counts = Counter(words)
    share = {language: _share(counts, language, "English") for language in _WORDS_OF if language != "English"}
    likeliest = max(share, key=share.__getitem__)
    if share[likeliest] > _LEAST and _share(counts, "English", likeliest) < _MIXED * share[likeliest]:
        return likeliest
    prose = sum(_is_prose(span.of(text)) for span in spans)
    is_unknown = len(words) > 2 * _ENOUGH_WORDS and 2 * prose > len(spans) and _share(counts, "English") < _LEAST_ENGLISH
    return "in another language" if is_unknown else None


def _share(counts: Counter[str], language: str, other: str | None = None) -> float:
    """The share of a language's commonest words, those of the other language left out."""
    return sum(map(counts.__getitem__, _common(language, other))) / counts.total()


@cache
def _common(language: str, without: str | None) -> frozenset[str]:
    return _WORDS_OF[language] - _WORDS_OF.get(without, frozenset())


def _outside(text: str, spans: Sequence[Span], quotations: Sequence[Quotation]) -> str:
    """The text of these paragraphs without its quotations."""
    pieces, parts = [], sorted(part for q in quotations if q.depth == 0 for part in q.parts)
    at = 0
    for span in spans:
        start = span.start
        while at < len(parts) and parts[at].end <= start:
            at += 1
        while at < len(parts) and parts[at].start < span.end:
            pieces.append(text[start : max(start, parts[at].start)])
            start, at = max(start, parts[at].end), at + 1
        pieces.append(text[start : span.end])
    return " ".join(pieces)


def _script(text: str) -> str | None:
    """The script of a text whose letters are for the most part not Latin ones."""
    foreign = list(filter(str.isalpha, _NOT_LATIN.findall(text)))
    if len(foreign) < 20 or 2 * len(foreign) < sum(map(str.isalpha, text)):
        return None
    return unicode_name(foreign[len(foreign) // 2], "UNKNOWN").split()[0].capitalize()
