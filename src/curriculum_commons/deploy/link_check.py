"""Check the external links of a built site: find them, ask their hosts politely, and report in Markdown.

No host gets two requests at once or within a second. The text of a page does not matter, only that it is there.
"""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Literal
from urllib.parse import urldefrag, urlsplit

import requests
from requests.adapters import HTTPAdapter, Retry
from selectolax.lexbor import LexborHTMLParser

from ..model.problems import ISSUE, CallError, shown

Status = Literal["fine", "moved", "gone", "unsure"]

_SOURCES = ("data", "docs", "toolkit")
_URL = re.compile(r"https?://[^\s<>\"'`{}|\\^]+")
_AFTER_URL = ".,;:!?)]}'\""
_RESERVED = (".example", ".invalid", ".test", ".localhost", "localhost", "example.org", "example.com", "example.net")
_AGENT = "curriculum-commons link check (asks each address once a week)"
_NOT_FOUND, _GONE_FOR_GOOD, _TOO_MANY = 404, 410, 429
_FINE = range(200, 300)
_MOVED = {301, 308}
_NO_HEAD = {400, 403, 404, 405, 406, 410, 500, 501, 503}
"""Statuses after which a page is asked for with GET, as some servers do not know HEAD."""
_UNKNOWN_HOST = ("Name or service not known", "nodename nor servname", "No address associated", "NameResolutionError")
_MOST_REDIRECTS = 8
_MOST_PLACES = 5
_SECTIONS: tuple[tuple[Status, str, str], ...] = (
    ("gone", "Lead nowhere", "Find where it is now, or take it out."),
    ("moved", "Have moved", "They still answer; write the new address, for the old one may end."),
    (
        "unsure",
        "Could not be checked",
        "Open them by hand: some hosts turn programs away, and some were only out of order for a moment.",
    ),
)


@dataclass(frozen=True)
class Link:
    """An external link, and where it is."""

    url: str
    """The address, without the part after `#`."""
    pages: tuple[str, ...]
    """Addresses below the root of the site of the pages that link to it."""
    written: tuple[str, ...]
    """Lines of the content, such as "data/resources.yaml:71"; empty if the link is made from something else."""


@dataclass(frozen=True)
class Answer:
    """The result for one address."""

    url: str
    status: Status
    message: str
    """The answer in a few words."""
    moved_to: str | None = None
    """The address to which it has moved for good."""
    reached: bool = True
    """False if no server answered."""


@dataclass(frozen=True)
class Limits:
    """How hosts are asked."""

    seconds: float = 20
    """How long an answer may take to begin."""
    total: float = 90
    """Seconds after which an address is given up, however slowly its host sends."""
    tries: int = 3
    at_once: int = 8
    """How many hosts are asked at the same time."""
    pause: float = 1
    """Seconds between two requests to one host, and before a second try; each further try waits twice as long."""
    in_vain: float = 60
    """Seconds for which a host is waited for in vain, in all; then the rest of its addresses is not asked."""


class _Retry(Retry):
    """Waits before the first new try as well."""

    def get_backoff_time(self) -> float:
        return float(self.backoff_factor * 2 ** (len(self.history) - 1))


def external_links(root: Path, own: str) -> list[Link]:
    """Return all external links of the built site, in order.

    Args:
        own: Address of the site itself, which is left out.
    """
    pages = defaultdict[str, set[str]](set)
    for file in sorted((root / "site").rglob("*.html")):
        page = file.relative_to(root / "site").as_posix().removesuffix("index.html")
        for url in _addresses(file.read_bytes()):
            if not url.startswith(own) and not (urlsplit(url).hostname or "").endswith(_RESERVED):
                pages[url].add(page or "the home page")
    places = _places(root)
    return [Link(url, tuple(sorted(found)), tuple(places[_bare(url)])) for url, found in sorted(pages.items())]


def _addresses(html: bytes) -> Iterator[str]:
    for node in LexborHTMLParser(html).css("a[href]:not(.suggest)"):  # a form that asks for a change to this page
        href = node.attrs.sget("href").strip()
        if href.startswith(("https://", "http://")):
            yield urldefrag(href).url


def _places(root: Path) -> Mapping[str, list[str]]:
    """Return the lines of the content in which each address is written."""
    places = defaultdict[str, list[str]](list)
    files = [file for name in _SOURCES for file in (root / name).rglob("*") if file.suffix in {".yaml", ".md"}]
    for file in sorted(files):
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            for url in dict.fromkeys(_bare(match[0]) for match in _URL.finditer(line)):
                places[url].append(f"{file.relative_to(root).as_posix()}:{number}")
    return places


def _bare(url: str) -> str:
    """Return an address as it can be compared with one in a text."""
    return urldefrag(url.rstrip(_AFTER_URL)).url.rstrip("/")


def ask_all(
    urls: Iterable[str], limits: Limits | None = None, report: Callable[[int], None] = lambda _: None
) -> Mapping[str, Answer]:
    """Ask every address, several hosts at once, and return the answers.

    Raises CallError if not one of several hosts could be reached: then it is this computer that has no network.

    Args:
        report: Takes the number of answers so far.
    """
    limits, answers = limits or Limits(), list[Answer]()
    by_host = defaultdict[str, list[str]](list)
    for url in urls:
        by_host[urlsplit(url).netloc.lower()].append(url)

    def ask_host(addresses: list[str]) -> None:
        in_vain = 0.0
        for number, url in enumerate(addresses):
            if in_vain >= limits.in_vain:
                answers.append(Answer(url, "unsure", "its host did not answer", reached=False))
                continue
            time.sleep(limits.pause if number else 0)
            begun = time.monotonic()
            answers.append(_ask_in_time(url, limits))
            in_vain += 0 if answers[-1].reached else time.monotonic() - begun
            report(len(answers))

    with ThreadPoolExecutor(limits.at_once) as pool:
        list(pool.map(ask_host, by_host.values()))
    if len(by_host) > 1 and not any(answer.reached for answer in answers):
        raise CallError(f"not one of {len(by_host)} hosts could be reached; look whether this computer has a network")
    return {answer.url: answer for answer in answers}


def _ask_in_time(url: str, limits: Limits) -> Answer:
    answers = list[Answer]()
    thread = Thread(target=lambda: answers.append(_ask(url, limits)), daemon=True)  # which may never end
    thread.start()
    thread.join(limits.total)
    message = f"no whole answer within {limits.total:g} seconds"
    return answers[0] if answers else Answer(url, "unsure", message, reached=False)


def _ask(url: str, limits: Limits) -> Answer:
    try:
        with _session(limits) as session:
            response = _request(session, "HEAD", url, limits)
            if response.status_code in _NO_HEAD:
                time.sleep(limits.pause)
                response = _request(session, "GET", url, limits)
    except (requests.exceptions.RequestException, UnicodeError, ValueError) as error:
        return _failure(url, error, limits)
    return _answer(url, response)


def _failure(url: str, error: Exception, limits: Limits) -> Answer:
    if isinstance(error, requests.exceptions.TooManyRedirects):
        return Answer(url, "gone", "leads in a circle")
    if isinstance(error, requests.exceptions.SSLError):
        return Answer(url, "unsure", "its certificate was not accepted")
    if isinstance(error, requests.exceptions.Timeout):
        return Answer(url, "unsure", f"no answer within {limits.seconds:g} seconds", reached=False)
    if not isinstance(error, requests.exceptions.ConnectionError):
        return Answer(url, "gone", f"is not an address that can be asked ({type(error).__name__})", reached=False)
    if any(words in str(error) for words in _UNKNOWN_HOST):
        return Answer(url, "gone", "no such host", reached=False)
    return Answer(url, "unsure", "no connection", reached=False)


def _session(limits: Limits) -> requests.Session:
    session = requests.Session()
    session.max_redirects = _MOST_REDIRECTS
    retry = _Retry(
        total=limits.tries - 1,
        read=False,  # a server that is too slow once is not asked again
        status_forcelist=[_TOO_MANY, *range(500, 600)],
        allowed_methods=None,
        backoff_factor=limits.pause,
        raise_on_status=False,
        respect_retry_after_header=False,
    )
    for scheme in ("https://", "http://"):
        session.mount(scheme, HTTPAdapter(max_retries=retry))
    return session


def _request(session: requests.Session, method: str, url: str, limits: Limits) -> requests.Response:
    headers = {"User-Agent": _AGENT}
    with session.request(
        method, url, timeout=limits.seconds, allow_redirects=True, stream=True, headers=headers
    ) as response:
        return response


def _answer(url: str, response: requests.Response) -> Answer:
    code = response.status_code
    if code in {_NOT_FOUND, _GONE_FOR_GOOD}:
        return Answer(url, "gone", f"answers {code}, {'gone for good' if code == _GONE_FOR_GOOD else 'not found'}")
    if code not in _FINE:
        return Answer(url, "unsure", f"answers {code}")
    steps = {step.status_code for step in response.history}
    if steps and steps <= _MOVED and response.url.rstrip("/") != url.rstrip("/"):
        return Answer(url, "moved", "has moved for good", response.url)
    return Answer(url, "fine", f"answers {code}")


def as_markdown(links: Iterable[Link], answers: Mapping[str, Answer]) -> str:
    """Return the report; its first line begins with "Nothing" if nobody has anything to do."""
    found = [(link, answers[link.url]) for link in links]
    lists = {
        status: [_line(link, answer) for link, answer in found if answer.status == status] for status, *_ in _SECTIONS
    }
    todo = [f"{len(lists[status])} {title.lower()}" for status, title, _ in _SECTIONS if lists[status]]
    asked = f"{len(found)} external links were checked"
    if lists["gone"] or lists["moved"]:
        paragraphs = [f"{asked.capitalize()}: {', '.join(todo)}."]
    else:
        paragraphs = [f"Nothing leads nowhere: {asked}{', and ' + todo[0] if todo else ''}."]
    for status, title, advice in _SECTIONS:
        paragraphs += [f"## {title}", advice, "\n".join(lists[status])] if lists[status] else []
    return "\n\n".join(paragraphs) + "\n"


def _line(link: Link, answer: Answer) -> str:
    new = f": now {_address(answer.moved_to)}" if answer.moved_to else ""
    places = [f"`{place}`" for place in link.written] or [f"page {_harmless(page)}" for page in link.pages]
    more = f" and {len(places) - _MOST_PLACES} more" if len(places) > _MOST_PLACES else ""
    return f"- {_address(link.url)} {answer.message}{new}. In {', '.join(places[:_MOST_PLACES])}{more}."


def _address(url: str) -> str:
    """Return an address to follow, or as code where the issue that it leads to would be linked to the report."""
    safe = _harmless(url)
    return f"`{safe}`" if ISSUE.search(safe) else f"<{safe.replace('&', '&amp;')}>"


def _harmless(text: str) -> str:
    """Return text from elsewhere without Markdown, line breaks and mentions."""
    return shown(text).replace("<", "%3C").replace(">", "%3E").replace("`", "%60").replace("@", "%40")
