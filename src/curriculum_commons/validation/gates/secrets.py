"""Keys, tokens and passwords that open something, and that everybody could read once they are published.

Found by the forms that services give to what they hand out, and by a name such as "password" before a value. Long
numbers and sums are no secrets by themselves, so UUIDs, DOIs and checksums pass; so does a password that looks like a
word. What is found is not repeated: messages end up in logs.

A list of our own, because the well-known scanner for Python, detect-secrets, was last released in May 2024, does not
know today's forms (GitHub's fine-grained tokens, keys of Google and Anthropic), and takes words of prose for passwords.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .finding import Objection, place
from .office import OFFICE, words_within
from .prefilter import Searched
from .source_files import TEXTS, Holding


class _Form(NamedTuple):
    kind: str
    hints: tuple[str, ...]
    """Words of which a text has one at least, in small letters; looked for first, because that is fast."""
    pattern: re.Pattern[str]
    is_short: bool = False
    """Whether it can do without `_SHORTEST` letters and digits in a row; most texts have no word as long."""


_SHORTEST = 16
_KEY = r"(?<![A-Za-z0-9])"
_END = r"(?![A-Za-z0-9])"
_NAMES = (
    r"pass(?:word|wd|phrase)|pwd|secret|(?:api|access|auth|private|secret|client|service|account)[_ -]?"
    r"(?:key|token|secret)|bearer|credentials?"
)
_FORMS = (
    _Form(
        "private key",
        ("-----begin", "putty-user-key-file"),
        re.compile(r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File-\d"),
        is_short=True,
    ),
    _Form(
        "GitHub token",
        ("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"),
        re.compile(rf"{_KEY}(?:gh[pousr]_[A-Za-z0-9]{{36,}}|github_pat_[A-Za-z0-9_]{{50,}})"),
    ),
    _Form(
        "GitLab token",
        ("glpat-",),
        re.compile(rf"{_KEY}glpat-[\w-]{{20,}}"),
        is_short=True,
    ),
    _Form(
        "GitLab token",
        ("glrt-", "gldt-", "glcbt-", "glptt-", "glft-", "glsoat-", "glimt-", "glagent-", "gloas-", "gr1348941"),
        re.compile(rf"{_KEY}(?:gl(?:rt|dt|cbt|ptt|ft|soat|imt|agent|oas)-[\w-]{{20,}}|GR1348941[\w-]{{20,}})"),
    ),
    _Form(
        "AWS key",
        ("akia", "asia", "abia", "acca", "aws"),
        re.compile(
            rf"{_KEY}(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{{16}}{_END}"
            r"|(?i:aws.{0,20}?(?:key|secret|token|pwd|pw).{0,20}?)['\"= :]([0-9A-Za-z/+]{40})(?![0-9A-Za-z/+])"
        ),
    ),
    _Form("Google key", ("aiza",), re.compile(rf"{_KEY}AIza[\w-]{{35}}{_END}"), is_short=True),
    _Form("Google key", ("ya29.",), re.compile(rf"{_KEY}ya29\.[\w-]{{30,}}")),
    _Form(
        "Slack token",
        ("xox", "xapp-", "hooks.slack.com"),
        re.compile(
            rf"{_KEY}(?:xox[abeoprs](?:\.xox[bp])?-[A-Za-z0-9-]{{20,}}|xapp-\d-[A-Z0-9]+-\d+-[a-f0-9]+)"
            r"|hooks\.slack\.com/(?:services|workflows)/[A-Za-z0-9/_+-]{20,}"
        ),
    ),
    _Form("Stripe key", ("k_live_",), re.compile(rf"{_KEY}[rs]k_live_[A-Za-z0-9]{{20,}}")),
    _Form(
        "key of a language model",
        ("sk-",),
        re.compile(rf"{_KEY}sk-(?:ant-|proj-|svcacct-)[\w-]{{30,}}|{_KEY}sk-[A-Za-z0-9]{{40,}}{_END}"),
        is_short=True,
    ),
    _Form("SendGrid key", ("sg.",), re.compile(rf"{_KEY}SG\.[\w-]{{22}}\.[\w-]{{43}}")),
    _Form("Mailchimp key", ("-us",), re.compile(rf"{_KEY}[0-9a-f]{{32}}-us\d{{1,2}}{_END}")),
    _Form("Twilio key", ("twilio",), re.compile(rf"{_KEY}(?:AC|SK)[0-9a-f]{{32}}{_END}")),
    _Form("DigitalOcean token", ("dop_v1_", "doo_v1_"), re.compile(rf"{_KEY}do[op]_v1_[0-9a-f]{{64}}{_END}")),
    _Form("Shopify token", ("shpat_", "shpss_"), re.compile(rf"{_KEY}shp(?:at|ss)_[0-9a-f]{{32}}{_END}")),
    _Form("Linear key", ("lin_api_",), re.compile(rf"{_KEY}lin_api_[A-Za-z0-9]{{40}}{_END}")),
    _Form("Mailgun key", ("key-",), re.compile(rf"{_KEY}key-[0-9a-f]{{32}}{_END}")),
    _Form("age key", ("age-secret-key-1",), re.compile(r"AGE-SECRET-KEY-1[0-9A-Z]{58}")),
    _Form("Discord address", ("/api/webhooks/",), re.compile(r"discord(?:app)?\.com/api/webhooks/\d+/[\w-]{40,}")),
    _Form("bearer token", ("bearer ",), re.compile(r"(?i)\bbearer (?=[\w.~+/-]*\d)[\w.~+/-]{24,}=*")),
    _Form("npm token", ("npm_", "_authtoken"), re.compile(rf"{_KEY}npm_[A-Za-z0-9]{{36}}{_END}|:_authToken=\S{{20,}}")),
    _Form("PyPI token", ("pypi-ag",), re.compile(r"pypi-Ag[\w-]{50,}")),
    _Form("Hugging Face token", ("hf_",), re.compile(rf"{_KEY}hf_[A-Za-z0-9]{{30,}}{_END}")),
    _Form("Azure key", ("accountkey=",), re.compile(r"AccountKey=[A-Za-z0-9+/=]{80,}"), is_short=True),
    _Form("Telegram token", (":aa",), re.compile(rf"{_KEY}\d{{8,10}}:AA[\w-]{{33}}{_END}"), is_short=True),
    _Form(
        "web token",
        ("eyj",),
        re.compile(rf"{_KEY}eyJ[A-Za-z0-9_-]{{10,}}\.eyJ[A-Za-z0-9_-]{{10,}}\.[A-Za-z0-9_-]{{10,}}"),
        is_short=True,
    ),
    _Form(
        "password in an address",
        ("://",),
        re.compile(
            r"(?i)\b[a-z][a-z0-9+.-]*://[^\s/:@<>\"'(){}]{1,80}:(?!\*+@|x+@|password@)([^\s/:@<>\"'(){}]{3,80})@"
        ),
        is_short=True,
    ),
    _Form(
        "password",
        ("passw", "passphrase", "pwd", "secret", "_key", "-key", " key", "apikey", "token", "bearer", "credential"),
        # With a digit and without a space: "password: needed" and "the secret: listen first" are words.
        re.compile(
            rf"(?i)(?:{_NAMES})\w*['\"`]?[ \t]*(?::=|=>?|:)[ \t]*(?:bearer[ \t]+)?['\"`]?"
            r"(?![<{$\[(]|https?://|[a-z0-9_.]+\()(?=[^\s'\"`<>{}]*\d)(?=[^\s'\"`<>{}]*[a-z])([^\s'\"`<>{},;]{8,})"
        ),
        is_short=True,
    ),
)
KEY_STORES = frozenset({".pem", ".key", ".p12", ".pfx", ".jks", ".keystore", ".kdbx", ".ppk", ".ovpn", ".htpasswd"})
_TEXTS = TEXTS | {
    "",
    *[".js", ".mjs", ".css", ".svg", ".ini", ".toml", ".cfg", ".conf", ".env", ".py", ".sh", ".map", ".geojson"],
}
_CURE = "take it out, and have it withdrawn where it was made, since it stays in the history of the files"


def no_secret_is_published(holding: Holding) -> Iterator[Objection]:
    """No file holds what opens something."""
    if holding.suffix in KEY_STORES:
        message = f'is by its name a "key store", which nobody else should have; {_CURE}'
        yield Objection(holding.path, 0, 0, "secrets", "key store", message)
    elif holding.suffix in _TEXTS:
        for offset, kind in secrets_in(holding.searched):
            message = f'this looks like a secret, of the kind "{kind}"; {_CURE}'
            yield Objection(holding.path, *place(holding.text, offset), "secrets", kind, message)
    elif holding.suffix in OFFICE:
        for kind in dict.fromkeys(kind for _, kind in secrets_in(Searched(words_within(holding)))):
            message = f'holds what looks like a secret, of the kind "{kind}"; {_CURE}'
            yield Objection(holding.path, 0, 0, "secrets", kind, message)


def secrets_in(searched: Searched) -> Iterator[tuple[int, str]]:
    """Give place and kind of what seems to be a secret; each place once."""
    taken: list[tuple[int, int]] = []
    has_run = searched.has_run(_SHORTEST)
    for form in _FORMS:
        if form.is_short or has_run:
            for start, end in _found(form, searched):
                if not any(one < end and start < other for one, other in taken):
                    taken.append((start, end))
                    yield start, form.kind


def _found(form: _Form, searched: Searched) -> Iterator[tuple[int, int]]:
    for begin, end in searched.lines_with(form.hints):
        for match in form.pattern.finditer(searched.text, begin, end):
            yield match.span(match.lastindex or 0)
