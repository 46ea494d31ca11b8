"""The user's word on who is who: a TOML or CSV file that merges names into one speaker, or splits one name into two.

[[speaker]]                      name,speaker,article
name = "Kim Jong Un"             Kim,Kim Jong Un,
names = ["Kim", "Mr Kim"]        Mr Kim,Kim Jong Un,
articles = ["north-korea"]       John Smith,John Smith (mayor),storm-3
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrs import frozen

from attribution.errors import AliasError


@frozen
class Alias:
    """A name that means a speaker; in this article only, or in all of them where none is given."""

    name: str
    speaker: str
    article: str = ""


def read_aliases(path: Path) -> tuple[Alias, ...]:
    """The aliases of a file; AliasError, naming the place, where it cannot be read or says two things of a name."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise AliasError(
            f"{path}: cannot be read ({getattr(error, 'strerror', None) or 'not UTF-8'}); check the path"
        ) from None
    found = tuple(_from_toml(text, path) if path.suffix.lower() == ".toml" else _from_csv(text, path))
    known: dict[tuple[str, str], str] = {}
    for alias in found:
        before = known.setdefault((alias.name.casefold(), alias.article), alias.speaker)
        if before != alias.speaker:
            place = f"in “{alias.article}”" if alias.article else "in every article"
            raise AliasError(
                f"{path}: “{alias.name}” is “{before}” and “{alias.speaker}” {place}; name the articles each one is in"
            )
    return found


def _from_toml(text: str, path: Path) -> Iterator[Alias]:
    try:
        entries = tomllib.loads(text).get("speaker", [])
    except tomllib.TOMLDecodeError as error:
        raise AliasError(f"{path}: not TOML ({error})") from None
    if not isinstance(entries, list):
        raise AliasError(f"{path}: “speaker” is no list of tables; write [[speaker]] before each speaker's name")
    for number, entry in enumerate(entries, 1):
        if unknown := sorted(entry.keys() - {"name", "names", "articles"}):
            raise AliasError(f"{path}, speaker {number}: “{unknown[0]}” is none of name, names, articles")
        if (
            not isinstance(entry.get("name"), str)
            or not _strings(entry.get("names", []))
            or not _strings(entry.get("articles", []))
        ):
            raise AliasError(f"{path}, speaker {number}: needs a name, and names and articles as lists of texts")
        for article in entry.get("articles") or [""]:
            for name in dict.fromkeys([entry["name"], *entry.get("names", [])]):
                yield Alias(name, entry["name"], article)


def _strings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _from_csv(text: str, path: Path) -> Iterator[Alias]:
    rows = csv.DictReader(text.splitlines(keepends=True), restkey="more")
    missing = {"name", "speaker"} - set(rows.fieldnames or ())
    if missing:
        raise AliasError(f"{path}: no column “{min(missing)}”; the first line must be name,speaker,article")
    for row in rows:
        if not row["name"] or not row["speaker"] or "more" in row:
            raise AliasError(
                f"{path}, line {rows.line_num}: needs a name and a speaker, and no more than an article after them"
            )
        yield Alias(row["name"], row["speaker"], row.get("article") or "")
