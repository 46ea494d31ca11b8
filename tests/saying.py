"""An extractor for tests that needs no parser, and an article for it."""

from __future__ import annotations

import re

from attribution.model import Article, Attribution, Cue, Extraction, Mention, Span, Speaker

RAIN = "Heavy rain fell over the valley on Sunday night.\n\nRoe said that Doe said it was worse. Fay said so.\n"


def say(page: Article) -> Extraction:
    """A whole extractor for tests: "X said Y." is an attribution, inside Y too; Doe is a doctor."""
    found: list[Attribution] = []
    for match in re.finditer(r"(?=\b(\w+) (said) ([^.]+)\.)", page.text):
        source, cue, content = (Span(*match.span(i)) for i in (1, 2, 3))
        outer = found[-1].id if found and found[-1].content[0].contains(content) else None
        found.append(
            Attribution(
                f"a{len(found)}",
                "indirect",
                "assertion",
                "positive",
                (content,),
                match[3],
                Cue(cue, "said", "say", "aside", "neutral"),
                Mention(source, match[1], source, "name"),
                Speaker("Dr Doe" if match[1] == "Doe" else match[1]),
                "aside",
                content,
                parent=outer,
                confidence=0.87,
            )  # fmt: skip
        )
    return Extraction(page, tuple(found))
