"""Audit e-mails and feeds as the programs of their readers see them: nothing is fetched from elsewhere, nothing runs.

Those programs follow no policy of the site. Knows nothing of how the files are made.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from email import message_from_bytes, policy

from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from ..model.problems import Problem
from .links import Address
from .origins import Sources
from .page_policy import Fault, active, requests, runs_script

_ATOM = "{http://www.w3.org/2005/Atom}"


def audit_mail(files: Iterable[tuple[str, bytes]], sources: Sources, address: Address) -> Iterator[Problem]:
    """Yield what is wrong with the HTML in these files, once for each place that it comes from."""
    found = dict[Problem, None]()
    for path, content in files:
        for url, html in _parts(path, content):
            for fault in _faults(html, url, address):
                target = address.target(url, "")
                page = target.path.removesuffix("index.html") if target else url
                found |= dict.fromkeys(sources.problems(fault, path, page))
    yield from found


def _parts(path: str, content: bytes) -> Iterator[tuple[str, str]]:
    """Yield every text of a file that is read as HTML, with the address of the page that it is about."""
    url = path[: path.rfind("/") + 1]
    if path.endswith(".html"):
        yield url, content.decode()
    elif path.endswith(".eml"):
        body = message_from_bytes(content, policy=policy.default).get_body(("html",))
        yield url, body.get_content() if body else ""
    elif path.endswith(".json"):
        yield from ((item.get("url", url), item["content_html"]) for item in json.loads(content)["items"])
    elif path.endswith(".xml"):
        for entry in etree.fromstring(content).iter(f"{_ATOM}entry"):
            link = next((node.get("href") for node in entry.iter(f"{_ATOM}link")), None)
            yield link or url, entry.findtext(f"{_ATOM}content", "")


def _faults(html: str, url: str, address: Address) -> Iterator[Fault]:
    tree = LexborHTMLParser(html)
    for request in requests(tree):
        if address.target(request, url) is None and not request.startswith(("data:", "cid:")):
            message = f'asks another host for "{request}"; put the file into docs/ and take it from there'
            yield Fault(message, "external-request", request)
    for link in (node.attrs.sget("href") for node in tree.css("[href]")):
        if runs_script(link):
            yield Fault(f'link "{link}" runs a script; link to a page', "inline-script", link)
    if tree.css_first("script") is not None:
        yield Fault("holds a script, which mail programs refuse; take it out", "inline-script", tag="script")
    yield from active(tree, html.encode())
