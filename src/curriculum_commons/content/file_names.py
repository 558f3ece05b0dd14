"""Names of files and folders that every system can have, and takes for different ones.

Knows names only. Refused is what Windows, macOS or a web server refuses, whatever this computer allows: a clone there
fails as a whole, or loses one of two files.
"""

from __future__ import annotations

import re
import unicodedata
from mimetypes import MimeTypes

_LONGEST_NAME, _LONGEST_PATH = 120, 180
"""Characters; a path may have 260 on Windows, with the folders above a project."""
_DEVICES = frozenset(
    {
        "con",
        "prn",
        "aux",
        "nul",
        "conin$",
        "conout$",
        *(f"{port}{n}" for port in ("com", "lpt") for n in "0123456789¹²³"),
    }
)
"""Names of devices on Windows, which no file there can have, whatever follows the first dot."""


_SYSTEM_APART = MimeTypes()
"""The media types that Python knows by itself: systems know others, and some of Windows call scripts plain text."""
_MEDIA_TYPES = {".js": "text/javascript", ".woff2": "font/woff2", ".webp": "image/webp", ".avif": "image/avif"}
"""Those that not every version of Python knows."""


def media_type(name: str) -> str | None:
    """Return the media type of a file by the ending of its name, the same on every system; None for others."""
    known = next((kind for ending, kind in _MEDIA_TYPES.items() if name.lower().endswith(ending)), None)
    return known or _SYSTEM_APART.guess_type(name)[0]


def is_device(name: str) -> bool:
    """Return True if Windows takes a name for that of a device."""
    return name.partition(".")[0].rstrip(" ").lower() in _DEVICES


def name_refusal(path: str) -> str | None:
    """Return why another system would not have a file or folder of this name, and the way out; None where all would."""
    name = path.rpartition("/")[2]
    if odd := next((char for char in name if not char.isprintable()), None):
        is_space = unicodedata.category(odd) == "Zs"
        what = f"a space of another kind (U+{ord(odd):04X})" if is_space else "characters that cannot be shown"
        return f"has {what} in its name; give it another"
    if forbidden := next((char for char in name if char in '<>:"|?*\\'), None):
        return f"has {forbidden} in its name, which Windows refuses; rename it, with a hyphen in its place"
    if name != name.strip(" ").rstrip("."):
        return "has a space or a dot at an end of its name, which Windows takes away; rename it without"
    if is_device(name):
        return f'has the name of a device on Windows, which cannot have such a file; name it "{beside_device(name)}"'
    if len(name) > _LONGEST_NAME or len(path) > _LONGEST_PATH:
        most = f"{_LONGEST_NAME} characters, {_LONGEST_PATH} with its folders"
        return f"has a name that is too long for some systems; shorten it to {most}"
    return None


def beside_device(name: str) -> str:
    """Return a name like that of a device which is none: "com-1.md" for "com1.md"."""
    stem, dot, ending = name.partition(".")
    parted = re.sub(r"(?<=[a-zA-Z])(?=[0-9¹²³])", "-", stem)
    return f"{parted if parted != stem else f'{stem}-1'}{dot}{ending}"


def twin_refusal(name: str, earlier: dict[str, str]) -> str | None:
    """Return which name of the same folder other systems take for this one, and the way out; None if there is none.

    Args:
        earlier: The names that were asked about before, to which this one is added.
    """
    key = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
    twin = earlier.setdefault(key, name)
    if twin == name:
        return None
    same = unicodedata.normalize("NFC", twin) == unicodedata.normalize("NFC", name)
    how = "looks the same as" if same else "differs only in capitals from"
    return f'{how} "{twin}" beside it, and some systems take the two for one; remove or rename one of them'
