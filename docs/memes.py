"""Ten memes, drawn; how well and at what cost they are read; and the picture of docs/images.md.

`python docs/memes.py FOLDER` draws them into FOLDER and prints the table: letters misread, processor seconds (extra
`ocr`; a `tesseract` that is on the path is measured beside it). `python docs/memes.py --picture docs/meme.png` draws
the picture. `MEME_FONT` names an Impact-like font, such as Anton; without it they are set in DejaVu Sans Bold.
"""

from __future__ import annotations

import asyncio
import os
import random
import resource
import shutil
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFilter, ImageFont
from rapidfuzz.distance import Levenshtein

from adapters.terminal import FilePicture, render, to_message
from bot.images.reader import PictureReader
from bot.images.workshop import Workshop
from bot.locales import localizer
from bot.model import ConversationKind
from bot.reply import compose
from bot.settings import read_settings
from bot.startup import open_checker

FONTS = Path("/usr/share/fonts/truetype")
SANS, BOLD = FONTS / "dejavu/DejaVuSans.ttf", FONTS / "dejavu/DejaVuSans-Bold.ttf"
SERIF, NOTO = FONTS / "dejavu/DejaVuSerif-Bold.ttf", FONTS / "noto/NotoSans-Regular.ttf"
HEAVY = Path(os.environ.get("MEME_FONT", str(BOLD)))

POPPIES = ("SHOPS HAVE BANNED POPPIES", "IN CASE THEY OFFEND SOMEONE", "SHARE IF YOU WILL WEAR", "YOURS WITH PRIDE")


def scene(width: int, height: int, seed: int) -> Image.Image:
    """Return a busy background without a word in it."""
    blots = random.Random(seed)  # noqa: S311 - not a secret
    image = Image.new("RGB", (width, height), (90, 120, 140))
    draw = ImageDraw.Draw(image)
    for _ in range(260):
        x, y, size = blots.randrange(width), blots.randrange(height), blots.randrange(10, 120)
        box = (x, y, x + size, y + size * blots.uniform(0.3, 1.5))
        shape: Any = draw.ellipse if blots.random() < 0.5 else draw.rectangle
        shape(box, fill=tuple(blots.randrange(256) for _ in range(3)))
    return image.filter(ImageFilter.GaussianBlur(2))


def written(image: Image.Image, lines: tuple[str, ...], font: Path, size: int, top: int, **how: Any) -> Image.Image:  # noqa: ANN401 - Pillow's own
    """Write centred lines into a picture."""
    draw = ImageDraw.Draw(image)
    face = ImageFont.truetype(str(font), size)
    for number, line in enumerate(lines):
        left = (image.width - draw.textlength(line, font=face)) / 2
        draw.text((left, top + number * size * 1.28), line, font=face, **how)
    return image


def paper(
    lines: tuple[str, ...], font: Path, size: int, colours: tuple[str, str], area: tuple[int, int]
) -> Image.Image:
    """Return words on plain paper; colours are those of paper and ink."""
    return written(Image.new("RGB", area, colours[0]), lines, font, size, area[1] // 12, fill=colours[1])


def outlined(above: tuple[str, ...], below: tuple[str, ...], seed: int) -> Image.Image:
    """Return white capitals with a black rim over a busy scene, above and below."""
    how: dict[str, Any] = {"fill": "white", "stroke_width": 4, "stroke_fill": "black"}
    image = written(scene(720, 640, seed), above, HEAVY, 54 if HEAVY != BOLD else 38, 16, **how)
    return written(image, below, HEAVY, 54 if HEAVY != BOLD else 38, 620 - 70 * len(below), **how)


def memes() -> dict[str, tuple[Image.Image, str]]:
    """Return each meme with the words in it."""
    pride = (
        "Shops have banned poppies",
        "this year because they",
        "offend people. Share if you",
        "will wear yours with pride",
    )
    spanish = (
        "Las tiendas han prohibido",
        "las amapolas británicas",
        "porque ofenden. ¡Compártelo",
        "antes de que lo borren!",
    )
    cloud = (
        "NUBE RADIACTIVA VIENE HACIA",
        "ESPAÑA ESTA NOCHE: CERRAR",
        "LAS VENTANAS Y TOMAR",
        "PASTILLAS DE YODO YA",
    )
    lemon = (
        "Drinking hot lemon water",
        "every morning kills cancer",
        "cells, doctors are not",
        "allowed to tell you",
    )
    iodine = ("A RADIOACTIVE CLOUD IS", "HEADING FOR EUROPE", "TAKE IODINE TONIGHT")
    notice = (
        "From tomorrow Facebook can",
        "use your photos. Copy this",
        "and paste it: I do not give",
        "Facebook permission to use",
        "my pictures or messages.",
    )
    bank = (
        "Forwarded as received: the bank",
        "will close accounts, see",
        "www.gossip.example/news and",
        "tell everyone before Monday",
    )
    masts = ("5G masts were switched off", "in Brussels after birds died", "Why does nobody report it")
    coin = (
        "Your car can be stolen with",
        "a coin in the door handle.",
        "Police warn all drivers to",
        "check the passenger side",
    )
    wide = (720, 480)
    turned: dict[str, Any] = {"expand": True, "resample": Image.Resampling.BICUBIC}
    caption = scene(900, 600, 9)
    ImageDraw.Draw(caption).rectangle((30, 340, 870, 590), fill="white")
    drawn = {
        "sans": (paper(pride, SANS, 40, ("white", "black"), wide), pride),
        "outlined capitals": (outlined(POPPIES[:2], POPPIES[2:], 1), POPPIES),
        "Spanish, serif": (paper(spanish, SERIF, 38, ("#f4e9c8", "black"), wide), spanish),
        "Spanish, outlined": (outlined(cloud[:2], cloud[2:], 3), cloud),
        "turned by 3 degrees": (
            paper(lemon, NOTO, 42, ("#fffbe8", "black"), wide).rotate(3, fillcolor="#fffbe8", **turned),
            lemon,
        ),
        "outlined, turned": (outlined(iodine[:2], iodine[2:], 5).rotate(-3, fillcolor="black", **turned), iodine),
        "white on blue": (paper(notice, BOLD, 36, ("#1b3a8c", "white"), wide), notice),
        "small (420 by 200)": (paper(bank, SANS, 20, ("#e7ffdb", "black"), (420, 200)), bank),
        "yellow on black": (paper(masts, BOLD, 40, ("#222222", "#f2d21b"), wide), masts),
        "caption under a photo": (written(caption, coin, NOTO, 40, 350, fill="black"), coin),
    }
    return {name: (image, " ".join(lines)) for name, (image, lines) in drawn.items()}


def right(read: str, truth: str) -> str:
    """Return how many letters are wrong, blanks and capitals aside."""
    one, other = ("".join(text.split()).casefold() for text in (read, truth))
    return f"{Levenshtein.distance(one, other):3d} of {len(other):3d}"


async def measure(folder: Path) -> None:
    """Draw, read and print."""
    truths = {}
    for number, (name, (image, truth)) in enumerate(memes().items(), 1):
        path = folder / f"{number}.jpg"
        image.convert("RGB").save(path, quality=80)
        truths[path] = (name, truth)
    async with Workshop() as workshop:
        began = time.perf_counter()
        workshop.warm_up()
        reader = PictureReader(workshop)
        await reader.read([next(iter(truths)).read_bytes()], 120)
        print(f"first picture after {time.perf_counter() - began:.1f} s, loading included")
        for path, (name, truth) in truths.items():
            before = processor_seconds(workshop)
            (said,) = await reader.read([path.read_bytes()], 120)
            seconds = processor_seconds(workshop) - before
            print(f"{name:24} {right(said.words, truth)}  {seconds:.2f} s   {tesseract(path, truth)}")
        print(status(workshop))


def processor_seconds(workshop: Workshop) -> float:
    """Return what the worker has used so far, on all cores."""
    fields = Path(f"/proc/{process_of(workshop)}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def status(workshop: Workshop) -> str:
    """Return the worker's memory, at its highest and now."""
    lines = Path(f"/proc/{process_of(workshop)}/status").read_text().splitlines()
    return "; ".join(line for line in lines if line.startswith(("VmHWM", "VmRSS")))


def process_of(workshop: Workshop) -> int:
    """Return the worker's number."""
    return workshop._process.pid if workshop._process else 0


def tesseract(path: Path, truth: str) -> str:
    """Return the same of tesseract."""
    program = shutil.which("tesseract")
    if program is None:
        return ""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [program, str(path), "-", "-l", "eng+spa"]
    one_core = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    done = subprocess.run(command, capture_output=True, check=False, env=one_core)  # noqa: S603 - a picture of ours
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return f"{right(done.stdout.decode(), truth)}  {seconds:.2f} s"


async def picture(target: Path) -> None:
    """Draw the poppies' meme and the answer to it side by side."""
    meme = outlined(POPPIES[:2], POPPIES[2:], 1)
    file = target.with_suffix(".jpg")
    meme.save(file, quality=85)
    sentences = localizer("en")
    async with open_checker(read_settings({"MOP_READ_IMAGES": "on"}), pictures="now") as checker:
        report = await checker.check(to_message("", ConversationKind.DIRECT, pictures=[FilePicture(file)]))
    file.unlink()
    first, *rest = render(compose(report, sentences), sentences).split("\n")
    sheet = Image.new("RGB", (1000, 360), "#17212b")
    sheet.paste(meme.resize((360, 320)), (20, 20))
    draw = ImageDraw.Draw(sheet)
    y = 24
    for text, font, colour in ((first, BOLD, "#ffb4a8"), *((line, SANS, "#e6e6e6") for line in rest)):
        for line in textwrap.wrap(text, 70, subsequent_indent="  "):
            draw.text((400, y), line, font=ImageFont.truetype(str(font), 15), fill=colour)
            y += 22
        y += 6
    sheet.quantize(64, dither=Image.Dither.NONE).save(target, optimize=True)


if __name__ == "__main__":
    if sys.argv[1] == "--picture":
        asyncio.run(picture(Path(sys.argv[2])))
    else:
        Path(sys.argv[1]).mkdir(exist_ok=True)
        asyncio.run(measure(Path(sys.argv[1])))
