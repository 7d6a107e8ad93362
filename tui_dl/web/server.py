"""One app process for every browser that opens the page; textual-serve carries keys and cells between them.

A page of another site could open a socket to this machine, too, in the browser of whoever visits it. So a socket
is opened only for a page that came from here (its Origin is our Host), and on loopback the Host must be loopback's
own name, which no name of another site can be made to be.
"""

from __future__ import annotations

import ipaddress
import os
import shlex
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web
from textual_serve.server import Server

from tui_dl.errors import TuiDlError

ENDING = 0.1  # seconds until the apps are told to end when the server does; they take the time they need
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class AppServer(Server):
    """Serves `tui-dl` with these words. `at` is called with the address once it can be opened."""

    def __init__(self, words: Sequence[str], bound: socket.socket, at: Callable[[str], None]) -> None:
        self._host, self._port = bound.getsockname()[:2]
        super().__init__(_command(words), self._host, self._port, "tui-dl", templates_path=Path(__file__).parent)
        self._bound, self._at = bound, at

    def run(self) -> None:
        """Serve until SIGINT or SIGTERM."""
        os.environ["PYTHONUTF8"] = "1"  # a browser takes UTF-8, whatever the locale here
        web.run_app(self._guarded(), sock=self._bound, shutdown_timeout=ENDING, print=lambda *_: None)

    async def _guarded(self) -> web.Application:
        app = await self._make_app()
        app.middlewares.append(self._guard)
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Refuse what no page of ours asks for."""
        host = urlsplit(f"//{request.host}").hostname or ""
        if is_loopback(self._host) and not is_loopback(host):
            raise web.HTTPForbidden(text=f"This server is called {address(self._host, self._port)}.")
        origin = request.headers.get("Origin")
        if request.path == "/ws" and (origin is None or urlsplit(origin).netloc != request.host):
            raise web.HTTPForbidden(text="This socket is for the page of this server.")
        return await handler(request)

    async def on_startup(self, app: web.Application) -> None:
        """Say where it is."""
        self._at(address(self._host, self._port))


def bind(host: str, port: int) -> socket.socket:
    """A socket at this address; port 0 is any that is free. TuiDlError."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except (OSError, UnicodeError, OverflowError) as error:
        what = getattr(error, "strerror", None) or str(error)
        raise TuiDlError(f"Nothing can be served at {address(host, port)}: {what}.",
                         "Choose another --port, or --host.") from error


def is_loopback(host: str) -> bool:
    """Whether an address is reached from this machine alone."""
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host == "localhost"


def address(host: str, port: int) -> str:
    """As one types it into a browser."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _command(words: Sequence[str]) -> str:
    """The app's command for a shell, which is what textual-serve starts it with."""
    command = [sys.executable, "-m", "tui_dl", *words]
    return subprocess.list2cmdline(command) if sys.platform == "win32" else f"exec {shlex.join(command)}"
