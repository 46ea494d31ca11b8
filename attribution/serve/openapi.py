"""The service described for programs: OpenAPI 3.1, made from the schema of the output and the table of errors."""

from __future__ import annotations

from typing import Any

from attribution.schema import json_schema
from attribution.serve.values import ERRORS, Limits

_ARTICLE = {
    "description": "An article: its text, or its page of HTML.",
    "type": "object",
    "properties": {
        "text": {"description": "The text, if there is no html.", "type": "string"},
        "html": {"description": "The page, if there is no text.", "type": "string"},
        "id": {"description": "The article's id in the answer.", "type": "string", "default": "text"},
        "title": {"description": "Its headline, if the text does not have it.", "type": "string"},
    },
    "oneOf": [{"required": ["text"]}, {"required": ["html"]}],
}
_ERROR = {
    "description": "Why there is no answer.",
    "type": "object",
    "properties": {
        "code": {"description": "A stable code.", "enum": sorted(ERRORS)},
        "message": {"description": "A sentence with the remedy.", "type": "string"},
    },
    "required": ["code", "message"],
}
_HEALTH = {
    "description": "How the service is.",
    "type": "object",
    "properties": {
        "status": {"type": "string"},
        "workers": {"description": "Workers with their models loaded.", "type": "integer"},
        "in_hand": {"description": "Requests waiting or at work.", "type": "integer"},
        "version": {"type": "string"},
        "models": {"description": "The models' digest.", "type": "string"},
    },
    "required": ["status", "workers", "in_hand", "version", "models"],
}
_OF_THE_ARTICLE = ("bad-json", "slow-body", "too-large", "wrong-type", "unreadable", "unparsable",
                   "internal", "worker-ended", "busy", "timeout")  # fmt: skip


def openapi(version: str, limits: Limits) -> dict[str, Any]:
    """The description that /openapi.json gives."""
    extraction = json_schema()
    definitions = extraction.pop("$defs")
    extraction.pop("$schema")
    schemas = {"Extraction": extraction, **definitions, "ArticleIn": _ARTICLE, "Error": _ERROR, "Health": _HEALTH}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "attribution",
            "version": version,
            "description": "Who said what in an English news article: source, cue, content and speaker.",
        },
        "paths": {
            "/extract": {"post": _post("extract", "The attributions of an article.", _json("Extraction"), limits)},
            "/view": {"post": _post("view", "The article as a page, what is attributed marked.", _text("text/html"), limits)},
            "/health": {"get": _get("health", "Whether articles can be extracted.", _json("Health"), _json("Health"))},
            "/metrics": {"get": _get("metrics", "Counters for Prometheus.", _text("text/plain"))},
            "/openapi.json": {"get": _get("openapi", "This description.", {"application/json": {"schema": {"type": "object"}}})},
        },
        "components": {"schemas": _moved(schemas)},
    }


def _post(name: str, summary: str, content: dict[str, Any], limits: Limits) -> dict[str, Any]:
    body = {**_json("ArticleIn"), **_text("text/plain"), **_text("text/html")}
    about = f"At most {limits.body:,} bytes, not compressed; without a Content-Type the body is text, or HTML if it begins so."
    id = {"name": "id", "in": "query", "description": "The article's id in the answer.",
          "schema": {"type": "string", "default": "text"}}  # fmt: skip
    return {
        "operationId": name,
        "summary": summary,
        "parameters": [id],
        "requestBody": {"required": True, "description": about, "content": body},
        "responses": {"200": {"description": summary, "content": content}, **_errors()},
    }


def _get(name: str, summary: str, content: dict[str, Any], unwell: dict[str, Any] | None = None) -> dict[str, Any]:
    responses = {"200": {"description": summary, "content": content}}
    if unwell:
        responses["503"] = {"description": "No worker is ready.", "content": unwell}
    return {"operationId": name, "summary": summary, "responses": responses}


def _errors() -> dict[str, Any]:
    """A response a status: the codes it is given with, and when."""
    responses: dict[str, Any] = {}
    for code in _OF_THE_ARTICLE:
        status, when = ERRORS[code]
        response = responses.setdefault(str(status), {"description": "", "content": _json("Error")})
        response["description"] = f"{response['description']} {code}: {when}".strip()
        if code == "busy":
            response["headers"] = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}}
    return responses


def _json(schema: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}


def _text(media_type: str) -> dict[str, Any]:
    return {media_type: {"schema": {"type": "string"}}}


def _moved(value: Any) -> Any:
    """The schemas with their references where OpenAPI keeps its definitions."""
    if isinstance(value, dict):
        return {k: v.replace("#/$defs/", "#/components/schemas/") if k == "$ref" else _moved(v) for k, v in value.items()}
    return [_moved(v) for v in value] if isinstance(value, list) else value
