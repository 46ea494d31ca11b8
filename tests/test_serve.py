"""Requests and what they are answered: a real server and real processes, with an extractor that does what the article says."""

from __future__ import annotations

import asyncio
import json
import re
import time
from pathlib import Path

import httpx
import pytest
from jsonschema import Draft202012Validator

from attribution.serve.app import create_app
from attribution.serve.metrics import Metrics
from attribution.serve.openapi import openapi
from attribution.serve.values import ERRORS, Limits
from tests.serving import ABOUT, service

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
PLAIN, HTML, JSON = ({"content-type": kind} for kind in ("text/plain", "text/html", "application/json"))
PAGE = "<html><body><p>Roe said no.</p></body></html>"


@pytest.fixture(scope="module")
def running():
    with service(start="warm", workers=1, timeout=60.0, body=1000, cors=("https://news.example",)) as running:
        yield running


@pytest.fixture(scope="module")
def client(running):
    with httpx.Client(base_url=running.url, timeout=60) as client:
        yield client


def as_json(**fields: object) -> bytes:
    return json.dumps(fields).encode()


ARTICLES = [
    # body, headers, path → id, text and title of the article that was extracted
    (b"Roe said no.", PLAIN, "/extract", ("text", "Roe said no.", "")),
    (b"Roe said no.", PLAIN, "/extract?id=roe-1", ("roe-1", "Roe said no.", "")),
    (b"Roe said no.", {}, "/extract", ("text", "Roe said no.", "")),
    (b"  Roe said\r\n\r\nno. ", PLAIN, "/extract", ("text", "  Roe said\r\n\r\nno. ", "")),  # a text is never altered
    ("“Né,” he said.".encode(), PLAIN, "/extract", ("text", "“Né,” he said.", "")),
    ("“Né,” she said.".encode("cp1252"), {"content-type": "text/plain; charset=windows-1252"}, "/extract",
     ("text", "“Né,” she said.", "")),
    ("Né".encode("utf-16"), {"content-type": "Text/Plain; Charset=UTF-16"}, "/extract", ("text", "Né", "")),
    (b"", PLAIN, "/extract", ("text", "", "")),
    (PAGE.encode(), HTML, "/extract", ("text", "Roe said no.", "")),
    (PAGE.encode(), {}, "/extract", ("text", "Roe said no.", "")),  # as the command line tells it
    (PAGE.encode(), PLAIN, "/extract", ("text", PAGE, "")),
    (as_json(text="Roe said no."), JSON, "/extract", ("text", "Roe said no.", "")),
    (as_json(text="Roe said no.", id="a", title="T", url="u", more=[1]), JSON, "/extract?id=b", ("a", "Roe said no.", "T")),
    (as_json(text="Roe \ud800 said no."), JSON, "/extract", ("text", "Roe \ud800 said no.", "")),
    (as_json(html=PAGE, id="c"), JSON, "/extract", ("c", "Roe said no.", "")),
    (as_json(text=PAGE), JSON, "/extract", ("text", PAGE, "")),
]  # fmt: skip


@pytest.mark.parametrize(("body", "headers", "path", "expected"), ARTICLES)
def test_an_article_is_extracted(client, body, headers, path, expected):
    answer = client.post(path, content=body, headers=headers)
    article = json.loads(answer.content)["article"]
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert (article["id"], article["text"], article["title"]) == expected


REFUSED = [
    (b"[1]", JSON, "bad-json", "the body must be a JSON object with either “text” or “html”, and may have “id” and “title”"),
    (b"[1,", JSON, "bad-json", 'the body is not JSON (Expecting value: line 1 column 4 (char 3)); send an object such as {"text": "…"}'),
    (b"\xff", JSON, "bad-json", "the body is not JSON"),
    (b"[" * 999, JSON, "bad-json", "the body is not JSON"),
    (as_json(text="a", html="b"), JSON, "bad-json", "the body must be a JSON object with either"),
    (as_json(title="a"), JSON, "bad-json", "the body must be a JSON object with either"),
    (as_json(text=3), JSON, "bad-json", "“text” is a number and must be a string"),
    (as_json(text="a", id=None), JSON, "bad-json", "“id” is null and must be a string"),
    (b"Roe", {"content-type": "text/plain; charset=utf-32"}, "unreadable",
     "the article: it cannot be read as utf-32, which its Content-Type names; send it in UTF-8"),
    (b"Roe", {"content-type": "text/plain; charset=klingon"}, "unreadable", "the article: it cannot be read as klingon"),
    (b"Roe", {"content-type": "text/plain; charset=zlib"}, "unreadable", "the article: it cannot be read as zlib"),
    (b"text=Roe", {"content-type": "application/x-www-form-urlencoded"}, "wrong-type",
     "the Content-Type is application/x-www-form-urlencoded; send text/plain, text/html or application/json"),
    (b"Roe", {"content-type": "plain"}, "wrong-type", "the Content-Type is plain; send"),
    (b"Roe", PLAIN | {"content-encoding": "gzip"}, "wrong-type", "the body is compressed; send it as it is, without Content-Encoding"),
    (b"x" * 1001, PLAIN, "too-large", "the body has more than 1,000 bytes; send the article's text alone, or in parts"),
    ((b"x" * 600 for _ in range(3)), PLAIN, "too-large", "the body has more than 1,000 bytes"),  # in chunks, its length not told
    (b"%PDF-1.7", PLAIN, "unreadable", "the article: not text (starts with %PDF); convert it first, for example with pdftotext"),
    (b"HARD", PLAIN, "unparsable", "the article: too hard"),
    (b"BUG", PLAIN, "internal", "the service made an error; its standard error has more"),
    (as_json(text="HARD", id="\ud800"), JSON, "unparsable", "the article: too hard"),
    (b"DIE", PLAIN, "worker-ended", "it ended with status 7 while it had an article in hand, perhaps for want of memory; send "
     "the article in parts"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "headers", "code", "message"), REFUSED)
def test_what_cannot_be_answered_is_told_in_a_sentence(client, body, headers, code, message):
    answer = client.post("/extract", content=body, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (ERRORS[code][0], "application/json")
    assert answer.json()["code"] == code and answer.json()["message"].startswith(message)
    assert "Roe" in client.post("/extract", content=b"Roe said no.").text  # and the next one goes on


def test_what_takes_too_long():
    def slowly():
        yield b"Roe "
        time.sleep(3)
        yield b"said no."

    with service(workers=1, timeout=1.5) as running:
        slow = httpx.post(f"{running.url}/extract", content=slowly(), headers=PLAIN, timeout=60)
        stuck = httpx.post(f"{running.url}/extract", content=b"STUCK", headers=PLAIN, timeout=60)
    assert (slow.status_code, slow.json()["code"]) == (408, "slow-body")
    assert (stuck.status_code, stuck.json()) == (504, {
        "code": "timeout", "message": "an article took more than 1.5 seconds and was stopped; send it in parts, or raise --timeout",
    })  # fmt: skip


def test_the_page(client):
    answer = client.post("/view", content=b"Roe <b>said</b> no.", headers=PLAIN)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert answer.text.startswith("<!doctype html>") and "Roe &lt;b&gt;said" in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_health(client):
    answer = client.get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "workers": 1, "in_hand": 0, **ABOUT})


@pytest.mark.parametrize(
    ("method", "path", "status", "message"),
    [
        ("GET", "/nothing", 404, "there is nothing at /nothing; there is /extract, /view, /health, /metrics, /openapi.json"),
        ("GET", "/extract", 405, "/extract does not answer GET; use POST"),
        ("POST", "/health", 405, "/health does not answer POST; use GET, HEAD"),
    ],
)
def test_a_path_or_method_that_is_not_there(client, method, path, status, message):
    answer = client.request(method, path)
    told = answer.json()["message"].replace("HEAD, GET", "GET, HEAD")
    assert (answer.status_code, told) == (status, message)


def test_metrics_count_and_hold_no_content(client):
    def counted(name: str) -> float:
        return float(re.search(rf"^{re.escape(name)} (\S+)$", client.get("/metrics").text, re.M)[1])

    answered = 'attribution_requests_total{path="/view",status="200"}'
    client.post("/view", content=b"Roe said no.")
    before, articles = counted(answered), counted("attribution_article_seconds_count")
    client.post("/view", content=b"Rutabaga said no.")
    client.get("/secret-name")
    assert (counted(answered), counted("attribution_article_seconds_count")) == (before + 1, articles + 1)
    assert counted("attribution_workers_ready") == 1 and counted("attribution_requests_in_hand") == 0
    assert not re.search("Rutabaga|secret", client.get("/metrics").text)


@pytest.mark.parametrize(("origin", "allowed"), [("https://news.example", "https://news.example"), ("https://evil.example", None)])
def test_a_browser_may_call_from_an_origin_that_was_named(client, origin, allowed):
    answer = client.post("/extract", content=b"Roe said no.", headers={"origin": origin})
    assert answer.headers.get("access-control-allow-origin") == allowed
    asked = {"origin": origin, "access-control-request-method": "POST", "access-control-request-headers": "content-type"}
    assert client.options("/extract", headers=asked).headers.get("access-control-allow-origin") == allowed


class Broken:
    """A pool with an error of ours in it."""

    metrics, limits = Metrics(), Limits()

    def place(self):
        raise RuntimeError("details")


def test_an_error_of_ours_is_told_without_its_details():
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(create_app(Broken(), about=ABOUT), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return await client.post("/extract", content=b"Roe said no.")

    answer = asyncio.run(ask())
    told = {"code": "internal", "message": "the service made an error; its standard error has more"}
    assert (answer.status_code, answer.json()) == (500, told)


# --- OpenAPI ----------------------------------------------------------------------------------


def schema(name: str) -> Draft202012Validator:
    """One of the description's schemas, with the others that it refers to."""
    return Draft202012Validator({"$ref": f"#/components/schemas/{name}", **openapi("1.2.3", Limits())})


def test_the_description_is_that_of_the_answers(client):
    described = client.get("/openapi.json").json()
    assert described == openapi("1.2.3", Limits(body=1000))
    schema("Extraction").validate(client.post("/extract", content=b"Roe said no.").json())
    schema("Error").validate(client.post("/extract", content=b"HARD").json())
    schema("Health").validate(client.get("/health").json())
    assert not schema("Extraction").is_valid({"schema_version": 1}) and not schema("Error").is_valid({"code": "odd", "message": ""})


def test_the_description_of_an_article_is_what_is_read():
    for sent, is_article in (({"text": "a"}, True), ({"html": "a", "id": "b"}, True), ({}, False), ({"text": 1}, False)):
        assert schema("ArticleIn").is_valid(sent) is is_article


def test_every_reference_of_the_description_has_its_schema():
    text = json.dumps(openapi("1.2.3", Limits()))
    named = set(re.findall(r'"#/components/schemas/(\w+)"', text))
    assert named and named <= set(json.loads(text)["components"]["schemas"])
    assert "$defs" not in text


def test_every_error_is_told_in_the_description():
    told = json.dumps(openapi("1.2.3", Limits())["paths"], ensure_ascii=False)
    routed = {"not-found", "wrong-method"}  # no path of ours gives them
    assert {code for code in ERRORS if f"{code}: " in told} == set(ERRORS) - routed


def test_the_source_gives_every_error():
    source = "".join(p.read_text() for p in (Path(__file__).parent.parent / "attribution/serve").glob("*.py"))
    assert {code for code in ERRORS if source.count(f'"{code}"') < 2} == set()
