"""``data/*.toml`` → Lexicon, validated as it is loaded: an error names the file, the line and the remedy."""

from __future__ import annotations

import difflib
import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args

from attrs import evolve

from attribution.errors import LexiconError
from attribution.forest import forest_of
from attribution.model import AttributionType, CueEntry, Lexicon, PartOfSpeech, Pronoun, without_accents

DATA = Path(__file__).parent / "data"

PARTS_OF_SPEECH: tuple[str, ...] = get_args(PartOfSpeech)
TYPES: tuple[str, ...] = get_args(AttributionType)
# What a cue does to what is said. Of praise, criticise, support and oppose the object is what is judged.
STANCES = (
    "neutral", "assert", "concede", "deny", "commit", "praise", "criticise", "ask", "order", "advise", "warn", "suggest",
    "believe", "doubt", "want", "know", "feel", "support", "oppose", "promise", "refuse",
)  # fmt: skip
# The constructions an entry may name; a test holds them equal to those of ``constructions``.
CONSTRUCTIONS: dict[str, tuple[str, ...]] = {
    "verb": (
        "finite_clause", "question", "aside", "quotation", "framed_quotation", "participle", "passive", "infinitive", "object",
        "evaluated_object", "as_put_it",
    ),
    "noun": ("noun_clause", "copular_noun", "medium", "noun_object", "in_view", "according_to"),
    "adjective": ("adjective_clause",),
    "adverb": ("reporting_adverb",),
    "phrase": ("according_to", "post", "signature", "headline", "transcript", "colon"),
}  # fmt: skip
REQUIRED = ("type", "stance", "constructions", "example")
FIELDS = {*REQUIRED, "negative", "unless", "off"}


def load_lexicon(*, extra: str | Path | Iterable[str | Path] = ()) -> Lexicon:
    """The bundled lexicon, changed by files of one's own in the form of ``cues.toml``, the later the stronger.

    A line of theirs adds a lemma, or changes those fields of a listed one that it names, or switches
    it off: ``lemma = { off = true }``. Raises LexiconError.
    """
    lexicon = _bundled()
    files = (extra,) if isinstance(extra, (str, Path)) else tuple(extra)
    if not files:
        return lexicon
    cues = _by_lemma(lexicon.cues)
    for file in files:
        cues |= _by_lemma(_entries(Path(file), cues))
    return evolve(lexicon, cues=tuple(cues.values()))


def _by_lemma(entries: Iterable[CueEntry]) -> dict[tuple[str, str], CueEntry]:
    return {(e.pos, e.lemma): e for e in entries}


@cache
def _bundled() -> Lexicon:
    cues = tuple(_entries(DATA / "cues.toml", {}))
    nouns = _table(DATA / "nouns.toml")
    return Lexicon(
        cues=cues,
        titles=frozenset(_table(DATA / "titles.toml")["titles"]),
        person_nouns=frozenset(nouns["person"]),
        group_nouns=frozenset(nouns["group"]),
        organisation_nouns=frozenset(nouns["organisation"]),
        document_nouns=frozenset(nouns["document"]),
        image_nouns=frozenset(nouns["image"]),
        genre_nouns=frozenset(nouns["genre"]),
        forms=_table(DATA / "forms.toml"),
        pronouns={form: Pronoun(**features) for form, features in _table(DATA / "pronouns.toml").items()},
        first_names=_first_names(DATA / "first_names.toml"),
        reliability=_reliability(DATA / "reliability.toml"),
        scorer=forest_of(json.loads((DATA / "scorer.json").read_text(encoding="utf-8"))),
    )


def _first_names(path: Path) -> dict[str, str]:
    """Each as it is listed, and without its accents where no other is so written."""
    listed = {name: gender for gender, names in _table(path).items() for name in names}
    return {without_accents(name): gender for name, gender in listed.items()} | listed


def _reliability(path: Path) -> dict[tuple[str, str, str], float]:
    return {
        (pos, lemma, construction): share
        for pos, constructions in _table(path).items()
        for construction, lemmas in constructions.items()
        for lemma, share in lemmas.items()
    }


def _table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise LexiconError(f"{path}: no such file; check the path of the lexicon") from None
    except UnicodeDecodeError:
        raise LexiconError(f"{_shown(path)}: not UTF-8 text; a lexicon is a TOML file in UTF-8") from None
    except OSError as error:
        raise LexiconError(f"{path}: cannot be read ({error.strerror}); a lexicon is a TOML file") from None
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"{_shown(path)}: {_translated(str(error))}") from None


def _shown(path: Path) -> str:
    """A file of one's own with its path, one of ours by its name."""
    return path.name if path.parent == DATA else str(path)


def _translated(message: str) -> str:
    """tomllib's message as a sentence that begins with the place."""
    found = re.fullmatch(r"(.*) \(at (?:(line \d+), column \d+|(end) of document)\)", message)
    if found is None:
        return message
    reason, line, _ = found.groups()
    if reason.startswith("Cannot overwrite"):
        reason = "this lemma is listed twice in its table; keep one of the lines"
    else:
        reason += "; this is not TOML"
    return f"{line or 'last line'}: {reason}"


# --- cues -------------------------------------------------------------------------------------


def _entries(path: Path, known: dict[tuple[str, str], CueEntry]) -> Iterator[CueEntry]:
    """Every cue of a file; ``known`` are those that its lines can change or switch off."""
    tables = _table(path)
    lines = _lines(path)
    for pos, table in tables.items():
        if pos not in PARTS_OF_SPEECH or not isinstance(table, dict):
            remedy = f"the tables are {_listed(PARTS_OF_SPEECH)}"
            raise LexiconError(f"{_shown(path)}: a cue stands in the table [{pos}]; {remedy}")
        lemmas = [lemma for known_pos, lemma in known if known_pos == pos]
        for lemma, values in table.items():
            where = f"{_shown(path)}, line {lines.get((pos, lemma), 1)}: “{lemma}”"
            proper = " ".join(lemma.lower().split())
            if lemma != proper or not lemma:
                remedy = f"write it in small letters with single spaces, as “{proper or 'say'}”"
                raise LexiconError(f"{where} is no lemma; {remedy}")
            if isinstance(values, dict) and "off" in values:
                yield _switched_off(lemma, values, known.get((pos, lemma)), lemmas, where)
            else:
                yield _entry(pos, lemma, values, known.get((pos, lemma)), where)


def _switched_off(
    lemma: str, values: dict[str, Any], entry: CueEntry | None, lemmas: list[str], where: str
) -> CueEntry:
    """The entry without constructions: were it gone, "*" would stand for the verb."""
    if values != {"off": True}:
        raise LexiconError(f"{where} must have off = true and nothing else, or no such field")
    if entry is None:
        near = difflib.get_close_matches(lemma, lemmas, n=1, cutoff=0.6)
        remedy = f"did you mean “{near[0]}”?" if near else "take the line away"
        raise LexiconError(f"{where} is not listed and cannot be switched off; {remedy}")
    return evolve(entry, constructions=())


def _lines(path: Path) -> dict[tuple[str, str], int]:
    """The line of each key, which tomllib does not tell."""
    lines, table = {}, ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if header := re.match(r"\s*\[\s*(\w+)\s*\]", line):
            table = header.group(1)
        elif key := re.match(r"\s*(?:\"([^\"]+)\"|'([^']+)'|([\w-]+))\s*=", line):
            lines.setdefault((table, next(filter(None, key.groups()))), number)
    return lines


def _entry(pos: PartOfSpeech, lemma: str, values: Any, changed: CueEntry | None, where: str) -> CueEntry:
    if not isinstance(values, dict):
        raise LexiconError(f"{where} must be a table such as {{ type = \"assertion\", … }}")
    for field in values:
        _check(field, FIELDS, where, "has the field")
    if changed is not None:
        values = {name: getattr(changed, name) for name in (*REQUIRED, "negative", "unless")} | values
    for field in REQUIRED:
        if field not in values:
            raise LexiconError(f"{where} has no {field}; add it")
    _check(values["type"], TYPES, where, "has the type")
    _check(values["stance"], STANCES, where, "has the stance")
    constructions = values["constructions"]
    if not isinstance(constructions, (list, tuple)) or not constructions:
        raise LexiconError(f"{where} must list at least one construction")
    for name in constructions:
        _check(name, CONSTRUCTIONS[pos], where, "lists the construction", f"for a {pos}")
    if not isinstance(values["example"], str) or not values["example"].strip():
        raise LexiconError(f"{where} needs an example sentence")
    if not isinstance(values.get("negative", False), bool):
        raise LexiconError(f"{where} must have negative = true or no such field")
    unless = values.get("unless", ())
    if isinstance(unless, str) or not all(isinstance(lemma, str) for lemma in unless):
        raise LexiconError(f"{where} must list lemmas of nouns under unless, or have no such field")
    return CueEntry(
        lemma=lemma,
        pos=pos,
        type=values["type"],
        stance=values["stance"],
        constructions=tuple(constructions),
        example=values["example"],
        negative=values.get("negative", False),
        unless=frozenset(unless),
    )


def _check(value: Any, known: Any, where: str, what: str, whose: str = "") -> None:
    if value in known if isinstance(value, str) else False:
        return
    near = difflib.get_close_matches(str(value), sorted(known), n=1, cutoff=0.4)
    remedy = f"did you mean “{near[0]}”?" if near else f"there are {_listed(sorted(known))}"
    raise LexiconError(f"{where} {what} “{value}”, which does not exist{' ' * bool(whose)}{whose}; {remedy}")


def _listed(names: Any) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else str(last)
