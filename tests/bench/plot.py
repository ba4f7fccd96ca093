"""Line charts as SVG, with logarithmic or linear axes."""

import math
from typing import NamedTuple

WIDTH, HEIGHT = 720, 360
LEFT, RIGHT, TOP, BOTTOM = 70, 200, 40, 50
COLOURS = ("#1b6ca8", "#d1495b", "#66a182", "#edae49", "#5c4d7d", "#444444")
STYLE = "font-family='sans-serif' font-size='12' fill='#222222'"


class Axis(NamedTuple):
    """The values that are marked, the first and last of which are its ends, and its title."""

    title: str
    marks: tuple
    logarithmic: bool = False

    def position(self, value):
        """From 0 to 1."""
        scale = math.log if self.logarithmic else float
        first, last = scale(self.marks[0]), scale(self.marks[-1])
        return (scale(value) - first) / (last - first)


def logarithmic(title, values):
    """An axis with the powers of ten around the values."""
    first, last = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return Axis(title, tuple(10.0**power for power in range(first, max(last, first + 1) + 1)), True)


def linear(title, values):
    """An axis from 0 with about five marks."""
    most = max(values)
    step = 10 ** math.floor(math.log10(most))
    step = next(step * factor for factor in (0.2, 0.25, 0.5, 1, 2) if most <= step * factor * 6)
    return Axis(title, tuple(step * mark for mark in range(math.ceil(most / step) + 1)))


def text(x, y, content, anchor="middle", more=""):
    return f"<text x='{x:.0f}' y='{y:.0f}' text-anchor='{anchor}' {STYLE} {more}>{content}</text>"


def line(x1, y1, x2, y2, colour):
    return f"<line x1='{x1:.1f}' y1='{y1:.1f}' x2='{x2:.1f}' y2='{y2:.1f}' stroke='{colour}'/>"


def chart(title, across, up, series):
    """series: for each name its points, (x, y)."""

    def x(value):
        return LEFT + across.position(value) * (WIDTH - LEFT - RIGHT)

    def y(value):
        return HEIGHT - BOTTOM - up.position(value) * (HEIGHT - TOP - BOTTOM)

    parts = [
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}' "
        f"width='{WIDTH}' height='{HEIGHT}'>",
        f"<rect width='{WIDTH}' height='{HEIGHT}' fill='white'/>",
        text(WIDTH / 2, 22, title, more="font-weight='bold'"),
        text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, across.title),
        text(16, HEIGHT / 2, up.title, more=f"transform='rotate(-90 16 {HEIGHT / 2})'"),
    ]
    for mark in across.marks:
        parts.append(line(x(mark), TOP, x(mark), HEIGHT - BOTTOM, "#dddddd"))
        parts.append(text(x(mark), HEIGHT - BOTTOM + 18, f"{mark:,g}"))
    for mark in up.marks:
        parts.append(line(LEFT, y(mark), WIDTH - RIGHT, y(mark), "#dddddd"))
        parts.append(text(LEFT - 6, y(mark) + 4, f"{mark:,g}", "end"))
    for number, (name, points) in enumerate(series.items()):
        colour = COLOURS[number % len(COLOURS)]
        path = " ".join(f"{x(a):.1f},{y(b):.1f}" for a, b in points)
        parts.append(f"<polyline points='{path}' fill='none' stroke='{colour}' stroke-width='2'/>")
        parts.extend(
            f"<circle cx='{x(a):.1f}' cy='{y(b):.1f}' r='3' fill='{colour}'/>" for a, b in points
        )
        height = TOP + 12 + 20 * number
        parts.append(line(WIDTH - RIGHT + 12, height, WIDTH - RIGHT + 32, height, colour))
        parts.append(text(WIDTH - RIGHT + 38, height + 4, name, "start"))
    return "\n".join([*parts, "</svg>", ""])
