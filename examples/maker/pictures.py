"""The sample's diagrams, drawn: steps one after the other, a line of years, bars, a question."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

__all__ = ["draw"]

_WIDTH = 1400
_DARK, _BLUE, _PALE, _GREEN = "#1F3B57", "#2E75B6", "#DEEAF6", "#6A8F3C"
_FONT = "LiberationSans-Regular.ttf"
_BOLD = "LiberationSans-Bold.ttf"


def draw(kind: str, steps: Sequence[str]) -> tuple[bytes, float]:
    """A PNG of these steps and its height as a share of its width."""
    picture = {"chain": _chain, "timeline": _timeline, "bars": _bars, "question": _question}[kind](
        steps
    )
    file = io.BytesIO()
    picture.quantize(24).save(file, "PNG", optimize=True)
    return file.getvalue(), picture.height / picture.width


def _font(size: int, name: str = _FONT) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(name, size)


def _canvas(height: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    picture = Image.new("RGB", (_WIDTH, height), "white")
    return picture, ImageDraw.Draw(picture)


def _wrapped(words: str, width: int, font: ImageFont.FreeTypeFont) -> str:
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        lines[-1:] = [longer] if font.getlength(longer) <= width else [lines[-1], word]
    return "\n".join(line for line in lines if line)


def _boxed(
    on: ImageDraw.ImageDraw, place: tuple[int, int, int, int], words: str, fill: str = _PALE
) -> None:
    font = _font(30)
    left, top, right, bottom = place
    on.rounded_rectangle(place, 14, fill=fill, outline=_BLUE, width=3)
    text = _wrapped(words, right - left - 28, font)
    middle = ((left + right) / 2, (top + bottom) / 2)
    on.multiline_text(
        middle,
        text,
        font=font,
        fill="white" if fill in {_BLUE, _GREEN} else _DARK,
        anchor="mm",
        align="center",
        spacing=7,
    )


def _arrow(on: ImageDraw.ImageDraw, start: tuple[int, int], end: tuple[int, int]) -> None:
    on.line([start, end], fill=_DARK, width=5)
    (x, y), size = end, 14
    across = abs(end[0] - start[0]) > abs(end[1] - start[1])
    back = (1 if end[0] < start[0] else -1) if across else (1 if end[1] < start[1] else -1)
    tips = (
        [(x + back * size, y - size), (x + back * size, y + size)]
        if across
        else [(x - size, y + back * size), (x + size, y + back * size)]
    )
    on.polygon([end, *tips], fill=_DARK)


def _chain(steps: Sequence[str]) -> Image.Image:
    """Boxes from left to right, four in a row, the next row below."""
    each, wide, high, gap = 4, 294, 210, 70
    rows = -(-len(steps) // each)
    picture, on = _canvas(rows * (high + gap) - gap + 20)
    for number, words in enumerate(steps):
        row, column = divmod(number, each)
        left, top = 5 + column * (wide + gap), 10 + row * (high + gap)
        if column:
            _arrow(on, (left - gap, top + high // 2), (left - 4, top + high // 2))
        elif row:
            above = 5 + (each - 1) * (wide + gap) + wide // 2
            middle = top - gap // 2
            on.line([(above, top - gap), (above, middle)], fill=_DARK, width=5)
            on.line([(above, middle), (left + wide // 2, middle)], fill=_DARK, width=5)
            _arrow(on, (left + wide // 2, middle), (left + wide // 2, top - 2))
        last = number == len(steps) - 1
        fill = _GREEN if last else _PALE
        _boxed(on, (left, top, left + wide, top + high), f"{number + 1}. {words}", fill)
    return picture


def _timeline(steps: Sequence[str]) -> Image.Image:
    """Years on a line; words above and below in turn. A step is "1989 = words"."""
    picture, on = _canvas(540)
    on.line([(20, 270), (_WIDTH - 20, 270)], fill=_BLUE, width=8)
    wide = (_WIDTH - 40) // len(steps)
    font = _font(29)
    for number, step in enumerate(steps):
        year, _, words = (part.strip() for part in step.partition("="))
        x = 20 + wide * number + wide // 2
        on.ellipse((x - 15, 255, x + 15, 285), fill=_GREEN, outline="white", width=3)
        above = number % 2 == 0
        on.line([(x, 255), (x, 210)] if above else [(x, 285), (x, 330)], fill=_DARK, width=3)
        # The first and the last have less room than the others: the picture ends beside them.
        room = min(round(wide * 1.75), 2 * (x - 5), 2 * (_WIDTH - 5 - x))
        text = f"{year}\n{_wrapped(words, room, font)}"
        on.multiline_text(
            (x, 200 if above else 340),
            text,
            font=font,
            fill=_DARK,
            anchor="md" if above else "ma",
            align="center",
            spacing=6,
        )
    return picture


def _bars(steps: Sequence[str]) -> Image.Image:
    """Bars from left to right. A step is "words = number", with any sign after the number."""
    high = 62
    picture, on = _canvas(len(steps) * (high + 16) + 20)
    pairs = [tuple(part.strip() for part in step.partition("=")[::2]) for step in steps]
    numbers = [float("".join(s for s in value if s in "0123456789.")) for _, value in pairs]
    for number, (label, value) in enumerate(pairs):
        top = 10 + number * (high + 16)
        length = round(780 * numbers[number] / max(numbers)) or 4
        on.text((430, top + high // 2), label, font=_font(30), fill=_DARK, anchor="rm")
        on.rectangle((450, top, 450 + length, top + high), fill=_BLUE)
        at = (465 + length, top + high // 2)
        on.text(at, value, font=_font(27, _BOLD), fill=_DARK, anchor="lm")
    return picture


def _question(steps: Sequence[str]) -> Image.Image:
    """Questions below each other; "question ? what to do if not". The last step is the good end."""
    high, gap = 120, 56
    picture, on = _canvas(len(steps) * (high + gap) - gap + 20)
    for number, step in enumerate(steps):
        ask, _, otherwise = (part.strip() for part in step.partition("?"))
        top = 10 + number * (high + gap)
        middle = top + high // 2
        last = number == len(steps) - 1
        _boxed(
            on, (20, top, 720, top + high), ask if last else ask + "?", _GREEN if last else _PALE
        )
        if not last:
            _arrow(on, (370, top + high), (370, top + high + gap - 2))
            on.text(
                (390, top + high + gap // 2), "yes", font=_font(24, _BOLD), fill=_DARK, anchor="lm"
            )
            _arrow(on, (720, middle), (836, middle))
            on.text((775, middle - 22), "no", font=_font(24, _BOLD), fill=_DARK, anchor="mm")
            _boxed(on, (840, top, _WIDTH - 20, top + high), otherwise, "#FBE9D9")
    return picture
