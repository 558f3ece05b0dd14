"""A logo comes from anybody and goes into every document: it is checked and kept as pixels only."""

from __future__ import annotations

import random
from io import BytesIO
from zlib import crc32

import pytest
from PIL import Image, PngImagePlugin

from curriculum_commons.documents.brand import read_logo
from curriculum_commons.model.build_context import Logo
from curriculum_commons.model.problems import CallError

RED, BLUE = (255, 0, 0), (0, 0, 255)


def picture(size: tuple[int, int] = (60, 40), kind: str = "PNG", mode: str = "RGB", **how: object) -> bytes:
    made = BytesIO()
    Image.new(mode, size, RED if mode == "RGB" else None).save(made, kind, **how)
    return made.getvalue()


def pixels(logo: Logo) -> Image.Image:
    image = Image.open(BytesIO(logo.png))
    assert (image.format, image.size) == ("PNG", (logo.width, logo.height))
    return image


def color(logo: Logo) -> object:
    """The color of the center of a logo: red, green, blue and opacity."""
    return pixels(logo).convert("RGBA").getpixel((logo.width // 2, logo.height // 2))


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(CallError) as caught:
        read_logo(name, content)
    return str(caught.value)


@pytest.mark.parametrize("content", [picture(), picture(kind="JPEG")], ids=["png", "jpeg"])
def test_the_name_of_the_file_does_not_matter(content: bytes) -> None:
    assert read_logo("logo", content) == read_logo("logo.exe", content)


def test_a_picture_keeps_its_size_and_colors() -> None:
    logo = read_logo("logo.png", picture())
    assert (logo.width, logo.height) == (60, 40)
    assert color(logo) == (*RED, 255)


@pytest.mark.slow
def test_a_large_picture_is_made_smaller() -> None:
    assert pixels(read_logo("logo.png", picture((3000, 1000)))).size == (1200, 400)
    assert pixels(read_logo("logo.png", picture((1000, 3000)))).size == (200, 600)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_any_kind_of_colors_is_kept_as_plain_ones(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    made = BytesIO()
    Image.new("L", (60, 40), 255).convert(mode.replace("I;16", "I")).convert(mode).save(made, kind)
    content = picture(mode="I;16", kind="PNG") if mode == "I;16" else made.getvalue()
    assert pixels(read_logo("logo", content)).mode in {"RGB", "RGBA"}


def test_grey_of_16_bits_stays_grey() -> None:
    made = BytesIO()
    Image.new("I;16", (60, 40), 128 * 256).save(made, "PNG")
    assert color(read_logo("logo.png", made.getvalue())) == (128, 128, 128, 255)


def test_metadata_of_a_picture_is_left_out() -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "Ann Teak")
    logo = read_logo("logo.png", picture(pnginfo=info, dpi=(72, 72)))
    assert pixels(logo).info == {}
    assert logo == read_logo("logo.png", picture())
    chunks = {logo.png[place : place + 4] for place in range(len(logo.png))}
    assert not chunks & {b"tEXt", b"iTXt", b"zTXt", b"tIME", b"eXIf", b"iCCP", b"pHYs"}


def test_a_photograph_is_turned_as_its_camera_recorded() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert pixels(read_logo("logo.jpg", picture((60, 40), "JPEG", exif=exif))).size == (40, 60)


def test_of_many_frames_the_first_is_kept() -> None:
    made = BytesIO()
    frames = [Image.new("RGB", (60, 40), one) for one in (RED, BLUE)]
    frames[0].save(made, "PNG", save_all=True, append_images=frames[1:], duration=100)
    assert color(read_logo("logo.png", made.getvalue())) == (*RED, 255)


def test_the_same_logo_gives_the_same_bytes() -> None:
    content = picture((700, 500))
    assert read_logo("logo", content).png == read_logo("logo", content).png


def bomb() -> bytes:
    """A PNG that claims a thousand million pixels and holds none."""
    head = b"IHDR" + (32_000).to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0"
    content = picture()
    return content[:12] + head + crc32(head).to_bytes(4, "big") + content[33:]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty; save the logo again"),
        (picture(kind="GIF"), "is not a PNG or JPEG; save the logo as one of these"),
        (picture(kind="WEBP"), "is not a PNG or JPEG; save the logo as one of these"),
        (b"<html><body>svg</body></html>", "is not a PNG or JPEG; save the logo as one of these"),
        (b"<html><svg></svg></html>", "is not a PNG or JPEG; save the logo as one of these"),
        (b"%PDF-1.7", "is not a PNG or JPEG; save the logo as one of these"),
        (picture()[:60], "is damaged; save the logo again"),
        (b"\xff\xd8\xff", "is damaged; save the logo again"),
        (picture() + bytes(2_000_000), "is larger than 2 MB; save the logo smaller"),
        (picture((31, 60)), "is 31 × 60 pixels; save the logo with at least 32 pixels a side"),
        (picture((6001, 700)), "is 6001 × 700 pixels; save the logo with at most 6000 pixels a side"),
        (bomb(), "has more than 6000 pixels a side; save the logo smaller"),
        (picture((441, 44)), "is 441 × 44, over 10 times as long as its other side; cut it to the logo"),
        (picture(mode="RGBA"), "shows nothing; save the logo again as PNG"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "is an SVG; save it as PNG, at least 1200 pixels wide"),
        (b'\xef\xbb\xbf\n<?xml version="1.0"?><svg:svg/>', "is an SVG; save it as PNG, at least 1200 pixels wide"),
    ],
)
def test_an_unfit_logo_is_refused_in_one_sentence(content: bytes, message: str) -> None:
    assert refusal("our logo", content) == f"our logo {message}"


def test_a_file_name_is_shown_without_control_characters() -> None:
    assert refusal("\x1b[2J.png", b"") == r"\x1b[2J.png is empty; save the logo again"


@pytest.mark.parametrize(
    "content",
    [picture((90, 60)), picture((90, 60), "JPEG")],
    ids=["png", "jpeg"],
)
def test_damage_is_reported_in_one_sentence(content: bytes) -> None:
    dice = random.Random(1)
    for _ in range(200):
        damaged = bytearray(content[: dice.randrange(len(content)) if dice.random() < 0.3 else None])
        for _ in range(dice.randrange(1, 5)):
            if damaged:
                damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        message = outcome(bytes(damaged))
        assert message.startswith("logo ")
        assert "\n" not in message


def outcome(content: bytes) -> str:
    try:
        pixels(read_logo("logo", content)).load()
    except CallError as error:
        return str(error)
    return "logo is fit"
