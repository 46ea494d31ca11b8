"""The paths of the service, and what each answers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from attribution.export import dumps
from attribution.serve.metrics import CONTENT_TYPE, Metrics
from attribution.serve.openapi import openapi
from attribution.serve.pool import Pool
from attribution.serve.requests import JSON, read_request
from attribution.serve.values import FAULT, Answer, Refused

PATHS = ("/extract", "/view", "/health", "/metrics", "/openapi.json")
_GONE = 499  # whoever asked closed the connection: nobody sees the status but the metrics


def create_app(pool: Pool, *, about: dict[str, str], cors: Sequence[str] = ()) -> Starlette:
    """The service before these workers; ``about`` names its version and models, ``cors`` the origins that browsers may call from."""

    async def extract(request: Request) -> Response:
        return await _answered(request, pool, page=False)

    async def view(request: Request) -> Response:
        return await _answered(request, pool, page=True)

    async def health(request: Request) -> Response:
        state = {"status": "ok" if pool.ready else "no worker is ready", "workers": pool.ready, "in_hand": pool.in_hand}
        return _json(state | about, 200 if pool.ready else 503)

    async def metrics(request: Request) -> Response:
        return Response(pool.metrics.text(), headers={"content-type": CONTENT_TYPE})

    async def description(request: Request) -> Response:
        return _json(openapi(about["version"], pool.limits))

    routes = [
        Route("/extract", extract, methods=["POST"]),
        Route("/view", view, methods=["POST"]),
        Route("/health", health),
        Route("/metrics", metrics),
        Route("/openapi.json", description),
    ]
    middleware = [Middleware(_Measured, metrics=pool.metrics)]
    if cors:
        allowed = {"allow_methods": ("GET", "POST"), "allow_headers": ("content-type",), "expose_headers": ("retry-after",)}
        middleware.append(Middleware(CORSMiddleware, allow_origins=cors, **allowed))
    handlers = {Refused: _refusal, ClientDisconnect: _gone, HTTPException: _not_routed, Exception: _internal}
    return Starlette(routes=routes, middleware=middleware, exception_handlers=handlers)


def _json(data: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(dumps(data), status, headers, media_type=JSON)


async def _answered(request: Request, pool: Pool, *, page: bool) -> Response:
    with pool.place():
        ask = await read_request(request, pool.limits, page=page)
        answer = await _unless_gone(request, pool.extract(ask))
    if answer is None:
        raise ClientDisconnect
    return Response(answer.body, media_type="text/html" if page else JSON)


async def _unless_gone(request: Request, work: Any) -> Answer | None:
    """The answer; None as soon as whoever asked has closed the connection, so that no worker begins for nobody."""
    answer, gone = asyncio.ensure_future(work), asyncio.ensure_future(request.receive())
    try:
        await asyncio.wait((answer, gone), return_when=asyncio.FIRST_COMPLETED)
        return await answer if answer.done() else None
    finally:
        answer.cancel()
        gone.cancel()


# --- errors -----------------------------------------------------------------------------------


async def _refusal(request: Request, error: Refused) -> Response:
    headers = {"retry-after": str(error.retry_after)} if error.retry_after else {}
    return _json({"code": error.code, "message": error.message}, error.status, headers)


async def _gone(request: Request, error: ClientDisconnect) -> Response:
    return Response(status_code=_GONE)


async def _not_routed(request: Request, error: HTTPException) -> Response:
    """What the router says of a path or method it does not have, in our words."""
    path = request.url.path
    if error.status_code == 405:
        allowed = error.headers["Allow"]
        response = await _refusal(request, Refused("wrong-method", f"{path} does not answer {request.method}; use {allowed}"))
        response.headers["allow"] = allowed
        return response
    return await _refusal(request, Refused("not-found", f"there is nothing at {path}; there is {', '.join(PATHS)}"))


async def _internal(request: Request, error: Exception) -> Response:
    return await _refusal(request, Refused("internal", FAULT))


# --- metrics ----------------------------------------------------------------------------------


class _Measured:
    """Counts every answer with its path, status and time; a path that is none of ours has no name of its own."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app, self.metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begin, path = time.perf_counter(), scope.get("path")

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                known = path if path in PATHS else "other"
                self.metrics.answered(known, message["status"], time.perf_counter() - begin)
            await send(message)

        await self.app(scope, receive, counted)
