"""What a missing or another quotation mark does to the rest of an article (rows 4 and 5 of docs/reliability.md).

    python benchmarks/marks.py golden/articles/*.txt [--marks 5]

Deletes marks of each article in turn (``--marks`` of them, evenly spread; all by default) and compares the attributions two or
more paragraphs away; then sets straight marks for curly ones and the other way round. Needs the models.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from attribution.article import article_from_text  # noqa: E402
from attribution.extract import Extractor  # noqa: E402
from attribution.model import Article, Attribution, Extraction  # noqa: E402

MARK = re.compile("[\"“”]|(?<!\\w)[‘']|[’'](?!\\w)")
CURLY = "[“”]"


def paragraph_of(attribution: Attribution, article: Article) -> int:
    start = attribution.content[0].start
    return next(i for i, p in enumerate(article.paragraphs) if start < p.span.end)


def found(extraction: Extraction) -> list[tuple[int, str]]:
    """Each attribution's paragraph, and what it says who said."""
    return [
        (paragraph_of(a, extraction.article), f"{a.source and a.source.text}|{a.cue and a.cue.text}|{a.content_text}")
        for a in extraction.attributions
    ]


def deleted(extractor: Extractor, text: str, most: int | None) -> tuple[int, int]:
    """Attributions far from a deleted mark, and how many of them are as they were."""
    whole = extractor(text)
    places = [m.start() for m in MARK.finditer(text)]
    step = max(1, len(places) // most) if most else 1
    far = same = 0
    for place in places[::step]:
        at = next(i for i, p in enumerate(whole.article.paragraphs) if place < p.span.end)
        without = extractor(text[:place] + text[place + 1 :])
        kept = {what for _, what in found(without)}
        for paragraph, what in found(whole):
            if abs(paragraph - at) >= 2:
                far += 1
                same += what in kept
    return far, same


def restyled(text: str) -> str:
    """Straight marks for curly ones; curly ones where all are straight."""
    if re.search(CURLY, text):
        return re.sub(CURLY, '"', text).replace("’", "'").replace("‘", "'")
    return re.sub(r'(?<![\w.,!?…])"(?=\S)', "“", text).replace('"', "”")


def bare(what: str) -> str:
    return re.sub("[\"“”'‘’]", "", what)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("files", nargs="+")
    arguments.add_argument("--marks", type=int)
    options = arguments.parse_args()
    extractor = Extractor()
    far = same = all_ = alike = 0
    for file in options.files:
        text = Path(file).read_text(encoding="utf-8")
        a, b = deleted(extractor, text, options.marks)
        far, same = far + a, same + b
        first = [bare(what) for _, what in found(extractor(article_from_text(text)))]
        second = {bare(what) for _, what in found(extractor(article_from_text(restyled(text))))}
        all_, alike = all_ + len(first), alike + sum(what in second for what in first)
        print(f"{Path(file).name:<28} deletion {b}/{a}, style {sum(w in second for w in first)}/{len(first)}", flush=True)
    print(f"unchanged two or more paragraphs away: {same}/{far} ({same / max(1, far):.1%})")
    print(f"the same with the other marks: {alike}/{all_} ({alike / max(1, all_):.1%})")


main()
