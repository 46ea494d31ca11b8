"""Makes 200 nasty files: what no one means to give, and someone will.

    python tests/nasty/make.py DIRECTORY

Each is the product of a shape (empty, one word of 1 MB, marks only, deep nesting …) and a wrapping (as text, as HTML, as a line of
JSON, compressed …), the same in every run.
"""

from __future__ import annotations

import gzip
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

SAID = "“It leaks,” said Ana Ruiz, the mayor. She denied that she had known.\n\n"
PAYLOADS = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><svg onload=alert(1)>', "javascript:alert(1)", "{{7*7}}", "${7*7}",
    "<!--", "-->", "]]>", "</textarea><script>", "&lt;script&gt;", "<a href='data:text/html,x'>", "\x1b[31mred\x1b[0m", "\x1b]0;title\x07",
    "\x9b31m", "\u202egnihtemos", "=1+1", "@SUM(A1)", "+1", "-1", "=cmd|' /C calc'!A0", "'; DROP TABLE a; --", "../../etc/passwd", "%s%n%x",
    "\x00", "\ud800", "\ufeff", "\ufffe", "\u0000\u0001\u0002", "\r", "\x85", "\u2028",
)  # fmt: skip


def shapes(chance: random.Random) -> Iterator[tuple[str, str]]:
    """Texts by name, all of less than 2 MB."""
    yield "empty", ""
    yield "blank", " \n\t\u00a0\u200b\n" * 50
    yield "one-word", "a" * 1_000_000
    yield "one-sentence", "He said " + "that she added " * 1500 + "no."
    yield "no-stop", "word " * 20_000
    yield "marks", '"' * 100_000
    yield "marks-apart", '" ' * 50_000
    yield "open-marks", "“ a " * 5_000
    yield "nested-marks", "“a ‘b " * 2_000
    yield "mark-a-line", '"\n\n' * 2_000
    yield "dots", ". " * 50_000
    yield "dashes", "— – - " * 5_000
    yield "colons", "A: b\n" * 1_000
    yield "labels", "Tags\n" * 1_000
    yield "capitals", SAID.upper() * 20
    yield "emoji", "👩‍👩‍👧‍👦 said “😀”. " * 200
    yield "combining", "Za" + "\u0301\u0302\u0323" * 5_000 + "lgo said no. "
    yield "right-to-left", "قال العمدة إن الجسر سيبقى مغلقا. “\u202eلا\u202c” " * 50
    yield "chinese", "市长周一表示，大桥将关闭至春季。“我们不会冒险，”他说。" * 50
    yield "line-ends", "One.\rTwo.\r\nThree.\x85Four.\u2028Five.\u2029" * 50
    yield "braces", "{" * 10_000 + "}" * 10_000
    yield "brackets", "[" * 50_000
    yield "tags", "<b>" * 50_000 + SAID
    yield "entities", "&amp;" * 50_000
    yield "angles", "<" * 100_000
    yield "base64", SAID + "QUJD" * 25_000
    yield "numbers", "1,234.56 " * 5_000
    yield "urls", "https://example.org/a?b=c&d=%20 " * 2_000
    for number, payload in enumerate(PAYLOADS):
        yield f"payload-{number}", f"{payload} “{payload},” said {payload} Ruiz. The mayor said that {payload} was safe.\n\n{payload}"
    for number in range(10):
        every = [chr(chance.randrange(0x110000)) for _ in range(300)]
        yield f"planes-{number}", "".join(every) + SAID
        yield f"mixed-{number}", "".join(chance.choices([*'“”"‘’\'«»,.:;!?()-—\n', " said ", "He ", "Ana Ruiz ", " that ", "\n\n"], k=400))


def wrapped(name: str, text: str) -> Iterator[tuple[str, bytes]]:
    """The files of a text."""
    data = text.encode("utf-8", "surrogatepass")
    yield f"{name}.txt", data
    yield f"{name}.html", b"<!doctype html><html><head><title>" + data[:200] + b"</title></head><body><article><p>" + data
    yield f"{name}.jsonl", (json.dumps({"id": name, "text": text, "title": text[:50]}) + "\n").encode() * 2 + data[:100]


def odd_files() -> Iterator[tuple[str, bytes]]:
    """Files that are not what their names say, and bombs."""
    yield "nul.txt", b"He said\0 no."
    yield "nuls.txt", bytes(100_000)
    yield "every-byte.txt", bytes(range(256)) * 100
    yield "utf-16.txt", SAID.encode("utf-16")
    yield "utf-16-unmarked.txt", SAID.encode("utf-16-le")
    yield "utf-32.txt", SAID.encode("utf-32")
    yield "cp1252.txt", SAID.encode("cp1252")
    yield "half-utf-8.txt", SAID.encode() + SAID.encode("cp1252")
    yield "truncated-utf-8.txt", SAID.encode()[:3] + b"\xe2\x80"
    yield "pdf.txt", b"%PDF-1.7\n" + SAID.encode()
    yield "png.html", b"\x89PNG\r\n\x1a\n" + bytes(100)
    yield "bomb.txt.gz", gzip.compress(bytes(200_000_000), 1)
    yield "bomb.jsonl.gz", gzip.compress(b"a" * 200_000_000, 1)
    yield "twice.txt.gz", gzip.compress(gzip.compress(SAID.encode()))
    yield "cut.txt.gz", gzip.compress(SAID.encode() * 100)[:-20]
    yield "no.gz", b"\x1f\x8b\x08" + bytes(20)
    yield "no.zst", b"\x28\xb5\x2f\xfd" + bytes(20)
    yield "no.parquet", b"PAR1" + bytes(50) + b"PAR1"
    yield "no.csv", b'id,text\n1,"never closed\n2,x'
    yield "deep.jsonl", b"[" * 100_000 + b"\n" + b'{"a":' * 100_000
    yield "numbers.jsonl", b'{"text": ' + b"1" * 10_000 + b"}\n"
    yield "null.jsonl", b'null\n{}\n[]\n"x"\n{"text": null}\n{"text": "She said no."}\n'
    yield "deep.html", b"<div>" * 50_000 + SAID.encode()
    yield "attribute.html", b"<p " + b"a=b " * 50_000 + b">" + SAID.encode()
    yield "unclosed.html", b"<html><body><p>" + SAID.encode() + b'<a href="' + b"x" * 10_000
    yield "scripts.html", b"<script>" * 10_000 + SAID.encode()
    yield "charset.html", b"<html><meta charset=utf-7><p>+ADw-script+AD4- he said."
    yield "entity.html", b'<!DOCTYPE html [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]><p>&b; he said.'


def make(directory: Path, *, number: int = 200) -> list[Path]:
    """Writes so many files, the odd ones first, and of the shapes each in turn."""
    chance = random.Random(7)
    by_shape = [list(wrapped(name, text)) for name, text in shapes(chance)]
    files = [*odd_files(), *(files[i] for i in range(3) for files in by_shape)][:number]
    directory.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, data in files:
        (directory / name).write_bytes(data)
        paths.append(directory / name)
    return paths


if __name__ == "__main__":
    made = make(Path(sys.argv[1]))
    print(f"{len(made)} files in {sys.argv[1]}")
