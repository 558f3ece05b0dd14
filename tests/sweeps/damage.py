"""Damage a project as people, programs, disks and strangers do, at random but the same again for the same dice."""

from __future__ import annotations

import io
import os
import shutil
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

import docx
import openpyxl
import pikepdf
import pptx
from PIL import Image

Damage = Callable[[Random, Path], str]
"""Damages a project, and returns what was done."""

TEXTS = ("data/*.yaml", "docs/**/*.md", "toolkit/*.md")
# fmt: off
NAMES = [
    *("a b.md", "täh.md", "A.MD", "con.md", "aux.png", "a:b.md", ".hidden.md", "-x.md", "a\nb.md", "a\u202eb.md"),
    *("x" * 200,),
    *("index.html", "a..md", "~a.md", "a.md~", "%2e%2e.md", "{{ a }}.md", "<b>.md", "\u00a0.md", "e\u0301.md"),
    *("[a](b).md",),
    *("site.yaml.bak", "new.yaml", "a.png", "a.docx", "CNAME", ".htaccess", "a.svg", "search", "search.md"),
    *("robots.txt",),
]
TARGETS = ["/etc/passwd", "/", "nowhere", ".", "..", "../../..", "a.md", "../data", "/dev/zero", "/proc/self/mem"]
PIECES = [
    *(b"\0", b"\xff", b"\xfe", b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xef\xbb\xbf", b"\r", b"\r\n"),
    *(b"\n", b"\t"),
    *(b"\x1b[31m", b"\x7f", b"\xc2\x85", b"\xe2\x80\xa8", b"\xe2\x80\xae", b"\xe2\x80\x8b", b"'", b'"', b"`"),
    *(b"\\", b"{", b"}"),
    *(b"{{", b"}}", b"{%", b"{#", b"[", b"]", b"](", b"<", b">", b"&", b"*", b"|", b": ", b" #", b"- ", b"---\n"),
    *(b"...\n",),
    *(b"<<<<<<< a\n", b"=======\n", b">>>>>>> b\n", b"%YAML 1.1\n", b"!!python/object/apply:os.system [x]"),
    *(b"!a ", b"&a ", b"*a "),
]
ENCODINGS = ["utf-16", "utf-32", "latin-1", "cp1252", "cp037", "utf-7", "utf-8-sig", "shift-jis", "big5", "koi8-r"]
VALUES = [
    *("no", "Yes", "null", "~", "12:30", "2026.10", "0x1F", "0o17", "1_000", "-1", "0", "1e999", ".nan", "-.inf"),
    *("true", "1e5"),
    *("2026-02-30", "2026-11-23", "9999-12-31", "0001-01-01", "2026-11-23T10:00:00Z", "2026-11-23 24:61:61"),
    *("10000-01-01",),
    *("9" * 5_000, "x" * 3_000, "x " * 40_000, "é" * 30_000, "[" * 3_000, "[" * 300 + "]" * 300),
    *("{a: " * 300 + "1" + "}" * 300,),
    *("[]", "{}", "[[]]", "[{}]", "{a: {a: {a: 1}}}", "*a", "&a [*a]", "&a b", "!!binary aGk=", "!!set {a}"),
    *("!!omap [a: 1]", "!a b"),
    *("<<", "{<<: {a: 1}}", "|", ">-", "|9", "? a", "- a", "a: b", "'", '"', '"\\ud800"', '"\\0"', '"\\u202e"'),
    *("@a", "%a", "#", "` "),
    *("javascript:alert(1)", "https://[", "https://a:99999/", "https://é.example/", "http://", "mailto:", "//a"),
    *("\\\\a\\b", "file:///etc"),
    *("SIC-9", "T-9", "T-1", "t-1", "T-0", "[T-1, T-1]", "[T-9]", "leaf-2024", "kettle-film", "made"),
    *("tea-school", "{{ 7*7 }}"),
    *('"<script>x</script>"', '"=1+1"', '"@team"', '"&lt;b&gt;"', '"a\\nb"', '"\\t"', '" "', '""'),
    *('"\\U0001F375"', '"שלום"', '"مرحبا"'),
]
LINES = [
    *("# Another", "## ", "#####", "Setext\n===", "- a\n- b\n    - c\n", "1. a\n1. b", "1) a", "- [ ] a"),
    *("* * *", "___", "> a\n> > b\n> - c"),
    *("| a | b |\n|---|---|\n| 1 | 2 |", "| a |\n|---|---|\n| 1 | 2 | 3 |", "a | b\n:-:|-:\n1 | 2", "|", "|---|"),
    *("|" * 300,),
    *("```\na", "```python\na\n```", "~~~\na\n~~~", "    code", "\tcode", "```{.a #b}\na\n```", "`a", "``a`b``"),
    *("````\n```\n````",),
    *("[a](b)", "[a](index.md)", "[a](#b)", "[a](teach.md#r-kettle-film)", "[a](../../x)", "[a]()", "[](b)"),
    *("[a][b]", "[a]: b", "[a]: index.md"),
    *("![a](images/cup.svg)", "![](images/cup.svg)", "![a](https://evil.example/x.png)"),
    *("![a](data:image/png;base64,AAAA)", "![a](../x.png)"),
    *("[a](javascript:alert(1))", "[a](java\nscript:x)", "<javascript:x>", "<https://a.example/>"),
    *("https://bare.example/", "<a@b.example>"),
    *("<div>", "</div>", "<div markdown>\n\n# a\n\n</div>", "<script>alert(1)</script>", "<img src=x onerror=x>"),
    *("<!-- a", "<!-- a -->", "<?a?>"),
    *("<![CDATA[a]]>", "<details><summary>a</summary>", "<p><p>", "<b><i></b></i>", "<svg><a href=x></svg>"),
    *("<iframe srcdoc=x>", "<base href=x>"),
    *("a[^1]\n\n[^1]: b", "[^1]", "[^1]: b", "[^a]: [^a]", "*[a]: b", "a\n: b", ": b", "!!! note\n    a"),
    *('!!! note "a"\na', "??? a", "=== a"),
    *("a{ #b }", "a { .b }", "{: #b }", "## a { #b }", "## a { #a b=c }", "## a[^1]", "## <b>a</b>", "## `a`"),
    *("## ![a](b)", "## 选茶", "{ #x"),
    *("**a", "*a*b*", "__a__", "~~a~~", "H~2~O", "^a^", "==a==", "++a++", "--", "...", "(c)", ":smile:", "\\"),
    *("\\\\", "&amp;", "&#0;", "&nosuch;"),
    *("[[a]]", "{{ a }}", "{{", "}}", "{% if a %}", "{% raw %}", "{# a #}", "{{ mission() }}"),
    *('{{ count("resources") }}', "<!--macro 0-->"),
    *("MRN 4471829", "DOB 3/14/1952", "password: Hunter2026!", "Jane Doe, MD", "AKIAIOSFODNN7EXAMPLE"),
    *("617-432-1000", "a@b.example"),
    *("::: {.a}\na\n:::", ":::", "$a$", "$$\na\n$$", "\\(a\\)", "<kbd>a</kbd>", "a  \nb", "a\\\nb", "•\ta"),
    *("– a", "a\u00a0b", "\u200b", "\ufeff"),
]
REPEATED = [
    *("[", "![", "](", "(", "<", "<a ", "<div>", "</div>", "*", "_", "`", "~", "^", "|", ">", "- ", "1. ", "#"),
    *("\\", "&", "&#", "{", "{{", "}}"),
    *("{%", "[^", "[^1]", "*[", ": a\n", "!!! a\n", "<!--", "-->", "<![CDATA[", "    ", "\t", "\n", "é", "a "),
    *("**a", "[a](", "![a](b)", "| a "),
    *("<b>", "“", "’", "A. ", "Dr. ", "1/", "-", "=", "+", "@a", "://", "www.", "a\n: b\n\n", "> - ", "- - "),
    *("1. - ", "  - a\n", "x\n===\n"),
]
_MACROS = (
    "mission competency_cards competency_statement competency_components competency_table count latest newsletter_head "
    "newsletter_foot newsletter_list resource_list resources milestones roadmap working_groups references schools "
    "survey findings downloads download toolkit source cite x __class__ self range lipsum print"
)
MACROS = _MACROS.split()
ARGUMENTS = [
    *('"T-1"', '"T-9"', "T-1", "'T-1'", '"', '""', "1", "-1", "1.5", "9" * 50, "None", "True", "[]", "{}", "()"),
    *('["T-1"]', "a=1", 'code="T-1"'),
    *("*a", "**a", '"a" "b"', '"a" + "b"', "f()", '"{{ 7*7 }}"', '"}}"', '"<b>"', '"\\"', '"é"', "lambda: 1"),
    *("a.b", '"a"|safe', "x" * 2_000),
    *("(" * 200, '"' + "a" * 20_000 + '"', "[" * 500 + "]" * 500, '"resources"', '"2026-11-a-first-cup"'),
    *('"\u202e"', "a for a in b", "...", "//"),
]
CALLS = [
    *("{{ NAME(WORDS) }}", "{{NAME(WORDS)}}", "{{ NAME(WORDS }}", "{{ NAME }}", "{{ NAME(WORDS).x }}"),
    *("{{- NAME(WORDS) -}}", "{{\nNAME(WORDS)\n}}", "a {{ NAME(WORDS) }} b"),
]
SETTINGS = [
    *("plugins: []", "plugins:\n  - nosuch", "theme: nosuch", "nav: []", "nav:\n  - 1"),
    *("nav:\n  - a: [b: [c: 1]]", "nav: {a: b}", "use_directory_urls: false"),
    *("docs_dir: data", "docs_dir: /", "site_dir: docs", "strict: maybe", "markdown_extensions: []"),
    *("markdown_extensions:\n  - nosuch", "hooks: [a.py]"),
    *("extra_css: [nosuch.css]", "extra_javascript: ['https://evil.example/x.js']", "site_url: https://["),
    *("INHERIT: a.yml", "site_name: [", "a: &a [*a]"),
    *("extra: !!python/name:os.system", "extra: !ENV X", "exclude_docs: '*'", "not_in_nav: 1", "validation: 1"),
    *("copyright: '<script>x</script>'",),
]
# fmt: on


@cache
def made_files() -> dict[str, bytes]:
    """Return a file of each kind that people put below `docs/files/` and `docs/images/`."""
    document, book, deck = docx.Document(), openpyxl.Workbook(), pptx.Presentation()
    document.add_heading("Tea", 1)
    document.add_table(2, 2).cell(0, 0).text = "Cups"
    book.active["A1"], book.active["A2"] = "Cups", "=1+1"
    deck.slides.add_slide(deck.slide_layouts[0]).shapes.title.text = "Tea"
    found = {
        f"docs/files/tea.{ending}": saved(made) for ending, made in (("docx", document), ("xlsx", book), ("pptx", deck))
    }
    with pikepdf.new() as paper:
        paper.add_blank_page()
        stream = io.BytesIO()
        paper.save(stream)
    found["docs/files/tea.pdf"] = stream.getvalue()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path, content in list(found.items()):
            archive.writestr(zipfile.ZipInfo(path), content)
        archive.writestr(zipfile.ZipInfo("a.csv"), "cup,tea\n1,2\n")
    found |= {
        "docs/files/tea.zip": packed.getvalue(),
        "docs/files/tea.csv": b"cup,tea\n1,2\n",
        "docs/files/tea.json": b"[1]",
    }
    for kind, ending in (("PNG", "png"), ("JPEG", "jpg"), ("GIF", "gif"), ("WEBP", "webp")):
        picture = io.BytesIO()
        Image.new("RGB", (8, 6), "white").save(picture, kind)
        found[f"docs/images/cup.{ending}"] = picture.getvalue()
    found["docs/images/pot.svg"] = (
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><title>Pot</title><path d="M0 0"/></svg>'
    )
    return found


def saved(made: docx.document.Document | openpyxl.Workbook | pptx.presentation.Presentation) -> bytes:
    if hasattr(made, "core_properties"):
        made.core_properties.author = made.core_properties.last_modified_by = ""
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def chosen(dice: Random, root: Path, *patterns: str) -> Path:
    """Choose a file that is there."""
    files = sorted(
        file for pattern in patterns for file in root.glob(pattern) if file.is_file() and not file.is_symlink()
    )
    return dice.choice(files or [root / "docs/index.md"])


def content_of(file: Path) -> bytes:
    return file.read_bytes() if file.is_file() else b""


def put(file: Path, content: bytes) -> None:
    if file.is_dir():
        shutil.rmtree(file)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def tree(dice: Random, root: Path) -> str:
    """Remove, rename, exchange, link or replace files and folders."""
    entries = sorted(path for name in ("data", "docs", "toolkit") for path in [root / name, *(root / name).rglob("*")])
    one, other, what = dice.choice(entries), dice.choice(entries), dice.choice(list(CHANGES))
    CHANGES[what](dice, one, other)
    return f"{what} {one.relative_to(root)} {other.relative_to(root)}"


def _exchange(_: Random, one: Path, other: Path) -> None:
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)


def _linked(dice: Random, one: Path, other: Path) -> None:
    remove(one)
    one.symlink_to(dice.choice([*TARGETS, str(other), one.name]))


def _replaced(make: Callable[[Path], object]) -> Callable[[Random, Path, Path], None]:
    def replace(_: Random, one: Path, __: Path) -> None:
        remove(one)
        make(one)

    return replace


CHANGES: dict[str, Callable[[Random, Path, Path], object]] = {
    "remove": lambda _, one, __: remove(one),
    "rename": lambda dice, one, _: one.rename(one.with_name(dice.choice(NAMES))),
    "move": lambda dice, one, other: one.rename(other / dice.choice(NAMES)),
    "exchange": _exchange,
    "copy": lambda dice, one, _: shutil.copyfile(one, one.with_name(dice.choice([*NAMES, one.name.upper()]))),
    "link": _linked,
    "folder": _replaced(Path.mkdir),
    "file": _replaced(Path.touch),
    "pipe": _replaced(os.mkfifo),
    "empty": lambda _, one, __: one.write_bytes(b""),
    "large": lambda dice, one, _: os.truncate(one, dice.choice([1_000_000, 400_000_000])),
    "bytes": lambda _, one, __: Path(os.fsdecode(os.fsencode(one.parent) + b"/\xff\xfe.md")).touch(),
}


def remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def changed_bytes(dice: Random, content: bytes) -> bytes:
    """Flip, cut, double or replace some bytes, or write the text in another encoding."""
    at = dice.randrange(len(content) + 1)
    return dice.choice(REWRITES)(dice, content, at)


def _flipped(dice: Random, content: bytes, _: int) -> bytes:
    made = bytearray(content)
    for _ in range(dice.choice([1, 1, 3, 20]) if made else 0):
        made[dice.randrange(len(made))] = dice.choice([0, 9, 10, 13, 34, 58, 60, 123, 128, 255, dice.randrange(256)])
    return bytes(made)


def _with_piece(dice: Random, content: bytes, at: int) -> bytes:
    return content[:at] + dice.choice(PIECES) * dice.choice([1, 1, 1, 2, 200]) + content[at + dice.randrange(4) :]


def _encoded(dice: Random, content: bytes, _: int) -> bytes:
    return content.decode("utf-8", "replace").encode(dice.choice(ENCODINGS), "replace")


LINE_ENDS = [b"\r\n", b"\r", b"\n\n", b"", b" \n", b"\xe2\x80\xa8"]
REWRITES: list[Callable[[Random, bytes, int], bytes]] = [
    _flipped,
    _flipped,
    _with_piece,
    _with_piece,
    _encoded,
    lambda _, content, at: content[:at],
    lambda dice, content, _: content.replace(b"\n", dice.choice(LINE_ENDS)),
    lambda _, content, at: content[at:] + content[:at],
    lambda _, content, at: content + content[at:],
]


def text_bytes(dice: Random, root: Path) -> str:
    file = chosen(dice, root, *TEXTS)
    put(file, changed_bytes(dice, content_of(file)))
    return f"bytes of {file.relative_to(root)}"


def yaml_value(dice: Random, root: Path) -> str:
    """Put another value, another key or another form in the place of one in a data file."""
    return _value(dice, chosen(dice, root, "data/*.yaml"), root)


def front_value(dice: Random, root: Path) -> str:
    """Put another value in the place of one above a text."""
    return _value(dice, chosen(dice, root, *TEXTS[1:]), root, top=True)


def _value(dice: Random, file: Path, root: Path, top: bool = False) -> str:
    lines = content_of(file).decode("utf-8", "replace").split("\n")
    last = next((n for n, line in enumerate(lines) if n and line == "---"), len(lines)) if top else len(lines)
    number, value = dice.randrange(max(last, 1)), dice.choice(VALUES)
    line = lines[number]
    head = line[: len(line) - len(line.lstrip())]
    key = line.partition(":")[0]
    lines[number] = dice.choice(
        [
            f"{key}: {value}",
            f"{key}: {value}",
            f"{key}: {value}",
            f"{head}- {value}",
            f"{head}{value}: {value}",
            f"{head}{dice.choice(PIECES).decode('utf-8', 'replace')}{line.strip()}",
            f"{line}\n{line}",
            f"{head} {line}",
            line.lstrip(),
            f"{key}:\n{head}  {value}",
            f"{key}: &a {value}\n{head}b: [*a, *a]",
            line.replace(": ", ":"),
            line.replace('"', ""),
            line.upper(),
            "",
        ]
    )
    put(file, "\n".join(lines).encode("utf-8", "surrogatepass"))
    return f"line {number + 1} of {file.relative_to(root)}: {lines[number][:60]!r}"


def _insert(dice: Random, root: Path, text: str) -> str:
    file = chosen(dice, root, *TEXTS[1:])
    lines = content_of(file).decode("utf-8", "replace").split("\n")
    number = dice.randrange(len(lines) + 1)
    lines[number:number] = dice.choice([[text], ["", text, ""], [f"    {text}"], [f"> {text}"], [f"- {text}"]])
    put(file, "\n".join(lines).encode())
    return f"line {number + 1} of {file.relative_to(root)}: {text[:60]!r}"


def markdown(dice: Random, root: Path) -> str:
    """Type something into a page, a text of the toolkit or an issue; sometimes very often, or deep within itself."""
    what = dice.randrange(6)
    if what == 0:
        return _insert(dice, root, dice.choice(REPEATED) * dice.choice([2, 20, 500, 5_000]))
    if what == 1:
        return _insert(
            dice,
            root,
            "\n".join("  " * n + dice.choice(["- a", "> a", "1. a", "* a"]) for n in range(dice.choice([5, 60, 300]))),
        )
    return _insert(
        dice,
        root,
        dice.choice(["\n", "\n\n", " ", ""]).join(dice.choice(LINES) for _ in range(dice.choice([1, 1, 2, 5]))),
    )


def macro(dice: Random, root: Path) -> str:
    """Call a macro with arguments that it does not take."""
    words = dice.choice([", ", " ", ",,"]).join(dice.choice(ARGUMENTS) for _ in range(dice.choice([0, 1, 1, 2, 5])))
    call = dice.choice(CALLS).replace("NAME", dice.choice(MACROS)).replace("WORDS", words)
    return _insert(dice, root, call)


def files(dice: Random, root: Path) -> str:
    """Add a damaged file of an office program, a picture or an archive, perhaps with the name of another kind."""
    path = dice.choice(sorted(made_files()))
    file, content = root / path, made_files()[path]
    if zipfile.is_zipfile(io.BytesIO(content)) and dice.random() < 0.7:
        content = _within(dice, content)
    else:
        content = changed_bytes(dice, content)
    if dice.random() < 0.2:
        file = file.with_suffix(
            dice.choice([".png", ".docx", ".svg", ".pdf", ".csv", ".zip", ".txt", "", ".sav", ".html"])
        )
    put(file, content)
    return f"content of {path} in {file.name}"


def _within(dice: Random, content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        unlucky = dice.choice(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            if name == unlucky:
                part = dice.choice(
                    [
                        changed_bytes(dice, part),
                        _repeated(dice, part),
                        b"",
                        b"<a/>",
                        b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
                    ]
                )
            if name != unlucky or dice.random() < 0.9:
                new.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _repeated(dice: Random, part: bytes) -> bytes:
    at = part.find(b"<", dice.randrange(len(part) + 1))
    end = part.find(b">", at) + 1
    return part[:end] + part[at:end] * dice.choice([1, 50, 5_000]) + part[end:]


def settings(dice: Random, root: Path) -> str:
    """Change the settings of the engine, or a file of the theme."""
    file = dice.choice([root / "mkdocs.yml", root / "mkdocs.yml", chosen(dice, root, "theme/**/*")])
    what = dice.choice(SETTINGS)
    if file.name == "mkdocs.yml" and dice.random() < 0.6:
        put(file, content_of(file) + f"\n{what}\n".encode())
    else:
        put(file, changed_bytes(dice, content_of(file)))
    return f"{file.relative_to(root)}: {what!r}"


ALL: tuple[Damage, ...] = (tree, text_bytes, yaml_value, front_value, markdown, macro, files)
MILD: tuple[Damage, ...] = (markdown, macro, front_value, yaml_value, settings, files, tree)


def damage(root: Path, seed: str, number: int, kinds: tuple[Damage, ...] = ALL) -> str:
    """Damage a project once to three times, as its seed and number decide."""
    dice, done = Random(f"{seed} {number}"), list[str]()
    kind = kinds[number % len(kinds)]
    while True:
        try:
            done.append(kind(dice, root))
        except (OSError, shutil.Error) as error:  # a folder was meant, or what is gone already
            done.append(f"({error})")
        if dice.random() > 0.25:
            return "; ".join(done)
        kind = dice.choice(kinds)
