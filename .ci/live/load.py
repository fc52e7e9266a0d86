# SPDX-License-Identifier: Apache-2.0
"""Clients of the page by the dozen, polite and hostile, and what they cost."""
import asyncio
import os
import random
import re
import statistics
import subprocess
import sys
import threading
import time

TOOL, SECONDS, CROWD_SECONDS = sys.argv[1], float(sys.argv[2]), float(sys.argv[3])
# Limits: lateness of telegrams and events against the second, s, in the median and of 99 in 100; growth of memory, KiB; share of
# a core.
MEDIAN, MOST, GROWTH, SHARE = 0.02, 0.15, 2048, 0.03


class Instrument:
    """A running tool that measures a simulated star at 4000 frames/s."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen(
            [TOOL, "run", "--scenario", "star", "--rate", "4000", "--output", "none", *arguments], stderr=subprocess.PIPE)
        self.ports = {}
        for line in self.process.stderr:
            for name, text in [("http", rb"the page is at http://127\.0\.0\.1:(\d+)/"), ("tcp", rb"listening on 127\.0\.0\.1:(\d+)")]:
                if match := re.search(text, line):
                    self.ports[name] = int(match.group(1))
            if len(self.ports) == arguments.count("127.0.0.1:0"):
                break
        # What it says later is read, so that it never waits.
        threading.Thread(target=self.process.stderr.read, daemon=True).start()

    def memory(self):
        with open(f"/proc/{self.process.pid}/status") as status:
            return int(re.search(r"VmRSS:\s*(\d+)", status.read()).group(1))

    def core_time(self):
        with open(f"/proc/{self.process.pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def end(self):
        self.process.terminate()
        self.process.wait(10)


async def stream(port, path, times):
    """A client of events; when each came."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    while line := await reader.readline():
        if line.startswith(b"data:"):
            times.append(time.monotonic())


async def telegrams(port, times):
    """A client of telegrams; when each ended."""
    reader, _ = await asyncio.open_connection("127.0.0.1", port)
    while line := await reader.readline():
        if line.startswith(b"!"):
            times.append(time.monotonic())


async def poll(port):
    """A client that asks for the reading five times a second."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while True:
        writer.write(b"GET /api/reading HTTP/1.1\r\nHost: localhost\r\n\r\n")
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(int(re.search(rb"Content-Length: (\d+)", head).group(1)))
        await asyncio.sleep(0.2)


async def hostile(port, kind):
    """A client that does what none should, again and again."""
    while True:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            if kind == 0:  # a byte at a time
                for byte in b"GET / HTTP/1.1\r\nX: " + b"x" * 100:
                    writer.write(bytes([byte]))
                    await writer.drain()
                    await asyncio.sleep(0.3)
            elif kind == 1:  # a large request
                writer.write(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\n" + b"x" * (1 << 20))
                await writer.drain()
            elif kind == 2:  # never reads a stream
                reader._transport.pause_reading()
                writer.write(b"GET /api/page HTTP/1.1\r\nHost: a\r\n\r\n")
                await asyncio.sleep(8)
            elif kind == 3:  # as many requests as go through
                for _ in range(2000):
                    writer.write(b"GET /page.js HTTP/1.1\r\nHost: a\r\n\r\n" * 10)
                    await writer.drain()
                    await reader.read(1 << 20)
            else:  # noise
                writer.write(random.randbytes(5000))
                await writer.drain()
            writer.close()
        except OSError:
            pass
        await asyncio.sleep(0.05)


class Arrivals:
    """How late the ticks of a client came, against the earliest one, of which the tool's seconds are whole multiples."""

    def __init__(self, times):
        start = times[0]
        offsets = [(at - start + 0.5) % 1 - 0.5 for at in times]
        base = min(offsets)
        late = sorted(offset - base for offset in offsets)
        self.median, self.most = statistics.median(late), late[int(0.99 * (len(late) - 1))]
        self.count, self.lost = len(times), round(times[-1] - start) + 1 - len(times)


def worst(name, clients):
    """The worst of clients' arrivals, and whether none is beyond a limit."""
    arrivals = [Arrivals(times) for times in clients]
    median, most = max(a.median for a in arrivals), max(a.most for a in arrivals)
    lost, count = sum(a.lost for a in arrivals), min(a.count for a in arrivals)
    print(f"{name}: late by {median * 1000:.1f} ms in the median, 99 in 100 by at most {most * 1000:.1f} ms (the worst client's); "
          f"at least {count} each, {lost} lost")
    return median <= MEDIAN and most <= MOST and lost == 0 and count >= CROWD_SECONDS


async def crowd():
    """Sixty clients, ten of them hostile."""
    instrument = Instrument("--http", "127.0.0.1:0", "--tcp", "127.0.0.1:0")
    http, tcp = instrument.ports["http"], instrument.ports["tcp"]
    events, lines = [[] for _ in range(30)], [[] for _ in range(5)]
    tasks = [stream(http, "/api/page" if index % 2 else "/api/stream", events[index]) for index in range(30)]
    tasks += [telegrams(tcp, times) for times in lines] + [poll(http) for _ in range(15)]
    tasks += [hostile(http, index % 5) for index in range(10)]
    tasks = [asyncio.create_task(task) for task in tasks]
    await asyncio.sleep(max(5, min(60, CROWD_SECONDS / 4)))
    before = instrument.memory()
    await asyncio.sleep(CROWD_SECONDS)
    growth = instrument.memory() - before
    ended = [task for task in tasks[:50] if task.done()]
    for task in tasks:
        task.cancel()
    instrument.end()
    print(f"60 clients, 10 hostile, {CROWD_SECONDS:.0f} s: memory {before} KiB and {growth:+d}; {len(ended)} connections lost")
    passed = [worst("events", events), worst("telegrams", lines)]
    return all(passed) and growth <= GROWTH and ended == []


async def share(viewers, *arguments):
    """The share of a core that the tool takes with so many viewers."""
    instrument = Instrument(*arguments)
    tasks = [asyncio.create_task(stream(instrument.ports["http"], "/api/page", [])) for _ in range(viewers)]
    await asyncio.sleep(3)
    start, before = time.monotonic(), instrument.core_time()
    await asyncio.sleep(SECONDS)
    result = (instrument.core_time() - before) / (time.monotonic() - start)
    for task in tasks:
        task.cancel()
    instrument.end()
    return result


async def main():
    passed = await crowd()
    plain = await share(0, "--tcp", "127.0.0.1:0")
    idle = await share(0, "--http", "127.0.0.1:0")
    watched = await share(5, "--http", "127.0.0.1:0")
    print(f"a core's share at 4000 frames/s: {plain:.2%} without the page, {idle:.2%} with it, {watched:.2%} with five viewers")
    if not passed or watched - plain > SHARE:
        raise SystemExit("check-live-load: a limit is exceeded")


asyncio.run(main())
