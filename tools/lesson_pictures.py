"""Draws the pictures of the lessons into static/img/lessons: one for each card, without words."""

from __future__ import annotations

from pathlib import Path

OUT = Path(__file__).parent.parent / "static" / "img" / "lessons"
INDIGO, CLOTH, PAPER, RED, GREEN, GREY, LEAF = (
    "#1b2559", "#efe6d2", "#fffdf6", "#c8371b", "#1d6b45", "#a59c86", "#6f9a4b",
)  # fmt: skip


def box(x: float, y: float, w: float, h: float, fill: str = PAPER, **more: object) -> str:
    extra = "".join(f' {name.replace("_", "-")}="{it}"' for name, it in more.items())
    return f'<rect x="{x}" y="{y}" width="{w}" height="{h}" fill="{fill}"{extra}/>'


def ball(x: float, y: float, r: float, fill: str) -> str:
    return f'<circle cx="{x}" cy="{y}" r="{r}" fill="{fill}"/>'


def line(path: str, colour: str = INDIGO, wide: float = 4, fill: str = "none") -> str:
    return (
        f'<path d="{path}" fill="{fill}" stroke="{colour}" stroke-width="{wide}" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
    )


def sign(x: float, y: float, text: str, size: int = 20, fill: str = INDIGO) -> str:
    return (
        f'<text x="{x}" y="{y}" font-family="sans-serif" font-weight="700" font-size="{size}" '
        f'fill="{fill}" text-anchor="middle">{text}</text>'
    )


def phone(*inside: str) -> str:
    """Its screen is from 118 to 242 and from 24 to 216."""
    case = box(108, 8, 144, 224, INDIGO, rx=14) + box(118, 24, 124, 192, PAPER)
    return case + "".join(inside)


def words(x: float, y: float, *longs: int) -> str:
    return "".join(box(x, y + 12 * nth, it, 6, GREY) for nth, it in enumerate(longs))


def button(y: float, fill: str = RED, mark: str = "") -> str:
    tick = (
        line(f"M170 {y + 13} l7 7 l13 -14", PAPER, 4)
        if not mark
        else sign(180, y + 20, mark, 16, PAPER)
    )
    return box(128, y, 104, 26, fill, rx=3) + tick


def ring(x: float, y: float, w: float, h: float) -> str:
    return box(x, y, w, h, "none", stroke=RED, stroke_width=5, rx=10)


def finger(x: float, y: float) -> str:
    return line(f"M{x} {y} l14 34 l8 -12 l14 -4 z", INDIGO, 3, "#f3c9a0")


def cross() -> str:
    return line("M70 30 L290 210 M290 30 L70 210", RED, 10)


def fruit(x: float, y: float, r: float) -> str:
    bumps = "".join(
        ball(x + r * 0.5 * a, y + r * 0.5 * b, r * 0.22, "#b9d27e")
        for a in (-1, 0, 1)
        for b in (-1, 0, 1)
    )
    return ball(x, y, r, LEAF) + bumps + line(f"M{x} {y - r} q4 -10 12 -12", "#5b4630", 4)


def basket(x: float, y: float, many: int) -> str:
    heap = "".join(
        fruit(x - 30 + 20 * (nth % 4), y - 6 - 16 * (nth // 4), 11) for nth in range(many)
    )
    return heap + line(f"M{x - 48} {y} h96 l-12 44 h-72 z", "#7a5a34", 4, "#c79a5b")


def scale(x: float, shown: str, colour: str = INDIGO) -> str:
    return (
        box(x - 52, 150, 104, 60, INDIGO, rx=6)
        + box(x - 40, 164, 80, 30, PAPER)
        + sign(x, 187, shown, 20, colour)
        + box(x - 62, 140, 124, 8, GREY)
    )


def hen(x: float, y: float) -> str:
    body = line(
        f"M{x - 34} {y} q0 34 36 34 q34 0 36 -40 l8 -20 "
        "q-18 -2 -22 14 q-10 16 -30 4 q-14 -16 -28 -6 z",
        "#6d3b1d",
        3,
        "#b4622d",
    )
    return (
        body
        + ball(x + 36, y - 20, 3, PAPER)
        + line(f"M{x + 34} {y - 32} l4 -8 l4 8 l4 -7", RED, 4)
        + line(f"M{x - 4} {y + 34} v14 M{x + 10} {y + 34} v14", "#d99a2b", 4)
    )


def clock(x: float, y: float) -> str:
    return (
        ball(x, y, 34, PAPER)
        + line(f"M{x} {y} v-22 M{x} {y} l16 10")
        + line(f"M{x - 34} {y} a34 34 0 1 0 68 0 a34 34 0 1 0 -68 0")
    )


def person(x: float, y: float, coat: str = INDIGO, size: float = 1) -> str:
    s = size
    return ball(x, y, 18 * s, "#f3c9a0") + line(
        f"M{x - 30 * s} {y + 70 * s} q0 -48 {30 * s} -48 q{30 * s} 0 {30 * s} 48 z", coat, 2, coat
    )


def bubble(x: float, y: float, w: float, h: float, text: str, fill: str = PAPER) -> str:
    return box(x, y, w, h, fill, rx=10, stroke=INDIGO, stroke_width=3) + sign(
        x + w / 2, y + h / 2 + 8, text, 22
    )


def code(x: float, y: float, size: int = 9, shift: int = 0) -> str:
    dots = "".join(
        box(x + size * a, y + size * b, size, size, INDIGO)
        for a in range(7)
        for b in range(7)
        if (a * 5 + b * 3 + a * b + shift) % 3 == 0
    )
    eyes = "".join(
        box(x + size * a, y + size * b, size * 2, size * 2, INDIGO)
        for a, b in ((0, 0), (5, 0), (0, 5))
    )
    return box(x - 6, y - 6, size * 7 + 12, size * 7 + 12, PAPER) + dots + eyes


def pattern(x: float, y: float, w: int, fill: str = RED) -> str:
    return "".join(
        line(f"M{x + nth} {y} l8 -8 l8 8 l-8 8 z", fill, 2, fill) for nth in range(0, w, 18)
    )


def house(x: float, y: float, *, shut: bool = False) -> str:
    door = line(f"M{x - 16} {y + 60} v-36 h32 v36", INDIGO, 3, GREY if shut else "#f2c35b")
    bar = line(f"M{x - 16} {y + 30} l32 24 M{x + 16} {y + 30} l-32 24", RED, 4) if shut else ""
    return (
        line(f"M{x - 62} {y} L{x} {y - 44} L{x + 62} {y} z", INDIGO, 3, "#7a5a34")
        + box(x - 50, y, 100, 60, "#d8b98a")
        + door
        + bar
    )


def grid(x: float, y: float, on: tuple[int, ...]) -> str:
    return "".join(
        box(x + 16 * nth, y, 13, 20, GREEN if nth in on else GREY, rx=2) for nth in range(7)
    )


def camera(x: float, y: float) -> str:
    return (
        box(x - 30, y - 18, 60, 40, INDIGO, rx=6)
        + ball(x, y + 2, 13, PAPER)
        + ball(x, y + 2, 7, INDIGO)
        + box(x - 12, y - 26, 24, 10, INDIGO)
    )


def card(x: float, y: float) -> str:
    return (
        box(x, y, 110, 70, PAPER, rx=6, stroke=INDIGO, stroke_width=3)
        + person(x + 28, y + 26, GREY, 0.6)
        + words(x + 54, y + 20, 44, 36, 40)
    )


PICTURES = {
    "new-order": phone(
        fruit(146, 66, 16),
        words(170, 54, 60, 44),
        words(128, 96, 100, 70),
        button(134),
        ring(122, 128, 116, 38),
        box(128, 176, 104, 24, PAPER, stroke=INDIGO, stroke_width=2),
    )
    + finger(214, 154),
    "no-goods-left": phone(
        basket(180, 84, 0),
        words(128, 142, 100, 60),
        button(176, INDIGO, "0"),
        ring(122, 170, 116, 38),
    )
    + finger(214, 194),
    "answer-by-digit": box(108, 8, 144, 224, INDIGO, rx=18)
    + box(120, 22, 120, 86, PAPER)
    + words(128, 34, 90, 70)
    + bubble(190, 66, 44, 34, "1", "#d7ecd9")
    + "".join(
        box(126 + 38 * (nth % 3), 122 + 34 * (nth // 3), 32, 26, CLOTH, rx=5)
        + sign(142 + 38 * (nth % 3), 141 + 34 * (nth // 3), str(nth + 1), 18)
        for nth in range(9)
    )
    + ring(122, 118, 40, 34),
    "not-answered": phone(words(128, 40, 100, 70), button(70)).replace(RED, GREY)
    + clock(50, 70)
    + person(300, 66, GREEN, 0.8)
    + person(322, 160, RED, 0.8)
    + line("M84 70 q20 -20 22 0 M254 76 h22 M262 130 q20 20 30 24", INDIGO, 4),
    "prices-list": phone(
        *(
            fruit(138, 50 + 46 * nth, 12)
            + words(158, 42 + 46 * nth, 70, 40)
            + line(f"M122 {74 + 46 * nth} h116", GREY, 2)
            for nth in range(4)
        ),
        ring(120, 76, 120, 42),
    )
    + finger(210, 100),
    "prices-open": phone(
        fruit(140, 50, 14),
        words(162, 44, 60),
        box(128, 78, 68, 30, PAPER, stroke=INDIGO, stroke_width=3),
        sign(160, 100, "68.000", 15),
        box(128, 120, 68, 30, PAPER, stroke=INDIGO, stroke_width=3),
        sign(160, 142, "20", 18),
        button(170),
        ring(122, 164, 116, 38),
    )
    + finger(214, 186),
    "sold-at-the-market": basket(62, 120, 8)
    + sign(62, 196, "20", 26)
    + line("M124 130 h36 l-10 -8 M160 130 l-10 8")
    + basket(204, 120, 2)
    + sign(204, 196, "5", 26)
    + box(280, 70, 62, 110, INDIGO, rx=8)
    + box(286, 82, 50, 84, PAPER)
    + sign(311, 134, "5", 34, RED),
    "about-a-weight": hen(100, 110) + bubble(40, 24, 130, 44, "1,6–2 kg") + scale(262, "–", GREY),
    "weighing": phone(
        hen(176, 64),
        box(128, 124, 104, 36, PAPER, stroke=INDIGO, stroke_width=3),
        sign(180, 150, "1850 g", 20),
        button(174),
        ring(122, 118, 116, 48),
    ),
    "outside-the-weight": hen(84, 96)
    + scale(84, "2,3", RED)
    + line("M160 170 h40 l-10 -8 M200 170 l-10 8")
    + person(300, 110, GREEN)
    + bubble(206, 40, 66, 44, "2,3?"),
    "photo-light": box(10, 20, 160, 200, "#2a2430")
    + fruit(90, 140, 26).replace(LEAF, "#46542f").replace("#b9d27e", "#5d6b40")
    + line("M30 40 L150 200 M150 40 L30 200", RED, 6)
    + box(190, 20, 160, 200, "#cfe6f5")
    + ball(330, 44, 18, "#f2b632")
    + line("M314 58 l-24 24 M308 44 h-26 M330 64 v22", "#f2b632", 4)
    + box(190, 170, 160, 50, "#d8b98a")
    + fruit(262, 146, 28)
    + line("M206 204 l10 12 l22 -26", GREEN, 8),
    "photo-near": box(10, 20, 160, 200, PAPER, stroke=INDIGO, stroke_width=4)
    + fruit(40, 194, 12)
    + person(116, 84, GREY)
    + line("M30 40 L150 200 M150 40 L30 200", RED, 6)
    + box(190, 20, 160, 200, PAPER, stroke=INDIGO, stroke_width=4)
    + line("M196 190 q74 -90 148 0 q-74 40 -148 0", GREEN, 3, "#3f7d3a")
    + fruit(270, 120, 66)
    + line("M206 204 l10 12 l22 -26", GREEN, 8),
    "photo-field": phone(
        box(128, 40, 104, 64, CLOTH, stroke=INDIGO, stroke_width=3, stroke_dasharray="6 5"),
        camera(180, 72),
        ring(122, 34, 116, 76),
        words(128, 122, 90, 60, 100),
        button(176),
    )
    + finger(206, 92),
    "false-message": phone(
        bubble(124, 60, 112, 56, "+500.000"),
        sign(180, 48, "09?? ???", 15),
        words(128, 136, 100, 60),
    )
    + cross(),
    "money-came": phone(
        sign(180, 62, "1.793.000", 22),
        line("M134 92 l8 -8 l8 8 l-8 8 z", GREEN, 3, GREEN),
        words(158, 90, 70),
        line("M134 128 l8 -8 l8 8 l-8 8 z", GREEN, 3, GREEN),
        words(158, 126, 60),
        '<path d="M134 164 l8 -8 l8 8 l-8 8 z" fill="none" '
        'stroke="#1d6b45" stroke-width="3" stroke-dasharray="3 3"/>',
        words(158, 162, 66),
        ring(120, 76, 120, 66),
    ),
    "no-code": person(70, 90, "#3a3a3a")
    + bubble(108, 30, 120, 46, "? ? ? ? ? ?")
    + person(300, 100, GREEN)
    + line(
        "M250 190 v-46 M262 186 v-62 M276 186 v-66 M290 188 v-56 M240 160 q0 54 34 54 q26 0 30 -30",
        "#d79b69",
        12,
    )
    + line("M150 120 L222 192 M222 120 L150 192", RED, 9),
    "own-qr": box(96, 10, 168, 220, PAPER, stroke=INDIGO, stroke_width=4)
    + pattern(104, 30, 138)
    + code(149, 54)
    + pattern(104, 146, 138)
    + words(124, 168, 112)
    + sign(180, 206, "•••• 4821", 20)
    + ring(110, 160, 140, 60),
    "pasted-over": box(20, 20, 140, 200, PAPER, stroke=INDIGO, stroke_width=4)
    + pattern(26, 46, 126)
    + code(60, 84)
    + pattern(26, 190, 126)
    + line("M40 204 l8 10 l18 -22", GREEN, 7)
    + box(200, 20, 140, 200, PAPER, stroke=INDIGO, stroke_width=4)
    + pattern(206, 46, 126)
    + '<g transform="rotate(-12 270 118)">'
    + box(218, 66, 108, 108, "#f7f3e8", stroke=GREY, stroke_width=3)
    + code(240, 88, 9, 1)
    + "</g>"
    + pattern(206, 190, 126)
    + line("M300 180 l30 36 M330 180 l-30 36", RED, 8),
    "check-qr": phone(
        sign(180, 58, "QR7K2M9", 20),
        ring(122, 34, 116, 36),
        button(84),
        line("M150 160 l20 24 l42 -50", GREEN, 12),
    )
    + code(24, 60, 8)
    + line("M92 90 h14", INDIGO, 4),
    "days-off": phone(
        box(128, 40, 104, 30, PAPER, stroke=INDIGO, stroke_width=3),
        words(136, 52, 60),
        *(
            box(128, 84 + 40 * nth, 104, 30, PAPER, stroke=INDIGO, stroke_width=3)
            + sign(180, 106 + 40 * nth, day, 20)
            for nth, day in enumerate("137")
        ),
        ring(122, 118, 116, 42),
    )
    + finger(210, 146),
    "days-goods-leave": phone(
        words(128, 44, 90),
        grid(125, 74, (1, 4)),
        grid(125, 104, (1, 4)),
        grid(125, 134, (1, 4)),
        button(176),
    )
    + box(266, 120, 84, 50, RED, rx=8)
    + box(274, 128, 20, 16, PAPER)
    + box(300, 128, 20, 16, PAPER)
    + ball(284, 172, 10, INDIGO)
    + ball(332, 172, 10, INDIGO),
    "still-to-send": house(84, 110, shut=True)
    + box(184, 140, 44, 36, "#c79a5b", stroke=INDIGO, stroke_width=3)
    + line("M206 140 v36 M184 156 h44", INDIGO, 2)
    + line("M234 158 h20 l-8 -7 M254 158 l-8 7")
    + box(262, 112, 88, 54, RED, rx=8)
    + box(270, 120, 22, 18, PAPER)
    + box(298, 120, 22, 18, PAPER)
    + ball(282, 168, 11, INDIGO)
    + ball(332, 168, 11, INDIGO),
    "consent-asked": phone(
        *(
            box(128, 44 + 40 * nth, 22, 22, PAPER, stroke=INDIGO, stroke_width=3)
            + words(158, 46 + 40 * nth, 70, 50)
            for nth in range(4)
        ),
        line("M132 54 l6 8 l12 -14 M132 94 l6 8 l12 -14", GREEN, 5),
        ring(122, 118, 116, 34),
    )
    + person(56, 110, "#55342b"),
    "spoken-yes": person(70, 90, "#55342b")
    + line("M104 84 q14 10 0 20 M116 76 q24 18 0 36", RED, 4)
    + box(156, 90, 56, 104, INDIGO, rx=8)
    + box(162, 102, 44, 76, PAPER)
    + ball(184, 134, 12, RED)
    + words(168, 158, 32)
    + person(290, 90, GREEN),
    "no-identity-card": card(40, 90)
    + camera(260, 120)
    + line("M226 122 l-60 -16 M226 122 l-60 20", GREY, 3)
    + cross(),
}


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    for name, inside in PICTURES.items():
        head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 240">'
        (OUT / f"{name}.svg").write_text(f"{head}{box(0, 0, 360, 240, CLOTH)}{inside}</svg>\n")


if __name__ == "__main__":
    main()
