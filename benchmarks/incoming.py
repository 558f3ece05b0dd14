"""Read a made-up CASE package of so many items, and make records of it; `write` alone writes it."""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path

from curriculum_commons.starter.incoming import framework_of, incoming_of

_LEVELS = (20, 180, 2_000)
"""Items of the upper levels of 10,000 in all; a sixth of the others has ended."""


def uuid(number: int) -> str:
    """Return the identifier of an item."""
    return f"{number:08x}-0000-4000-8000-000000000000"


def package(items: int) -> dict[str, object]:
    """Return a package whose items name what real ones do."""
    base, document = "https://example.org/ims/case/v1p0", {"identifier": uuid(0), "title": "A curriculum"}
    ends = [0, *(round(end * items / 10_000) for end in _LEVELS), items]
    made, tree = list[dict[str, object]](), list[dict[str, object]]()
    for level, (first, last) in enumerate(pairwise(ends)):
        above = range(ends[level - 1] + 1, first + 1) if level else range(1)
        for number in range(first + 1, last + 1):
            ended = {"statusEndDate": "2024-07-31"} if level == len(_LEVELS) and number % 6 == 0 else {}
            words = f"Explain in words of one's own what belongs to part {number} and use it in an everyday context."
            fields = {
                "educationLevel": ["09", "10"],
                "CFItemType": "Goal",
                "licenseURI": None,
                "CFDocumentURI": document,
            }
            uri = f"{base}/CFItems/{uuid(number)}"
            item: dict[str, object] = {
                "identifier": uuid(number),
                "uri": uri,
                "fullStatement": words,
                **fields,
                **ended,
            }
            made.append(item | {"humanCodingScheme": f"K{number}", "CFDocumentURI": document})
            ways = {"originNodeURI": {"identifier": uuid(number)}, "sequenceNumber": number}
            parent = {"destinationNodeURI": {"identifier": uuid(above[number % len(above)])}}
            tree.append({"identifier": uuid(items + number), "associationType": "isChildOf", **ways, **parent})
    return {"CFDocument": document, "CFItems": made, "CFAssociations": tree}


def main() -> None:
    """Write the package into a file, or read it."""
    file, items = Path(sys.argv[1]), int(sys.argv[2])
    if sys.argv[3:] == ["write"]:
        file.write_text(json.dumps(package(items)), "utf-8")
        return
    incoming = incoming_of(file)
    assert incoming
    assert len(framework_of(incoming, file.name, "2026-11-30").losses) > items


if __name__ == "__main__":
    main()
