"""Listen, serve until told to stop, and stop cleanly (SECURITY: P11)."""

import asyncio
import socket
import ssl
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from aiohttp import web

from gateway.config import Settings
from gateway.core.errors import ConfigError
from gateway.http.app import make_app
from gateway.http.connection import Runner
from gateway.http.deadlines import keep_deadlines
from gateway.http.endpoint import SERVICES, Audience
from gateway.http.places import make_places
from gateway.http.routes import ENDPOINTS
from gateway.http.socket_file import bind_file
from gateway.http.tls_site import TlsSite
from gateway.wiring import Services

BACKLOG: Final = 1024
KEEPALIVE_SECONDS: Final = 75.0
# Of the time that a stop may take, what is left for the answers of work that was cut off.
LAST_WORDS_SECONDS: Final = 2.0

OPERATORS_OWN: Final = tuple(
    endpoint for endpoint in ENDPOINTS if endpoint.audience in (Audience.OPERATOR, Audience.LOCAL)
)


def bind(host: str, port: int) -> socket.socket:
    """A bound socket; port 0 takes a free one. Raise ConfigError when it cannot be had."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise ConfigError(
            f"cannot listen on {host} port {port} ({error.strerror or error}); "
            "choose another with --port, or stop what listens there"
        ) from None


@asynccontextmanager
async def listen(services: Services, listener: socket.socket) -> AsyncIterator[str]:
    """Serve on the socket while inside; yield the URL of its address."""
    settings = services.live.settings
    host, port = listener.getsockname()[:2]
    services.live.base_url = settings.base_url(host, port)
    services.live.listening_url = settings.listening_url(host, port)
    tls = read_tls(settings)
    app = make_app(services)
    # First, for those who follow it see it end, before their streams are ended.
    app.on_shutdown.insert(0, _end_work)
    async with _running(app, make_places(settings.limits.connections)) as runner:
        assert runner.server is not None
        sweep = asyncio.create_task(keep_deadlines(runner.server, settings.limits))
        try:
            await _make_site(runner, listener, tls, settings.limits.header_seconds).start()
            yield settings.listening_url(host, port)
            services.live.is_stopping = True
            seconds = services.live.settings.limits.shutdown_seconds
            services.live.stop_by = asyncio.get_running_loop().time() + seconds
        finally:
            sweep.cancel()


@asynccontextmanager
async def listen_to_operator(services: Services, path: Path) -> AsyncIterator[None]:
    """Serve what is the operator's on a socket file while inside; raise ConfigError."""
    with bind_file(path) as listener:
        async with _running(make_app(services, OPERATORS_OWN)) as runner:
            await _FileSite(runner, listener).start()
            yield


@asynccontextmanager
async def _running(app: web.Application, most: int = sys.maxsize) -> AsyncIterator[Runner]:
    runner = Runner(
        app,
        most=most,
        access_log=None,
        handle_signals=False,
        keepalive_timeout=KEEPALIVE_SECONDS,
        shutdown_timeout=LAST_WORDS_SECONDS / 2,
        auto_decompress=False,
    )
    await runner.setup()
    try:
        yield runner
    finally:
        await runner.cleanup()


def _make_site(
    runner: Runner, listener: socket.socket, tls: ssl.SSLContext | None, seconds: float
) -> web.BaseSite:
    if tls is None:
        return web.SockSite(runner, listener, backlog=BACKLOG)
    return TlsSite(runner, listener, tls, seconds, BACKLOG)


class _FileSite(web.BaseSite):
    """A site on a Unix socket that is bound already."""

    def __init__(self, runner: Runner, listener: socket.socket) -> None:
        super().__init__(runner)
        self._listener = listener

    @property
    def name(self) -> str:
        return "unix"

    async def start(self) -> None:
        await super().start()
        assert self._runner.server is not None
        self._server = await asyncio.get_running_loop().create_unix_server(
            self._runner.server, sock=self._listener, backlog=self._backlog
        )


async def _end_work(app: web.Application) -> None:
    # No new call comes in any more. Whoever waits for a task gets its end, or is told to ask later.
    services = app[SERVICES]
    seconds = services.live.settings.limits.shutdown_seconds
    await services.inbox.close(max(0.0, seconds - LAST_WORDS_SECONDS))


def read_tls(settings: Settings) -> ssl.SSLContext | None:
    """Our own TLS, None without a certificate; raise ConfigError naming the file that is wrong."""
    cert, key = settings.net.tls_cert, settings.net.tls_key
    if cert is None or key is None:
        return None
    _check_readable(cert, "net.tls_cert")
    _check_readable(key, "net.tls_key")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(cert, key)
    except (ssl.SSLError, OSError) as error:
        raise ConfigError(f"net.tls_cert {cert} with net.tls_key {key}: {error}") from None
    return context


def _check_readable(path: Path, key: str) -> None:
    try:
        path.open("rb").close()
    except OSError as error:
        raise ConfigError(f"{key}: {path}: {error.strerror}") from None
