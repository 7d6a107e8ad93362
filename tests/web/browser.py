"""Headless Chromium, driven through its DevTools protocol; what the app draws is read from its socket into pyte.

The page paints into a canvas, where no text can be found again. So the cells that came to the browser are drawn on a
screen of pyte's, and a picture of the page says that the browser has drawn something, too.
"""

from __future__ import annotations

import asyncio
import base64
import io
import json
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

import aiohttp
import pyte
from PIL import Image

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
QUIET = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
         "--disable-background-networking", "--disable-component-update", "--window-size=1000,700",
         "--remote-debugging-port=0", "--disable-dev-shm-usage")
KEYS = {"enter": ("Enter", 13, "\r"), "pagedown": ("PageDown", 34, ""), "f5": ("F5", 116, "")}


def found() -> str | None:
    """Where Chromium is, if it is here."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Browser:
    """One page of one browser. `screen()` is what the app has drawn, `asked` every address the page has asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[str] = []
        self.said: list[str] = []
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._display = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self._display)

    async def __aenter__(self) -> Browser:
        command = found()
        assert command is not None
        self.process = subprocess.Popen([command, *QUIET, f"--user-data-dir={self.folder}", "about:blank"],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        port = self.folder / "DevToolsActivePort"
        await self.until(lambda: port.is_file() and len(port.read_text().split()) > 1, "DevTools")
        self.session = aiohttp.ClientSession()
        async with self.session.get(f"http://127.0.0.1:{port.read_text().split()[0]}/json/list") as pages:
            target = next(page for page in await pages.json() if page["type"] == "page")
        self.socket = await self.session.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0)
        self.listening = asyncio.create_task(self._listen())
        for domain in ("Network", "Page", "Runtime"):
            await self.send(f"{domain}.enable")
        return self

    async def __aexit__(self, *_: object) -> None:
        self.listening.cancel()
        await self.session.close()
        self.process.send_signal(signal.SIGTERM)
        try:
            await asyncio.to_thread(self.process.wait, 10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    async def send(self, method: str, **params: object) -> Any:
        """Call a method of the protocol; its result."""
        number = len(self._answers)
        self._answers[number] = asyncio.get_running_loop().create_future()
        await self.socket.send_json({"id": number, "method": method, "params": params})
        return await asyncio.wait_for(self._answers[number], 30)

    async def open(self, address: str) -> None:
        """Go there."""
        await self.send("Page.navigate", url=address)

    async def evaluate(self, script: str) -> Any:
        """The value of some JavaScript on the page."""
        return (await self.send("Runtime.evaluate", expression=script))["result"].get("value")

    async def press(self, key: str) -> None:
        """A key, as if pressed on the keyboard."""
        name, code, text = KEYS[key] if key in KEYS else (key, ord(key.upper()), key)
        press = {"key": name, "windowsVirtualKeyCode": code, "code": f"Digit{key}" if key.isdecimal() else name}
        await self.send("Input.dispatchKeyEvent", type="keyDown", **press, **({"text": text} if text else {}))
        await self.send("Input.dispatchKeyEvent", type="keyUp", **press)

    async def picture(self) -> Image.Image:
        """The page as pixels."""
        shot = await self.send("Page.captureScreenshot", format="png")
        return Image.open(io.BytesIO(base64.b64decode(shot["data"]))).convert("RGB")

    def screen(self) -> str:
        """What the app has drawn."""
        return "\n".join(line.rstrip() for line in self._display.display)

    async def until(self, condition: Callable[[], bool], what: str, seconds: float = 60.0) -> None:
        """Wait for a condition, with a bound. AssertionError."""
        deadline = monotonic() + seconds
        while not condition():
            assert monotonic() < deadline, f"timed out waiting for {what}\n{self.screen()}\n{self.said}"
            await asyncio.sleep(0.02)

    async def sees(self, text: str) -> None:
        """Wait until a text is on screen."""
        await self.until(lambda: text in self.screen(), f"{text!r} on screen")

    async def _listen(self) -> None:
        async for message in self.socket:
            told = json.loads(message.data)
            if "id" in told:
                answer = self._answers[told["id"]]
                if not answer.done():
                    answer.set_result(told.get("result", {"result": {}}))
            else:
                self._heard(told["method"], told["params"])

    def _heard(self, event: str, params: dict[str, Any]) -> None:
        match event:
            case "Network.requestWillBeSent":
                self.asked.append(params["request"]["url"])
            case "Network.webSocketCreated":
                self.asked.append(params["url"])
            case "Runtime.consoleAPICalled" | "Runtime.exceptionThrown":
                self.said.append(json.dumps(params)[:400])
            case "Network.webSocketFrameReceived" if params["response"]["opcode"] == 2:
                self._stream.feed(base64.b64decode(params["response"]["payloadData"]))
            case "Network.webSocketFrameSent" if '"resize"' in params["response"]["payloadData"]:
                size = json.loads(params["response"]["payloadData"])[1]
                self._display.resize(size["height"], size["width"])
