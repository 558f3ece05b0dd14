"""What is in a text and no reader should meet: entities and tags of HTML, and characters that cannot be seen.

Among these are characters that turn the direction of writing, with which a text is shown in another order than it is
read. Knows where other writing systems and emoji need an invisible character. Nothing is taken out here: somebody typed
or pasted it, and may have meant something else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from html import unescape

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufdd0-\ufdef\ufffe\uffff]")
"""Characters that no text has; a carriage return may end a line of a file."""
_ENTITY = re.compile(
    r"&(?:(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});"
    r"|(?:nbsp|amp|lt|gt|quot|copy|reg|shy)(?![\w=;]))"
)
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9:]*)(?:\s[^<>]*)?/?>|<!--|<!\[CDATA\[|<[!?][a-zA-Z]")
_NAMES = (
    "a abbr address area article aside audio b base big blink blockquote body br button canvas caption"
    " center cite code col colgroup dd del details dfn div dl dt em embed fieldset figcaption figure font"
    " footer form frame h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins kbd label legend li"
    " link main map mark marquee math meta nav noscript object ol option p param picture pre q rp rt ruby"
    " s samp script section select small source span strike strong style sub summary sup svg table tbody"
    " td template textarea tfoot th thead time title tr tt u ul var video wbr o:p st1:place v:shape"
)
_ELEMENTS = frozenset(_NAMES.split())
"""Elements of HTML, and those that Word pastes; other words between angle brackets may be meant."""
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_JOINERS, _MARKS = "\u200c\u200d", "\u061c\u200e\u200f"
_NEEDED_BY = {
    "\u200b": ("KHMER", "LAO", "MYANMAR", "THAI", "TIBETAN"),
    **dict.fromkeys("\u180b\u180c\u180d\u180e\u180f", ("MONGOLIAN",)),
}
"""Scripts without spaces between words, or with variants of letters."""
_SELECTED_IN = ("CJK UNIFIED", "CJK COMPATIBILITY")
"""Signs of which a selector (U+E0100 and on) chooses a variant."""
_WITHOUT_JOINERS = ("LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "HEBREW", "CJK", "HIRAGANA", "KATAKANA", "HANGUL")
_BLACK_FLAG = "\U0001f3f4"
_TURNS = re.compile(
    "[\u202a-\u202e\u2066-\u2069]|&#(?:0{0,9}(?:823[4-8]|829[4-7])|[xX]0{0,9}(?:202[a-eA-E]|206[6-9]))(?![0-9a-fA-F]);?"
)
_OVERRIDES = "\u202d\u202e"
_ENDS = {**dict.fromkeys("\u202a\u202b", "\u202c"), **dict.fromkeys("\u2066\u2067\u2068", "\u2069")}
"""What ends each character that begins another direction."""
_FROM_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufefc]")
Refusal = tuple[str, str]
"""Message and code."""


def unreadable(text: str, allowed: Collection[str] = ()) -> Refusal | None:
    """Return what of a text would be shown as it is typed, or not at all, and the way out; None where all is words.

    Args:
        allowed: Elements of HTML that are shown as what they mean.
    """
    if text.isascii() and "&" not in text and "<" not in text:
        return None
    for entity in _ENTITY.finditer(text):
        if (meant := unescape(entity[0])) != entity[0]:
            way_out = f'write "{meant}"' if meant.isprintable() and meant.strip() else "type what it means, or a space"
            return f'has "{entity[0]}", which is shown as it is; {way_out}', "markup-in-text"
    for tag in _TAG.finditer(text):
        if tag[1] is None or (tag[1].lower() in _ELEMENTS and tag[1] not in allowed):
            return f'has "{tag[0][:_SHOWN]}", which is shown as it is; write words only', "markup-in-text"
    for at in invisible_characters(text):
        return f"has an invisible character (U+{ord(text[at]):04X}); type this part again", "invisible-character"
    return None


_SHOWN = 40


def invisible_characters(text: str) -> Iterator[int]:
    """Yield the offset of each character that cannot be seen and that no script and no emoji needs there."""
    return (found.start() for found in _INVISIBLE.finditer(text) if not _is_needed(text, found.start()))


def _is_needed(text: str, at: int) -> bool:
    sign, before = text[at], text[at - 1 : at] or " "
    if sign in _JOINERS:
        is_picture = unicodedata.category(before) in {"So", "Sk"} or before == "\ufe0f"
        return _joins(before) or (sign == "\u200d" and is_picture)
    if sign in _MARKS:
        return any(unicodedata.bidirectional(other) in {"R", "AL"} for other in text)
    if "\U000e0020" <= sign <= "\U000e007f":  # the letters of a flag
        return before == _BLACK_FLAG or "\U000e0020" <= before < "\U000e007f"
    return unicodedata.name(before, "").startswith(_NEEDED_BY.get(sign) or _SELECTED_IN * (sign >= "\U000e0100") or "-")


def _joins(letter: str) -> bool:
    """Return True for a letter or vowel sign of a script that is joined, such as Persian or Hindi."""
    is_letter = unicodedata.category(letter)[0] in "LM"
    return is_letter and not unicodedata.name(letter, "LATIN").startswith((*_WITHOUT_JOINERS, "VARIATION", "COMBINING"))


def misused_turn(text: str) -> int | None:
    """Return the offset of the first character that turns the direction of writing where no language needs it.

    Lines in Arabic, Hebrew and their like may begin and end a part in another direction, as keyboards do there.
    """
    if not _TURNS.search(text):
        return None
    offset = 0
    for line in text.split("\n"):
        if (found := _misused(line)) is not None:
            return offset + found
        offset += len(line) + 1
    return None


def _misused(line: str) -> int | None:
    turns = [(found.start(), unescape(found[0])) for found in _TURNS.finditer(line)]
    open_at, awaited = list[int](), list[str]()
    for at, sign in turns:
        if sign in _OVERRIDES or (sign not in _ENDS and awaited[-1:] != [sign]):
            return at
        if sign in _ENDS:
            open_at.append(at)
            awaited.append(_ENDS[sign])
        else:
            open_at.pop()
            awaited.pop()
    if open_at:
        return open_at[0]
    return turns[0][0] if turns and not _FROM_RIGHT.search(line) else None
