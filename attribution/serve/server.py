"""The server: binds, loads, listens, and at its end finishes what is in hand."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from attrs import frozen

from attribution.errors import ConfigError
from attribution.guard import Work
from attribution.serve.app import create_app
from attribution.serve.metrics import Metrics
from attribution.serve.pool import Pool
from attribution.serve.values import Limits
from attribution.serve.worker import COMMAND

# Seconds a connection may be idle: longer than clients keep theirs (httpx five), so that the service never closes one in the
# moment in which a request is on its way.
KEEP_ALIVE = 75


@frozen
class Where:
    """Where to listen: a host and port, or the file of a Unix socket, which needs no network."""

    host: str = "127.0.0.1"
    port: int = 8000  # 0 for any that is free
    file: str | None = None


def run(
    where: Where,
    work: Work,
    limits: Limits,
    *,
    about: dict[str, str],
    tell: Callable[[str], None],
    cors: Sequence[str] = (),
    command: Sequence[str] = COMMAND,
) -> None:
    """Serve until SIGTERM or Ctrl-C; what is in hand by then is finished, and a second Ctrl-C ends at once.

    ``tell`` is called with a sentence when the service listens and when something happens to it. Raises ConfigError where
    it cannot listen there, ModelError and LexiconError where the workers cannot load what they need.
    """
    listener = _bound(where)
    try:
        asyncio.run(_serve(listener, Pool(work, limits, Metrics(), tell=tell, command=command), about, tell, cors))
    finally:
        listener.close()
        if where.file is not None:
            Path(where.file).unlink(missing_ok=True)


async def _serve(
    listener: socket.socket, pool: Pool, about: dict[str, str], tell: Callable[[str], None], cors: Sequence[str]
) -> None:
    async with pool:
        config = uvicorn.Config(
            create_app(pool, about=about, cors=cors),
            http="h11", ws="none", loop="asyncio", lifespan="off", log_config=None, access_log=False,
            proxy_headers=False, server_header=False, headers=[("x-content-type-options", "nosniff")],
            timeout_keep_alive=KEEP_ALIVE,
        )  # fmt: skip
        place = f"listening on {_name_of(listener)}; {pool.limits.workers} workers, {pool.limits.places} places for requests"
        server = _Server(config, lambda: tell(place))
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, server.handle_exit, number, None)
        await server.serve(sockets=[listener])
        tell("ended" if server.force_exit else "ended; what was in hand is finished")


class _Server(uvicorn.Server):
    """Uvicorn's, without its signal handlers: they would end the process by the signal before the workers are ended.

    ``listening`` is called as soon as requests are answered.
    """

    def __init__(self, config: uvicorn.Config, listening: Callable[[], None]) -> None:
        super().__init__(config)
        self._listening = listening

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._listening()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


# --- where to listen ----------------------------------------------------------------------------


def _bound(where: Where) -> socket.socket:
    """A socket at this place; bound before the models are loaded, so that a port that is taken is told of at once."""
    try:
        if where.file is not None:
            return _bound_file(where.file)
        family, kind, _, _, address = socket.getaddrinfo(
            where.host, where.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        return listener
    except OSError as error:
        place = where.file or f"{where.host}, port {where.port}"
        remedy = "choose another --socket" if where.file else "choose another --port or --host"
        raise ConfigError(f"{place}: cannot listen there ({error.strerror}); {remedy}") from None


def _bound_file(path: str) -> socket.socket:
    """A Unix socket; the file that a killed service left behind makes way for it."""
    listener = socket.socket(socket.AF_UNIX)
    try:
        if stat.S_ISSOCK(os.stat(path).st_mode) and listener.connect_ex(path):
            os.unlink(path)
    except FileNotFoundError:
        pass
    listener.close()
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    os.chmod(path, 0o666)  # as open as a port on loopback; its directory says who may come to it
    return listener


def _name_of(listener: socket.socket) -> str:
    name = listener.getsockname()
    if listener.family == socket.AF_UNIX:
        return name
    return f"http://[{name[0]}]:{name[1]}" if listener.family == socket.AF_INET6 else f"http://{name[0]}:{name[1]}"
