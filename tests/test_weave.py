import re
from itertools import combinations

from storefront import weave
from storefront.web.assets import gzip_bytes

CODES = [f"nha-{number:05d}" for number in range(10_000)]


def test_a_code_weaves_the_same_cloth_for_ever() -> None:
    rows = weave.cloth("nhinh-7k3m2")

    # Posters with this pattern hang at stalls: if this fails, mend the weave, not the test.
    assert rows[:11] == [
        "cc..ccc..ccc..ccc..cc",
        "c...................c",
        "...cyc.c.....c.cyc...",
        "..cy.yc...l...cy.yc..",
        "c.y...yc.lcl.cy...y.c",
        "c.cy.yc.lc.cl.cy.yc.c",
        "c..cyc.lc.t.cl.cyc..c",
        "..c.c.lc.ctc.cl.c.c..",
        ".....lc.ctttc.cl.....",
        "c...lc.ct.t.tc.cl...c",
        "c..lc.ttttttttt.cl..c",
    ]


def test_cloth_is_square_and_looks_the_same_from_every_side() -> None:
    for code in CODES[:50]:
        rows = weave.cloth(code)

        assert {len(row) for row in rows} == {len(rows)} == {weave.SIDE}
        assert rows == rows[::-1]
        assert rows == ["".join(column) for column in zip(*rows, strict=True)]


def test_no_two_of_ten_thousand_households_share_a_cloth() -> None:
    assert len({weave.strokes(code) for code in CODES}) == len(CODES)


def test_two_cloths_differ_in_more_cells_than_an_eye_forgives() -> None:
    cloths = ["".join(weave.cloth(code)) for code in CODES[:250]]

    nearest = min(
        sum(a != b for a, b in zip(one, other, strict=True))
        for one, other in combinations(cloths, 2)
    )

    assert nearest >= 60


def test_what_is_drawn_is_what_was_woven() -> None:
    for code in CODES[:50]:
        assert _painted(weave.strokes(code)) == [row[1:-1] for row in weave.cloth(code)[1:-1]]


def test_drawings_stay_small_on_the_way_and_many_as_small_as_a_few() -> None:
    drawings = [weave.strokes(code).encode() for code in CODES[:240]]

    assert sum(len(gzip_bytes(drawing)) for drawing in drawings) / 240 < 550
    assert len(gzip_bytes(b"".join(drawings[:24]))) < 3_500


def _painted(drawing: str) -> list[str]:
    """The inner cells, painted stroke over stroke as a browser does."""
    cells = [[weave.BARE] * weave.SIDE for _row in range(weave.SIDE)]
    dyes = {colour: dye for dye, colour in weave.DYES.items()}
    for colour, drawn in re.findall(r'stroke="(#\w+)" d="([^"]+)"/>', drawing):
        _draw(cells, drawn, dyes[colour])
    return ["".join(row[1:-1]) for row in cells[1:-1]]


def _draw(cells: list[list[str]], drawn: str, dye: str) -> None:
    x = y = 0
    for right, down, length in re.findall(r"m(-?\d+) ?(-?\d+)h(\d+)", drawn):
        x, y = x + int(right), y + int(down)
        cells[y][x : x + int(length)] = dye * int(length)
        x += int(length)
