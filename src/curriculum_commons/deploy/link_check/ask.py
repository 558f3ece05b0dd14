"""Ask addresses whether they answer: politely, in bounded time, and never more than once at a time at one host."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

import requests

from ...model.problems import CallError

Verdict = Literal["fine", "moved", "gone", "unsure"]

_AGENT = "curriculum-commons link check (asks each address once a week)"
_GONE = {404, 410}
_MOVED = {301, 308}
_NO_HEAD = {400, 403, 404, 405, 406, 410, 500, 501, 503}
_FINE = range(200, 300)
_NOT_KNOWN = ("Name or service not known", "nodename nor servname", "No address associated", "NameResolutionError")
_TOO_MANY = 429
_GONE_FOR_GOOD = 410
_BROKEN = 500
_STEPS = 8


@dataclass(frozen=True)
class Manners:
    """How an address is asked."""

    seconds: float = 20
    """How long an answer may take to begin."""
    in_all: float = 60
    """How long one address may take in all, its retries and the addresses that it leads on to among them."""
    tries: int = 3
    at_once: int = 8
    pause: float = 1
    """Seconds between two questions to one host, and before a second try; each further try waits twice as long."""


@dataclass(frozen=True)
class Finding:
    """What came of one address."""

    url: str
    verdict: Verdict
    said: str
    """In a few words what the host said."""
    leads_to: str | None = None
    """Where it has moved to for good."""
    reached: bool = True
    """Whether anyone was there to say something."""


@dataclass
class _Asking:
    """What those who ask share: their manners, and when each host was asked last; only one of them asks it."""

    manners: Manners
    last: dict[str, float] = field(default_factory=dict)


def ask_all(
    urls: Iterable[str], manners: Manners | None = None, tell: Callable[[int], None] = lambda _: None
) -> Mapping[str, Finding]:
    """Ask every address, several hosts at once, and return what came of each.

    Raises CallError where not one of several hosts was there: it is this computer then that has no network.

    Args:
        tell: Takes how many have answered.
    """
    asking, done = _Asking(manners or Manners()), list[Finding]()
    by_host = defaultdict[str, list[str]](list)
    for url in urls:
        by_host[urlsplit(url).netloc.lower()].append(url)

    def ask_host(addresses: list[str]) -> None:
        for url in addresses:
            done.append(_ask(url, asking))
            tell(len(done))

    with ThreadPoolExecutor(asking.manners.at_once) as pool:
        for _ in pool.map(ask_host, by_host.values()):
            pass
    if len(by_host) > 1 and not any(finding.reached for finding in done):
        raise CallError(f"not one of {len(by_host)} hosts could be reached; look whether this computer has a network")
    return {finding.url: finding for finding in done}


def _ask(url: str, asking: _Asking) -> Finding:
    manners = asking.manners
    ends, finding = time.monotonic() + manners.in_all, Finding(url, "unsure", "was not asked")
    for number in range(manners.tries):
        wait = manners.pause * 2**number
        if number and time.monotonic() + wait > ends:
            break
        time.sleep(wait if number else 0)
        finding, again = _try(url, asking, ends)
        if not again:
            break
    return finding


def _try(url: str, asking: _Asking, ends: float) -> tuple[Finding, bool]:
    """Return what came of one try, and whether another could come to something else."""
    try:
        with requests.Session() as session:
            session.max_redirects = _STEPS
            answer = _answer(session, "HEAD", url, asking, ends)
            if answer.status_code in _NO_HEAD:
                answer = _answer(session, "GET", url, asking, ends)
    except requests.exceptions.TooManyRedirects:
        return Finding(url, "gone", "leads in a circle"), False
    except requests.exceptions.SSLError:
        return Finding(url, "unsure", "its certificate was not accepted"), False
    except requests.exceptions.Timeout:
        return Finding(url, "unsure", f"no answer within {asking.manners.seconds:g} seconds", reached=False), True
    except requests.exceptions.ConnectionError as error:
        unknown = any(words in str(error) for words in _NOT_KNOWN)
        said = "no such host" if unknown else "no connection"
        return Finding(url, "gone" if unknown else "unsure", said, reached=False), True
    except (requests.exceptions.RequestException, UnicodeError, ValueError) as error:
        said = f"is no address that can be asked ({type(error).__name__})"
        return Finding(url, "gone", said, reached=False), False
    return _judged(url, answer)


def _answer(session: requests.Session, method: str, url: str, asking: _Asking, ends: float) -> requests.Response:
    host, manners = urlsplit(url).netloc.lower(), asking.manners
    time.sleep(max(0.0, min(asking.last.get(host, 0) + manners.pause - time.monotonic(), manners.pause)))
    seconds = max(0.1, min(manners.seconds, ends - time.monotonic()))
    try:
        answer = session.request(
            method, url, timeout=seconds, allow_redirects=True, stream=True, headers={"User-Agent": _AGENT}
        )
        answer.close()  # what it says does not matter, only that it does
    finally:
        asking.last[host] = time.monotonic()
    return answer


def _judged(url: str, answer: requests.Response) -> tuple[Finding, bool]:
    code = answer.status_code
    if code in _GONE:
        return Finding(url, "gone", f"says {code}, {'gone for good' if code == _GONE_FOR_GOOD else 'not found'}"), False
    if code not in _FINE:
        return Finding(url, "unsure", f"says {code}"), code >= _BROKEN or code == _TOO_MANY
    steps = [step.status_code for step in answer.history]
    if steps and set(steps) <= _MOVED and answer.url.rstrip("/") != url.rstrip("/"):
        return Finding(url, "moved", "has moved for good", answer.url), False
    return Finding(url, "fine", f"says {code}"), False
