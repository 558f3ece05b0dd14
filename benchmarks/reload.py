"""How long a person waits between saving a page and seeing it in the browser, with `commons serve`."""

from __future__ import annotations

import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import sync_playwright

PAGE = "roadmap"
PATIENCE = 60
SHOWN_AT = """mark => {
  const read = performance.getEntriesByType('navigation')[0].domContentLoadedEventStart
  return document.body?.textContent.includes(mark) && read && performance.timeOrigin + read
}"""
"""When a page with a certain text had been read, in milliseconds of the wall clock; how soon anyone notices is no
matter."""


def seconds_to_reload(project: Path, engine: str, chromium: str, times: int) -> float:
    """Return the median time from a save to the reloaded page that shows it."""
    port = _free_port()
    command = [sys.executable, "-m", "curriculum_commons", "serve", "--root", str(project)]
    server = subprocess.Popen(
        [*command, "--engine", engine, "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        address = f"http://127.0.0.1:{port}/{PAGE}/"
        _wait_until_served(address)
        return statistics.median(_saves(project / "docs" / f"{PAGE}.md", address, chromium, times))
    finally:
        server.terminate()
        server.wait(PATIENCE)


def _saves(file: Path, address: str, chromium: str, times: int) -> list[float]:
    waits = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.goto(address)
        for number in range(times):
            time.sleep(2)  # a person reads before saving again, and the server comes to rest
            mark = f"Saved for the {number}th time."
            start = time.time()
            file.write_text(f"{file.read_text('utf-8')}\n{mark}\n", "utf-8")
            shown = page.wait_for_function(SHOWN_AT, arg=mark, timeout=PATIENCE * 1000)
            waits.append(shown.json_value() / 1000 - start)
        browser.close()
    return waits


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait_until_served(address: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            urlopen(address, timeout=PATIENCE).close()
            return
        except (URLError, ConnectionError):
            time.sleep(0.1)
    raise SystemExit(f"{address} was not served within {PATIENCE} s")
