# SPDX-License-Identifier: Apache-2.0
"""The page, its API and the reports of a running tool, as their readers use them."""
import argparse
import asyncio
import contextlib
import itertools
import json
import pathlib
import re
import subprocess
import tempfile
import threading
import time

import aiohttp
from homewizard_energy import HomeWizardEnergy

from browser import Browser

# Each second another current on each line, so that every figure moves.
SCENARIO = {
    "rate": 4000, "wiring": "star", "loads": [
        {"line": "L1", "current": 2, "phase": 12, "course": [{"time": 0, "factor": 10, "ramp": 120}]},
        {"line": "L2", "current": 20, "phase": 172, "course": [{"time": 0, "factor": 0.1, "ramp": 120}]},
        {"line": "L3", "current": 6, "phase": -10, "course": [{"time": 0, "factor": 2, "ramp": 120}]},
    ],
}
# The elements of the page that change with each reading.
MOVING = ["#card-L1", "#card-L2", "#card-L3", "#history svg", "#phasors svg", "#waveform svg", "#spectrum svg", "#telegram",
          "#verdict"]
# The texts that a page shows before it has a reading, and must not show with one.
EMPTY = ["", "unknown", "none yet", "none", "no reading yet", "connecting"]

failures = []
LATENESS = 0.0


def expect(condition, problem):
    if not condition:
        failures.append(problem)
        print(f"FAILED: {problem}", flush=True)


class Feeder:
    """Frames at the pace of their rate, which can be stopped."""

    def __init__(self, stream, frames, size):
        self.stream, self.frames, self.size = stream, frames, size
        self.is_running = threading.Event()
        self.is_running.set()
        self.is_over = False
        self.thread = threading.Thread(target=self.feed)
        self.thread.start()

    def feed(self):
        due = time.monotonic()
        with contextlib.suppress(BrokenPipeError):
            # Again and again: whole mains periods, so that the voltage goes on.
            for start in itertools.cycle(range(0, len(self.frames), self.size)):
                if not self.is_running.is_set():
                    self.is_running.wait()
                    due = time.monotonic()
                if self.is_over:
                    break
                self.stream.write(self.frames[start:start + self.size])
                self.stream.flush()
                due += 0.05
                time.sleep(max(0, due - time.monotonic()))

    def end(self):
        self.is_over = True
        self.is_running.set()
        self.thread.join()
        with contextlib.suppress(BrokenPipeError):
            self.stream.close()


class Instrument:
    """A running tool with its page."""

    def __init__(self, tool, folder):
        scenario, recording = folder / "scenario.json", folder / "frames.raw"
        scenario.write_text(json.dumps(SCENARIO))
        subprocess.run(
            [tool, "simulate", "--scenario", scenario, "--seconds", "60", "--write", recording], check=True)
        self.process = subprocess.Popen(
            [tool, "run", "--input", "-", "--rate", "4000", "--http", "127.0.0.1:0", "--fuse", "25", "--tcp", "127.0.0.1:0",
             "--output", "none"], stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        self.feeder = Feeder(self.process.stdin, recording.read_bytes(), 4000 // 20 * 8)
        self.lines = []
        self.address = None
        found = threading.Event()

        def listen():
            for line in self.process.stderr:
                self.lines.append(line.decode().rstrip())
                if match := re.search(rb"the page is at (http://\S+)/", line):
                    self.address = match.group(1).decode()
                    found.set()

        threading.Thread(target=listen, daemon=True).start()
        if not found.wait(20):
            raise SystemExit(f"check-live: the tool never told its address: {self.lines}")

    def end(self):
        self.process.terminate()
        self.feeder.end()
        return self.process.wait(10)


async def show(browser, instrument):
    """The page: values, changes, no complaints, nothing from elsewhere."""
    await browser.resize(1280, 900, "light")
    await browser.open(instrument.address + "/")
    first = await browser.wait_for("document.body && !document.body.matches('.waiting') && !!document.querySelector('#lines')", 10)
    expect(first is not None, "the page has no reading within 10 s")
    empty = await browser.evaluate(f"""
      [...document.querySelectorAll("main *, #name, #version")]
        .filter((node) => !node.closest("svg") && !node.closest("[hidden]") && node.children.length === 0)
        .filter((node) => !node.matches("meter, .led, .swatch") && {json.dumps(EMPTY)}.includes(node.textContent.trim()))
        .map((node) => node.outerHTML)""")
    expect(empty == [], f"elements without a value: {empty}")
    drawn = await browser.evaluate("""
      [...document.querySelectorAll("main svg")].map((node) => [node.getAttribute("role"), node.childElementCount,
        (node.getAttribute("aria-label") || node.querySelector("desc").textContent).length])""")
    expect(len(drawn) == 4 and all(role == "img" and count > 5 and words > 20 for role, count, words in drawn),
           f"expected four drawings with their values in words, found {drawn}")
    await changes(browser)
    await reload(browser, instrument)
    expect(await browser.evaluate("document.querySelectorAll('#verdict')[0].textContent.includes(', right')"),
           "the telegram's CRC is not told to be right")
    await browser.press("Tab", 9)
    expect(await browser.evaluate("document.activeElement.className") == "skip", "the first key does not reach the first link")
    await browser.resize(360, 740, "dark")
    await asyncio.sleep(0.2)
    width = await browser.evaluate("document.documentElement.scrollWidth")
    expect(width <= 360, f"the page is {width} pixels wide on a phone of 360")
    expect(await browser.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(13, 17, 23)",
           "the page is not dark where that is wanted")
    await browser.resize(1280, 900, "light")


async def reload(browser, instrument):
    """A page that is loaded later, or connects again, shows the history from before."""
    history = "await (await fetch('/api/history')).json()"
    expect(await browser.wait_for(f"(async () => ({history}).time.length >= 4)()", 6) is not None, "no history of four seconds")
    await browser.evaluate("window.isEarlier = true")
    await browser.open(instrument.address + "/")
    loaded = await browser.wait_for("!window.isEarlier && document.body && !document.body.matches('.waiting')", 10)
    expect(loaded is not None, "the page has no reading within 10 s after it is loaded again")
    missing = await browser.evaluate(f"""(async () => {{
      const kept = ({history}).time.length;
      const drawn = document.querySelector("#history path.trace").getAttribute("d").match(/[ML]/g).length;
      return kept - drawn;
    }})()""")
    # The one second that may end between the two.
    expect(missing in (0, 1), f"the history that is loaded lacks {missing} points")


async def changes(browser):
    """Everything that moves has changed within 1.5 s."""
    await browser.evaluate(f"""
      window.before = Object.fromEntries({json.dumps(MOVING)}.map((name) => [name, document.querySelector(name).outerHTML]))""")
    same = f"{json.dumps(MOVING)}.filter((name) => document.querySelector(name).outerHTML === window.before[name])"
    took = await browser.wait_for(f"{same}.length === 0", 1.5 + LATENESS)
    expect(took is not None, f"not changed in time: {await browser.evaluate(same)}")


async def stop(browser, instrument):
    """Frames stop, and go on."""
    stale = "document.body.matches('.stale') && document.querySelector('#condition').textContent.startsWith('Stale')"
    instrument.feeder.is_running.clear()
    took = await browser.wait_for(stale, 4)
    # A call of the browser takes some hundredths of a second.
    expect(took is not None and took < 2.1 + LATENESS, f"stale after {took} s without frames")
    expect("grayscale" in await browser.evaluate("getComputedStyle(document.querySelector('main section')).filter"),
           "a stale page is not grey")
    async with aiohttp.ClientSession() as session:
        for path in ["/api/reading", "/api/v1/data", "/telegram", "/api/waveform"]:
            async with session.get(instrument.address + path) as answer:
                expect(answer.status == 503, f"{path} of an old reading: expected 503, found {answer.status}")
    print(f"stale {took} s after frames stop", flush=True)
    instrument.feeder.is_running.set()
    took = await browser.wait_for(f"!({stale})", 5)
    expect(took is not None, "not fresh within 5 s after frames go on")


async def poll(instrument, count):
    """python-homewizard-energy reads what the JSON says."""
    host = instrument.address.removeprefix("http://")
    equal, cycles = 0, []
    async with HomeWizardEnergy(host) as meter, aiohttp.ClientSession() as session:
        device = await meter.device()
        expect((device.product_type, device.api_version) == ("HWE-P1", "v1"), f"the device is told to be {device}")

        async def reading():
            async with session.get(instrument.address + "/api/reading") as answer:
                return await answer.json() if answer.status == 200 else None

        end = time.monotonic() + count + 15
        while len(cycles) < count and time.monotonic() < end:
            before, data, after = await reading(), await meter.data(), await reading()
            if before is None or before != after or before["cycle"] in cycles:
                await asyncio.sleep(0.05)
                continue
            cycles.append(before["cycle"])
            equal += is_equal(data, before)
    expect(equal == count, f"python-homewizard-energy reads {equal} of {len(cycles)} readings as the JSON has them, wanted {count}")
    print(f"python-homewizard-energy: {equal} of {count} readings equal to JSON", flush=True)


def is_equal(data, reading):
    signs = {"import": 1, "export": -1, "indeterminate": 1}
    for line in reading["lines"]:
        key = line["line"].lower()
        if getattr(data, f"active_power_{key}_w") != line["power"]:
            return False
        sign = -1 if (line["power"] or 0) < 0 else signs[line["direction"]] and 1
        if getattr(data, f"active_current_{key}_a") != sign * line["current"]:
            return False
    net = reading["total"]["import"] - reading["total"]["export"]
    return abs(data.active_power_w - net) < 0.006 and abs(data.active_frequency_hz - reading["frequency"]) < 0.0006


def curl(*arguments):
    return subprocess.run(
        ["curl", "--silent", "--show-error", "--max-time", "10", *arguments], capture_output=True, text=True)


def ask(instrument, folder):
    """curl: tags, methods, paths and sizes."""
    def status(*arguments):
        return curl("--output", "/dev/null", "--write-out", "%{http_code}", *arguments).stdout

    page, tag, large = instrument.address + "/page.js", folder / "tag", folder / "large"
    large.write_bytes(b"x" * (1 << 20))
    expect(status("--etag-save", tag, page) == "200", "curl does not get the script")
    for arguments, wanted in [
        (["--etag-compare", tag, page], "304"), (["--head", page], "200"), ([instrument.address + "/nothing"], "404"),
        (["--path-as-is", instrument.address + "/../../etc/passwd"], "404"), (["--request", "POST", page], "405"),
        (["--data", "a=1", page], "405"), (["--data-binary", f"@{large}", page], "413"),
        (["--header", "Expect:", "--data-binary", f"@{large}", page], "413"), (["--header", f"@{large}", page], "431"),
        (["--header", "Host: elsewhere.example", page], "421"),
    ]:
        if "431" == wanted:
            # As a file of fields: an argument may not be that long.
            large.write_text("X: " + "x" * 900_000)
        found = status(*arguments)
        expect(found == wanted, f"curl {' '.join(map(str, arguments))}: expected {wanted}, found {found}")
    head = curl("--head", instrument.address + "/").stdout.lower()
    for field in ["content-security-policy: default-src 'none'", "x-content-type-options: nosniff", "x-frame-options: deny"]:
        expect(field in head, f"no {field}")
    metrics = curl(instrument.address + "/metrics").stdout
    expect(metrics.endswith("# EOF\n") and 'p1clamp_current_amperes{line="L1"}' in metrics, "the metrics are not whole")
    print("curl: tags, methods, paths and sizes as they should be", flush=True)


async def dawdle(instrument):
    """A client that sends a byte at a time is closed."""
    host, port = instrument.address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    start = time.monotonic()
    answer = asyncio.create_task(reader.read())
    with contextlib.suppress(ConnectionError):
        for byte in b"GET / HTTP/1.1\r\nHost: localhost\r\n" * 10:
            writer.write(bytes([byte]))
            await writer.drain()
            if (await asyncio.wait([answer], timeout=0.2))[0]:
                break
    took = time.monotonic() - start
    expect(answer.done() and took < 8, f"a slow client is still connected after {took:.1f} s")
    writer.close()
    print(f"a client of a byte at a time is closed after {took:.1f} s", flush=True)


def reports(tool, folder):
    """Three reports, each with the text that the tool prints beside it."""
    points = []
    for current in [1, 5, 15, 40]:
        scenario, recording = folder / f"{current}.json", folder / f"{current}.wav"
        scenario.write_text(json.dumps({
            "rate": 4000, "wiring": "star", "loads": [{"line": "L1", "current": current, "phase": 0}]}))
        subprocess.run([tool, "simulate", "--scenario", scenario, "--seconds", "3", "--write", recording], check=True)
        points += ["--point", f"{recording},input=1,amperes={current},degrees=0"]
    # A name that is markup as well.
    house = folder / "<b>&amp;.wav"
    subprocess.run([tool, "simulate", "--seconds", "8", "--write", house], check=True)
    cases = {
        "diagnose": ["--input", house, "--generation", "none"],
        "calibrate": points + ["--write", folder / "sensor.json"],
        "sweep": ["--currents", "1,10", "--angles", "0", "--cycles", "5", "--jobs", "1"],
    }
    texts = {}
    for name, arguments in cases.items():
        page = folder / f"{name}.html"
        result = subprocess.run([tool, name, *arguments, "--html", page], capture_output=True, text=True)
        expect(result.returncode == 0 and page.exists(), f"{name} ends with {result.returncode}: {result.stderr}")
        texts[name] = (page, result.stdout)
    return texts


def replay(tool, folder):
    """A recording is replayed, with its own waveform and spectrum."""
    recording = folder / "replayed.wav"
    subprocess.run([tool, "simulate", "--seconds", "8", "--write", recording], check=True)
    process = subprocess.Popen(
        [tool, "run", "--input", recording, "--http", "127.0.0.1:0", "--output", "none"], stderr=subprocess.PIPE, text=True)
    address = next(match.group(1) for line in process.stderr if (match := re.search(r"the page is at (http://\S+)/", line)))
    deadline = time.monotonic() + 6
    while (text := curl(address + "/api/spectrum").stdout) and "error" in text and time.monotonic() < deadline:
        time.sleep(0.1)
    spectrum = json.loads(text)
    reading = json.loads(curl(address + "/api/reading").stdout)
    process.terminate()
    process.wait(10)
    for channel, line in zip(spectrum["channels"][1:], reading["lines"]):
        first, *others = [value for value in channel["harmonics"] if value is not None]
        distortion = sum(value * value for value in others) ** 0.5 / first
        expect(abs(first / line["fundamental"] - 1) < 0.01 and abs(distortion - line["thd"]) < 0.01,
               f"{line['line']}: a fundamental of {first} A and a distortion of {distortion} beside a reading of {line}")
    print("a recording is replayed with its own spectrum", flush=True)


async def read(browser, texts, screenshots):
    """Each report has every figure of the text, and needs nothing else."""
    for name, (page, text) in texts.items():
        await browser.resize(1280, 900, "light")
        browser.requests.clear()
        await browser.open(page.as_uri())
        expect(await browser.wait_for("document.readyState === 'complete' && location.protocol === 'file:'", 5) is not None,
               f"{name}: the page does not load")
        shown = await browser.evaluate("document.body.innerText + [...document.querySelectorAll('svg text')].map((node) => node.textContent)")
        figures = set(re.findall(r"\d[\d.]*(?:\(\d+\))?", text))
        missing = sorted(figures - set(re.findall(r"\d[\d.]*(?:\(\d+\))?", shown)))
        expect(missing == [] and len(figures) > 10, f"{name}: figures of the text that the page does not have: {missing}")
        expect(browser.requests == [page.as_uri()], f"{name}: requests {[url[:80] for url in browser.requests]}")
        drawings = await browser.evaluate("document.querySelectorAll('svg').length")
        expect(drawings > 0 and "p1clamp 0." in shown, f"{name}: {drawings} drawings, or no version")
        expect(await browser.evaluate("document.querySelectorAll('b, script').length") == 0, f"{name}: a name became markup")
        await browser.resize(360, 740, "dark")
        width = await browser.evaluate("document.documentElement.scrollWidth")
        expect(width <= 360, f"{name}: the page is {width} pixels wide on a phone of 360")
        if screenshots:
            await browser.screenshot(screenshots / f"{name}-phone-dark.png")
            await browser.resize(1280, 900, "light")
            await browser.screenshot(screenshots / f"{name}-desktop-light.png")
        print(f"{name}: {len(figures)} figures of the text are in the report", flush=True)


async def photograph(browser, instrument, folder):
    """Pictures of the page, for people to look at."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, width, height in [("phone", 390, 844), ("desktop", 1280, 900)]:
        for theme in ["light", "dark"]:
            await browser.resize(width, height, theme)
            await asyncio.sleep(1.2)
            await browser.screenshot(folder / f"{name}-{theme}.png")


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tool")
    parser.add_argument("--screenshots", type=pathlib.Path)
    parser.add_argument("--lateness", type=float, default=0, help="how late this machine may be, s")
    options = parser.parse_args()
    global LATENESS
    LATENESS = options.lateness
    begin = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        instrument = Instrument(options.tool, folder)
        try:
            async with Browser() as browser:
                *_, texts = await asyncio.gather(
                    show(browser, instrument), poll(instrument, 20), dawdle(instrument),
                    asyncio.to_thread(ask, instrument, folder), asyncio.to_thread(replay, options.tool, folder),
                    asyncio.to_thread(reports, options.tool, folder))
                if options.screenshots:
                    await photograph(browser, instrument, options.screenshots)
                await stop(browser, instrument)
                foreign = [url for url in browser.requests if not url.startswith((instrument.address + "/", "about:"))]
                expect(foreign == [], f"requests elsewhere: {foreign}")
                await read(browser, texts, options.screenshots)
                expect(browser.complaints == [], f"the browser complains: {browser.complaints}")
        finally:
            code = instrument.end()
        expect(code == 0, f"the tool ends with {code}: {instrument.lines}")
    if failures:
        raise SystemExit(f"check-live: {len(failures)} failures")
    print(f"check-live: the page and its API are as they should be, {time.monotonic() - begin:.0f} s")


asyncio.run(main())
