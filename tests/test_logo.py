"""A logo comes from anybody, and goes into every document: it is judged, redrawn, and kept as pixels only."""

from __future__ import annotations

import base64
import random
from collections.abc import Callable
from io import BytesIO
from zlib import crc32

import pytest
from PIL import Image, PngImagePlugin

from curriculum_commons.problems import CallError
from curriculum_commons.toolkit.brand import Logo
from curriculum_commons.toolkit.logo import read_logo

RED, BLUE = (255, 0, 0), (0, 0, 255)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 60 30">{}</svg>'
RECTANGLE = '<rect width="60" height="30" fill="#00f"/>'


def picture(size: tuple[int, int] = (60, 40), kind: str = "PNG", mode: str = "RGB", **how: object) -> bytes:
    made = BytesIO()
    Image.new(mode, size, RED if mode == "RGB" else None).save(made, kind, **how)
    return made.getvalue()


def svg(inside: str) -> bytes:
    return SVG.format(inside).encode()


def pixels(logo: Logo) -> Image.Image:
    image = Image.open(BytesIO(logo.png))
    assert (image.format, image.size) == ("PNG", (logo.width, logo.height))
    return image


def colour(logo: Logo, across: float = 0.5, down: float = 0.5) -> object:
    """The colour of a place of a logo, red, green, blue and how dense, its place given as a share of the sides."""
    return pixels(logo).convert("RGBA").getpixel((int(logo.width * across), int(logo.height * down)))


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(CallError) as caught:
        read_logo(name, content)
    return str(caught.value)


@pytest.mark.parametrize("content", [picture(), picture(kind="JPEG"), svg(RECTANGLE)], ids=["png", "jpeg", "svg"])
def test_what_a_logo_is_called_does_not_matter(content: bytes) -> None:
    assert read_logo("logo", content) == read_logo("logo.exe", content)


def test_a_picture_keeps_its_size_and_colours() -> None:
    logo = read_logo("logo.png", picture())
    assert (logo.width, logo.height) == (60, 40)
    assert colour(logo) == (*RED, 255)


def test_a_large_picture_is_made_smaller() -> None:
    assert pixels(read_logo("logo.png", picture((3000, 1000)))).size == (1200, 400)
    assert pixels(read_logo("logo.png", picture((1000, 3000)))).size == (200, 600)


def test_a_drawing_is_drawn_as_large_as_any_document_needs_it() -> None:
    logo = read_logo("logo.svg", svg('<rect width="30" height="30" fill="#00f"/>'))
    assert pixels(logo).size == (1200, 600)
    assert colour(logo, 0.25) == (*BLUE, 255)
    assert colour(logo, 0.75) == (0, 0, 0, 0)


def test_a_drawing_may_say_its_size_in_either_way() -> None:
    without = '<svg xmlns="http://www.w3.org/2000/svg" width="6cm" height="3cm"><circle cx="9" cy="9" r="9"/></svg>'
    assert pixels(read_logo("logo.svg", without.encode())).size == (1200, 600)
    both = SVG.replace("viewBox", 'width="100%" height="7" viewBox').format(RECTANGLE)
    assert read_logo("logo.svg", both.encode()) == read_logo("logo.svg", svg(RECTANGLE))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_any_kind_of_colours_is_kept_as_plain_ones(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    made = BytesIO()
    Image.new("L", (60, 40), 255).convert(mode.replace("I;16", "I")).convert(mode).save(made, kind)
    content = picture(mode="I;16", kind="PNG") if mode == "I;16" else made.getvalue()
    assert pixels(read_logo("logo", content)).mode in {"RGB", "RGBA"}


def test_grey_of_16_bits_stays_grey() -> None:
    made = BytesIO()
    Image.new("I;16", (60, 40), 128 * 256).save(made, "PNG")
    assert colour(read_logo("logo.png", made.getvalue())) == (128, 128, 128, 255)


def test_nothing_is_kept_but_what_can_be_seen() -> None:
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", "Ann Teak")
    logo = read_logo("logo.png", picture(pnginfo=told, dpi=(72, 72)))
    assert pixels(logo).info == {}
    assert logo == read_logo("logo.png", picture())
    chunks = {logo.png[place : place + 4] for place in range(len(logo.png))}
    assert not chunks & {b"tEXt", b"iTXt", b"zTXt", b"tIME", b"eXIf", b"iCCP", b"pHYs"}


def test_a_photograph_is_turned_as_its_camera_says() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert pixels(read_logo("logo.jpg", picture((60, 40), "JPEG", exif=exif))).size == (40, 60)


def test_of_many_frames_the_first_is_kept() -> None:
    made = BytesIO()
    frames = [Image.new("RGB", (60, 40), one) for one in (RED, BLUE)]
    frames[0].save(made, "PNG", save_all=True, append_images=frames[1:], duration=100)
    assert colour(read_logo("logo.png", made.getvalue())) == (*RED, 255)


@pytest.mark.parametrize("content", [picture((700, 500)), svg(RECTANGLE)], ids=["png", "svg"])
def test_the_same_logo_gives_the_same_bytes(content: bytes) -> None:
    assert read_logo("logo", content).png == read_logo("logo", content).png


def bomb() -> bytes:
    """A PNG that says it has a thousand million pixels and holds none."""
    head = b"IHDR" + (32_000).to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0"
    content = picture()
    return content[:12] + head + crc32(head).to_bytes(4, "big") + content[33:]


NESTED = "".join(
    f'<g id="g{level}">{f"""<use href="#g{level - 1}"/>""" * 10}</g>' if level else '<g id="g0"><rect/></g>'
    for level in range(10)
)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty; save the logo again"),
        (picture(kind="GIF"), "is no PNG, JPEG or SVG; save the logo as one of these"),
        (picture(kind="WEBP"), "is no PNG, JPEG or SVG; save the logo as one of these"),
        (b"<html><body>svg</body></html>", "is no PNG, JPEG or SVG; save the logo as one of these"),
        (b"<html><svg></svg></html>", "is no PNG, JPEG or SVG; save the logo as one of these"),
        (b"%PDF-1.7", "is no PNG, JPEG or SVG; save the logo as one of these"),
        (picture()[:60], "is damaged; save the logo again"),
        (b"\xff\xd8\xff", "is damaged; save the logo again"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><g>", "is damaged; save the logo again, or as PNG"),
        (picture() + bytes(2_000_000), "is larger than 2 MB; save the logo smaller"),
        (picture((31, 60)), "is 31 × 60 pixels; save the logo with at least 32 pixels a side"),
        (picture((6001, 700)), "is 6001 × 700 pixels; save the logo with at most 6000 pixels a side"),
        (bomb(), "has more than 6000 pixels a side; save the logo smaller"),
        (picture((441, 44)), "is 441 × 44, over 10 times as long as its other side; cut it to the logo"),
        (
            svg(RECTANGLE).replace(b"60 30", b"601 60"),
            "is 601 × 60, over 10 times as long as its other side; cut it to the logo",
        ),
        (picture(mode="RGBA"), "shows nothing; save the logo again as PNG"),
        (svg("<script>alert(1)</script>"), "shows nothing; save the logo again as PNG"),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            "does not say how large it is; save the logo again with a viewBox, or as PNG",
        ),
        (
            svg(RECTANGLE).replace(b"60 30", b"0 nan"),
            "does not say how large it is; save the logo again with a viewBox, or as PNG",
        ),
        (
            b'<!DOCTYPE svg [<!ENTITY a "b">]>' + svg("<text>&a;</text>"),
            "holds entities, which are not read; save the logo again as plain SVG",
        ),
        (
            ('<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + SVG.format("&a;")).encode("utf-16"),
            "holds entities, which are not read; save the logo again as plain SVG",
        ),
        (svg("<rect/>" * 5000), "has too many parts to be drawn; save the logo as PNG"),
        (
            svg("<style>rect {opacity: .5}</style>" + "<rect/>" * 500),
            "has too many parts to be drawn; save the logo as PNG",
        ),
        (
            svg('<pattern id="p" width="1e9"/><rect fill="url(#p)"/>'),
            "has shadows, filters or patterns, which are not drawn; save the logo as PNG",
        ),
        (
            svg('<filter id="f"/><rect filter="url(#f)"/>'),
            "has shadows, filters or patterns, which are not drawn; save the logo as PNG",
        ),
        (svg(NESTED), "has too many parts to be drawn; save the logo as PNG"),
        (
            svg('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'),
            "leads from one part to the next without end; save the logo as PNG",
        ),
    ],
)
def test_what_is_not_fit_is_refused_in_one_sentence(content: bytes, sentence: str) -> None:
    assert refusal("our logo", content) == f"our logo {sentence}"


def test_a_name_is_told_without_signs_that_a_terminal_follows() -> None:
    assert refusal("\x1b[2J.png", b"") == r"\x1b[2J.png is empty; save the logo again"


def data(content: bytes, kind: str = "png") -> str:
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


VECTOR = data(svg("<rect width='9' height='9'/>"), "svg+xml")


@pytest.mark.parametrize(
    "outside",
    [
        "<script>alert(1)</script>",
        '<script href="https://tea.example/a.js"/>',
        '<foreignObject width="60" height="30"><body xmlns="http://www.w3.org/1999/xhtml">x</body></foreignObject>',
        '<image href="https://tea.example/a.png" width="60" height="30"/>',
        '<image xlink:href="file:///etc/passwd" width="60" height="30"/>',
        '<image href="/etc/passwd" width="60" height="30"/>',
        '<image href="secret.png" width="60" height="30"/>',
        f'<image href="{VECTOR}" width="60" height="30"/>',
        f'<image href="{data(bomb())}" width="60" height="30"/>',
        '<use href="https://tea.example/a.svg#x"/>',
        '<rect width="60" height="30" fill="url(https://tea.example/a.svg#x)"/>',
        '<rect width="60" height="30" style="fill: url( &quot;file:///etc/passwd#x&quot;)"/>',
        r'<rect width="60" height="30" style="fill: u\72l(https://tea.example/a)" fill="none"/>',
        '<animate href="#x" attributeName="fill" values="red"/>',
        "<metadata>Ann Teak</metadata>",
    ],
)
def test_what_runs_or_lies_outside_is_taken_out_of_a_drawing(
    outside: str, drawn: Callable[[str], tuple[Logo, str]]
) -> None:
    logo, kept = drawn(RECTANGLE + outside)
    assert colour(logo) == (*BLUE, 255)
    for word in ("script", "foreignObject", "tea.example", "passwd", "secret", "base64", "animate", "Ann", "alert"):
        assert word not in kept


def test_what_begins_at_an_event_is_taken_out_of_a_drawing(drawn: Callable[[str], tuple[Logo, str]]) -> None:
    assert "alert" not in drawn('<rect width="60" height="30" fill="#00f" onload="alert(1)"/>')[1]


def test_a_style_keeps_what_is_inside_only(drawn: Callable[[str], tuple[Logo, str]]) -> None:
    style = """<style>@import url("https://tea.example/a.css"); /* url(x */
        @import "https://tea.example/b.css"; @font-face {src: url(//tea.example/f)}
        .a {fill: url(#g)} .b {background: URL('file:///etc/passwd')}</style>"""
    inside = '<linearGradient id="g"><stop stop-color="#00f"/></linearGradient><rect class="a" width="60" height="30"/>'
    logo, kept = drawn(style + inside)
    assert colour(logo) == (*BLUE, 255)
    assert "url(#g)" in kept
    assert "tea.example" not in kept
    assert "passwd" not in kept


def test_a_small_picture_within_a_drawing_stays() -> None:
    inside = f'<image href="{data(picture())}" width="60" height="40"/>'
    assert colour(read_logo("logo.svg", svg(inside))) == (*RED, 255)


def test_parts_that_are_shown_again_stay() -> None:
    inside = (
        '<defs><rect id="r" width="10" height="30" fill="#00f"/></defs><use href="#r"/><use xlink:href="#r" x="50"/>'
    )
    logo = read_logo("logo.svg", svg(inside))
    assert [colour(logo, place) for place in (0.05, 0.5, 0.95)] == [(*BLUE, 255), (0, 0, 0, 0), (*BLUE, 255)]


def test_a_drawing_may_say_what_kind_of_file_it_is() -> None:
    kind = '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://tea.example/svg11.dtd">'
    assert read_logo("logo.svg", kind.encode() + svg(RECTANGLE)) == read_logo("logo.svg", svg(RECTANGLE))


@pytest.fixture
def drawn() -> Callable[[str], tuple[Logo, str]]:
    """The logo that an SVG of these parts becomes, and the SVG that is left once it was cleaned."""
    from curriculum_commons.toolkit.svg import cleaned

    return lambda inside: (read_logo("logo.svg", svg(inside)), cleaned(svg(inside))[0].decode())


@pytest.mark.parametrize(
    "content",
    [picture((90, 60)), picture((90, 60), "JPEG"), svg(RECTANGLE)],
    ids=["png", "jpeg", "svg"],
)
def test_damage_is_told_in_one_sentence(content: bytes) -> None:
    dice = random.Random(1)
    for _ in range(200):
        damaged = bytearray(content[: dice.randrange(len(content)) if dice.random() < 0.3 else None])
        for _ in range(dice.randrange(1, 5)):
            if damaged:
                damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        said = outcome(bytes(damaged))
        assert said.startswith("logo ")
        assert "\n" not in said


def outcome(content: bytes) -> str:
    try:
        pixels(read_logo("logo", content)).load()
    except CallError as error:
        return str(error)
    return "logo is fit"
