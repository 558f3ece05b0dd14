"""Keys, tokens and passwords, which everybody could read once they are published.

Recognized by the forms that services give to what they issue, and by a name such as "password" before a value. Long
numbers and checksums alone are not secrets, so UUIDs and DOIs pass; so does a password that looks like a word. What is
found is not repeated, because messages end up in logs.

A list of our own: detect-secrets, the well-known scanner for Python, was last released in May 2024, does not know
today's forms (GitHub's fine-grained tokens, keys of Google and Anthropic), and takes words of prose for passwords.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from .archives import OFFICE, office_text
from .plain_form import plain_form
from .source_files import TEXTS, GateFinding, SourceFile, line_and_column, lower

_TOKENS = {
    "private key": r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File-\d",
    "GitHub token": r"gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{50,}",
    "GitLab token": r"gl(?:pat|rt|dt|cbt|ptt|ft|soat|imt|agent|oas)-[\w-]{20,}|GR1348941[\w-]{20,}",
    "AWS key": r"A(?:KIA|SIA|BIA|CCA)[A-Z0-9]{16}(?![A-Za-z0-9])",
    "Google key": r"AIza[\w-]{35}(?![A-Za-z0-9])|ya29\.[\w-]{30,}",
    "Slack token": (
        r"xox[abeoprs](?:\.xox[bp])?-[A-Za-z0-9-]{20,}|xapp-\d-[A-Z0-9]+-\d+-[a-f0-9]+"
        r"|hooks\.slack\.com/(?:services|workflows)/[A-Za-z0-9/_+-]{20,}"
    ),
    "Stripe key": r"[rs]k_live_[A-Za-z0-9]{20,}",
    "key of a language model": r"sk-(?:(?:ant|proj|svcacct)-[\w-]{30,}|[A-Za-z0-9]{40,}(?![A-Za-z0-9]))",
    "SendGrid key": r"SG\.[\w-]{22}\.[\w-]{43}",
    "Mailchimp key": r"[0-9a-f]{32}-us\d{1,2}(?![A-Za-z0-9])",
    "Twilio key": r"(?:[Tt]wilio|TWILIO)[^\n]{1,80}(?<![A-Za-z0-9])(?:AC|SK)[0-9a-f]{32}(?![A-Za-z0-9])",
    "DigitalOcean token": r"do[op]_v1_[0-9a-f]{64}(?![A-Za-z0-9])",
    "Shopify token": r"shp(?:at|ss)_[0-9a-f]{32}(?![A-Za-z0-9])",
    "Linear key": r"lin_api_[A-Za-z0-9]{40}(?![A-Za-z0-9])",
    "Mailgun key": r"key-[0-9a-f]{32}(?![A-Za-z0-9])",
    "age key": r"AGE-SECRET-KEY-1[0-9A-Z]{58}",
    "Discord address": r"discord(?:app)?\.com/api/webhooks/\d+/[\w-]{40,}",
    "bearer token": r"[Bb]earer (?=[\w.~+/-]*\d)[\w.~+/-]{24,}=*",
    "npm token": r"npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])|_authToken=\S{20,}",
    "PyPI token": r"pypi-Ag[\w-]{50,}",
    "Hugging Face token": r"hf_[A-Za-z0-9]{30,}",
    "Azure key": r"AccountKey=[A-Za-z0-9+/=]{80,}",
    "Telegram token": r"\d{8,10}:AA[\w-]{33}(?![A-Za-z0-9])",
    "web token": r"eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}",
}
"""Kinds of secrets and how they begin and go on; no letter or digit is before them."""
_PASSWORD = (
    r"(?:pass(?:word|wd|phrase|code|wort)|pwd|kennwort|contraseña|mot de passe|senha|[Пп]ароль|密码|密碼|パスワード"
    r"|비밀번호)"
    r"\w{0,30}+(?:[ \t]?\([^()\n]{1,30}\)|[ \t](?:for|of|to)[ \t][^\n:=|]{1,40}?(?=[ \t:]))?['\"`*_]{0,3}[ \t]*"
    r"(?::=|=>?|[:|–—]|(?<=[ \t])(?:-(?=[ \t])|(?:is|was)\b:?))"
)
_KEY = (
    r"(?:secret|(?:api|access|auth|private|secret|client|service|account)[_ -]?(?:key|token|secret)|bearer"
    r"|credentials?)\w{0,30}+['\"`*_]{0,3}[ \t]*(?::=|=>?|:|(?<=[ \t])(?:is|was)\b:?)"
)
"""Names of secrets, with what is between them and their values; passwords are also found in tables and sentences."""
_NAMED = {
    "AWS key": r"aws[^\n]{0,20}?(?:key|secret|token|pwd|pw)[^\n]{0,20}?['\"= :][0-9a-z/+]{40}(?![0-9a-z/+])",
    "password in an address": (
        r"(?<![a-z0-9])[a-z][a-z0-9+.-]{0,20}://[^\s/:@<>\"'(){}]{1,80}:(?!\*+@|x+@|password@)[^\s/:@<>\"'(){}]{3,80}@"
    ),
    # With a digit and without a space: "password: needed" and "the secret: listen first" are words.
    "password": (
        rf"(?:{_PASSWORD}|{_KEY})[ \t*_|]{{0,6}}(?:bearer[ \t]+)?['\"`*_]{{0,3}}"
        r"(?![<{$\[(]|https?://|[a-z0-9_.]+\()(?=[^\s'\"`<>{}]{0,80}\d)(?=[^\s'\"`<>{}]{0,80}[a-z])[^\s'\"`<>{},;|]{8,80}"
    ),
}
"""The same for what only its name or surroundings show, in lower case."""
# The first character is looked at alone, since most begin nothing, and trying each form takes long.
_TOKEN = re.compile(rf"(?<![A-Za-z0-9])(?=[A-Za-z0-9_]|-----B)(?:{'|'.join(f'({form})' for form in _TOKENS.values())})")
_NAMED_SECRET = re.compile(rf"(?=[^\W\d_])(?:{'|'.join(f'({form})' for form in _NAMED.values())})")
KEY_STORES = frozenset({".pem", ".key", ".p12", ".pfx", ".jks", ".keystore", ".kdbx", ".ppk", ".ovpn", ".htpasswd"})
_TEXTS = TEXTS.union(
    ["", ".js", ".mjs", ".css", ".svg", ".map", ".ini", ".toml", ".cfg", ".conf", ".env", ".py", ".sh"]
)
_CURE = "take it out, and revoke it where it was issued, since it stays in the history of the files"


def check_secrets(source: SourceFile) -> Iterator[GateFinding]:
    """Yield the secrets in a file."""
    if source.suffix in KEY_STORES:
        message = f'is by its name a "key store", which nobody else should have; {_CURE}'
        yield GateFinding(source.path, 0, 0, "secrets", "key store", message)
    elif source.suffix in _TEXTS:
        for offset, kind in find_secrets(source.text):
            message = f'this looks like a secret, of the kind "{kind}"; {_CURE}'
            yield GateFinding(source.path, *line_and_column(source.text, offset), "secrets", kind, message)
    elif source.suffix in OFFICE:
        for kind in dict.fromkeys(kind for _, kind in find_secrets(office_text(source))):
            message = f'holds what looks like a secret, of the kind "{kind}"; {_CURE}'
            yield GateFinding(source.path, 0, 0, "secrets", kind, message)


def find_secrets(text: str) -> Iterator[tuple[int, str]]:
    """Yield offset and kind of each probable secret."""
    form = plain_form(text)
    for offset, kind in _secrets(form.text):
        yield form.written(offset), kind


def _secrets(text: str) -> Iterator[tuple[int, str]]:
    tokens = list(_TOKEN.finditer(text))
    ends = [token.end() for token in tokens]
    for match in tokens:
        yield match.start(), list(_TOKENS)[(match.lastindex or 1) - 1]
    for match in _NAMED_SECRET.finditer(lower(text)):
        before = bisect_left(ends, match.end())
        if not any(token.start() < match.end() and match.start() < token.end() for token in tokens[: before + 1][-2:]):
            yield match.start(), list(_NAMED)[(match.lastindex or 1) - 1]
