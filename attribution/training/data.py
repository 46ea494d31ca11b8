"""The treebanks and entity files as the trainers want them. Nothing of this is ever written into the project."""

from __future__ import annotations

import gzip
import io
import random
from pathlib import Path

from stanza.models.common.doc import Document
from stanza.utils.conll import CoNLL
from stanza.utils.datasets.prepare_tokenizer_data import main as write_labels

TRAIN = ("ewt.train", "gum.train", "pud_wiki.train")
TUNE = "ewt.dev"
CURLY = str.maketrans({'"': "“”", "'": "’"})
LONGEST = 120  # words; the handful of longer sentences cost more memory than they teach


def read_trees(directory: Path, *names: str) -> Document:
    """Stanza's document of several treebanks, without the language-specific tags, which nothing here reads."""
    text = "".join(gzip.open(directory / f"{name}.conllu.gz", "rt", encoding="utf-8").read() for name in names)
    document = CoNLL.conll2doc(input_str=text)
    for word in document.iter_words():
        word.xpos = None
    return document


def read_entities(directory: Path, name: str) -> list[list[dict[str, str]]]:
    """Sentences of words with a BIO tag, as Stanza's trainer takes them."""
    return [sentence for article in read_articles(directory, name) for sentence in article]


def read_articles(directory: Path, name: str) -> list[list[list[dict[str, str]]]]:
    """The same by articles; before each stands its address, which is no sentence."""
    articles, words = [[]], []
    with gzip.open(directory / f"{name}.bio.gz", "rt", encoding="utf-8") as file:
        for line in [*file, ""]:
            word, tab, tag = line.rstrip("\n").partition("\t")
            if tab:
                words.append({"text": straight(word), "ner": tag.split("\t")[0]})
            elif words:
                if words[0]["text"].startswith("http"):
                    articles.append([])
                else:
                    articles[-1].append(words)
                words = []
    return [a for a in articles if a]


def straight(text: str) -> str:
    """With the straight marks that the treebanks have nearly everywhere; the parser is given such text too."""
    return text.translate({0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"'})


# --- for the tokenizer ------------------------------------------------------------------------


def write_tokenizer_files(directory: Path, names: tuple[str, ...], out: Path, *, curly: float = 0.0, most: int | None = None) -> None:
    """``out`` with .conllu, .txt, .labels and .mwt.json (at most so many sentences of each name); a share of them once more with “curly” marks.

    A copy replaces one character by one, so that labels stay where they are: "don't" and "don’t".
    """
    chance = random.Random(1234)
    blocks = [
        block
        for name in names
        for block in gzip.open(directory / f"{name}.conllu.gz", "rt", encoding="utf-8").read().strip().split("\n\n")[:most]
    ]
    copies = [curled(b) for b in blocks if any(m in b for m in "\"'") and chance.random() < curly]
    conllu = "\n\n".join(blocks + copies) + "\n\n"
    out.with_suffix(".conllu").write_text(conllu, encoding="utf-8")
    out.with_suffix(".txt").write_text(_raw_text(CoNLL.conll2doc(input_str=conllu)), encoding="utf-8")
    write_labels([str(out.with_suffix(x)) for x in (".txt", ".conllu")] + ["-o", str(out.with_suffix(".labels")), "-m", str(out.with_suffix(".mwt.json"))])


def curled(block: str) -> str:
    """A sentence of CoNLL-U with curly marks: apostrophes, and quotation marks by turns opening and closing."""
    lines, opening = [], True
    for line in block.split("\n"):
        if line.startswith("#"):
            continue
        columns = line.split("\t")
        form = columns[1].replace("'", "’")
        while '"' in form:
            form = form.replace('"', "“" if opening else "”", 1)
            opening = not opening
        lines.append("\t".join([columns[0], form, *columns[2:]]))
    return "\n".join(lines)


def _raw_text(document: Document) -> str:
    """Sentences with their own blanks; a paragraph where the treebank starts one."""
    text = io.StringIO()
    for number, sentence in enumerate(document.sentences):
        starts = any(c.startswith(("# newpar", "# newdoc")) for c in sentence.comments)
        if number:
            text.write("\n\n" if starts or not sentence.comments else " ")
        for token in sentence.tokens:
            text.write(token.text + ("" if token is sentence.tokens[-1] else token.spaces_after))
    return text.getvalue()
