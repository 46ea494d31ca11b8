"""A request → the article that it asks about; what cannot be one is refused with a sentence."""

from __future__ import annotations

import asyncio
import json
from email.message import Message
from typing import Any

from starlette.requests import Request

from attribution.serve.values import Limits, Refused
from attribution.serve.worker import Ask

JSON = "application/json"
FORMATS = {"text/plain": "text", "text/html": "html", "application/xhtml+xml": "html"}
_READ = "text/plain, text/html or application/json"


async def read_request(request: Request, limits: Limits, *, page: bool) -> Ask:
    """The article in a request's body; ``page`` where it is wanted as HTML."""
    kind, charset = _content_type(request)
    body = await _body(request, limits)
    id = request.query_params.get("id", "text")
    if kind == JSON:
        return _of_json(body, id, page)
    return Ask(id, body, FORMATS[kind] if kind else "auto", charset=charset, page=page)


def _content_type(request: Request) -> tuple[str, str]:
    """The type and encoding that the request names, "" for none."""
    if request.headers.get("content-encoding", "identity") != "identity":
        raise Refused("wrong-type", "the body is compressed; send it as it is, without Content-Encoding")
    given = Message()
    given["content-type"] = request.headers.get("content-type", "")
    kind = given["content-type"].partition(";")[0].strip().lower()
    if kind not in (JSON, *FORMATS, ""):
        raise Refused("wrong-type", f"the Content-Type is {kind}; send {_READ}")
    return kind, given.get_content_charset("")


async def _body(request: Request, limits: Limits) -> bytes:
    """All of the body; no more of it is kept than a body may have."""
    remedy = "send the article's text alone, or in parts"
    too_large = Refused("too-large", f"the body has more than {limits.body:,} bytes; {remedy}")
    if int(request.headers.get("content-length", 0)) > limits.body:
        raise too_large
    body = bytearray()
    try:
        async with asyncio.timeout(limits.timeout):
            async for chunk in request.stream():
                body += chunk
                if len(body) > limits.body:
                    raise too_large
    except TimeoutError:
        raise Refused("slow-body", f"the body did not come within {limits.timeout:g} seconds; send it again") from None
    return bytes(body)


def _of_json(body: bytes, id: str, page: bool) -> Ask:
    """The article of a JSON object; fields that mean nothing here are ignored, as in a table of articles."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        remedy = 'send an object such as {"text": "…"}'
        raise Refused("bad-json", f"the body is not JSON ({error}); {remedy}") from None
    if not isinstance(data, dict) or ("text" in data) == ("html" in data):
        shape = "a JSON object with either “text” or “html”, and may have “id” and “title”"
        raise Refused("bad-json", f"the body must be {shape}")
    for name in ("text", "html", "id", "title"):
        if name in data and not isinstance(data[name], str):
            raise Refused("bad-json", f"“{name}” is {_name_of(data[name])} and must be a string")
    format = "text" if "text" in data else "html"
    return Ask(data.get("id", id), data[format], format, data.get("title"), page=page)


def _name_of(value: Any) -> str:
    if value is None:
        return "null"
    return {bool: "true or false", list: "an array", dict: "an object"}.get(type(value), "a number")
