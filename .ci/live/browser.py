# SPDX-License-Identifier: Apache-2.0
"""Chromium without a screen, driven over its DevTools protocol."""
import asyncio
import base64
import json
import pathlib
import shutil
import subprocess
import tempfile

import aiohttp


class Browser:
    """A browser with one page; what the page complains of and asks for is kept."""

    def __init__(self):
        self.folder = tempfile.mkdtemp()
        self.process = None
        self.session = None
        self.socket = None
        self.number = 0
        self.answers = {}
        self.complaints = []
        self.requests = []

    async def __aenter__(self):
        self.process = subprocess.Popen(
            ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--disable-sync", "--force-color-profile=srgb",
             f"--user-data-dir={self.folder}", "--remote-debugging-port=0", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        place = pathlib.Path(self.folder) / "DevToolsActivePort"
        for _ in range(600):
            if place.exists() and place.read_text().count("\n"):
                break
            await asyncio.sleep(0.05)
        port = place.read_text().split()[0]
        self.session = aiohttp.ClientSession()
        async with self.session.put(f"http://127.0.0.1:{port}/json/new?about:blank") as answer:
            address = (await answer.json(content_type=None))["webSocketDebuggerUrl"]
        self.socket = await self.session.ws_connect(address, max_msg_size=0)
        self.reader = asyncio.create_task(self.read())
        for domain in ["Page", "Runtime", "Log", "Network"]:
            await self.call(f"{domain}.enable")
        return self

    async def __aexit__(self, *_):
        self.reader.cancel()
        await self.socket.close()
        await self.session.close()
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    async def read(self):
        async for message in self.socket:
            content = json.loads(message.data)
            if "id" in content:
                self.answers.pop(content["id"]).set_result(content)
                continue
            name, values = content["method"], content["params"]
            if name == "Network.requestWillBeSent":
                self.requests.append(values["request"]["url"])
            elif name == "Log.entryAdded" and values["entry"]["level"] in ("error", "warning"):
                self.complaints.append(f"{values['entry']['text']} {values['entry'].get('url', '')}")
            elif name == "Runtime.exceptionThrown":
                details = values["exceptionDetails"]
                self.complaints.append(details.get("exception", {}).get("description", details["text"]))
            elif name == "Runtime.consoleAPICalled" and values["type"] in ("error", "warning", "assert"):
                self.complaints.append(str(values["args"]))

    async def call(self, method, **parameters):
        self.number += 1
        answer = asyncio.get_running_loop().create_future()
        self.answers[self.number] = answer
        await self.socket.send_str(json.dumps({"id": self.number, "method": method, "params": parameters}))
        content = await asyncio.wait_for(answer, 20)
        if "error" in content:
            raise RuntimeError(f"{method}: {content['error']}")
        return content["result"]

    async def open(self, address):
        await self.call("Page.navigate", url=address)

    async def evaluate(self, expression):
        """The value of an expression of JavaScript."""
        result = await self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise RuntimeError(str(result["exceptionDetails"]))
        return result["result"].get("value")

    async def wait_for(self, expression, seconds):
        """Waits until an expression holds; the seconds that it took, or nothing."""
        loop = asyncio.get_running_loop()
        start = loop.time()
        while loop.time() < start + seconds:
            if await self.evaluate(expression):
                return loop.time() - start
            await asyncio.sleep(0.02)
        return None

    async def resize(self, width, height, theme):
        await self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)
        await self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": theme}])

    async def press(self, key, code):
        for kind in ["keyDown", "keyUp"]:
            await self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code)

    async def screenshot(self, path):
        image = await self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        pathlib.Path(path).write_bytes(base64.b64decode(image["data"]))
