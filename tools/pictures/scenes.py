"""Which things stand where, and in front of which wall."""

from __future__ import annotations

from pathlib import Path

from tools.pictures import kitchen, langson, produce, wares
from tools.pictures.ray import Thing
from tools.pictures.still import Seat, Still

THINGS: dict[str, Thing] = {
    "na": langson.custard_apple(),
    "hong": langson.persimmon(),
    "hong-gio": langson.persimmon("7E2E10", "B4551C", tall=1.5),
    "hoi": langson.star_anise(),
    "hoi-tuoi": langson.star_anise("5E7A34", "8FA64E", "A9743A"),
    "thach": langson.black_jelly(),
    "mang": langson.bamboo_shoot(),
    "buoi": produce.fruit("D2C653", "A9B24A", tall=1.12, speck=0.06, gloss=18, shine=0.15),
    "vai": produce.lychee(),
    "nhan": produce.fruit("C99A5E", "A8763C", dimple=0.02, gloss=10, shine=0.08),
    "thanh-long": produce.dragon_fruit(),
    "man": produce.fruit("5A1E3C", "A3324A"),
    "tram-den": produce.fruit("2A2233", "3E2A3A", tall=1.45, dimple=0, stem=False),
    "tram-trang": produce.fruit("B5B548", "8A9A3A", tall=1.45, dimple=0, stem=False),
    "chanh": produce.fruit("6E9A36", "9DB84A", tall=1.06, dimple=0.02, speck=0.14),
    "mac-mat": produce.fruit("D6C25E", "A9AE4A", dimple=0.01, gloss=60, shine=0.4),
    "bi": produce.fruit("8FB04A", "5E8A3A", tall=0.82, speck=0.2),
    "ot": produce.chilli(),
    "khoai": produce.tuber("9C3F63", "C98A7A"),
    "khoai-mon": produce.tuber("6B4A35", "C99AA0", rings=True, thin=0.55),
    "ba-kich": produce.tuber("7A5A62", "B49A80", rings=True, thin=0.2),
    "nam-huong": produce.mushroom("6A4328"),
    "nam-rom": produce.fruit("6E665E", "C9BCA6", tall=1.25, dimple=0, stem=False, gloss=14),
    "huong": produce.sticks("8A4B2A", "C3161C"),
    "mang-kho": produce.sticks("C49A56", "A87A3E", many=12, r=0.07, spread=0.3),
    "thach-cay": produce.sticks("55452E", "3E3222", many=28, r=0.03, spread=0.9),
    "que": produce.cinnamon(),
    "canh": produce.blossom_branch(),
    "dau-hoi": wares.bottle("C9A23A", "1A2154"),
    "dau-lac": wares.bottle("E3B12E", "D9481F"),
    "ruou": wares.bottle("DCE6E4", "7A2E1C"),
    "lo-mang": wares.jar("E6D59A", "D9C27E", "C3251C"),
    "lo-ot": wares.jar("C3161C", "8FA64E", "D9481F"),
    "lo-chanh": wares.jar("C98A1E", "E0A92E", "9DA83A"),
    "phan-hoa": wares.jar("E3A93C", "F0C65A", "C9862E"),
    "bot": wares.jar("3A3238", "4A4046", "2A242A", lid="1D6A49"),
    "goi-xanh": wares.pouch("C9A06A", "1D6A49"),
    "goi-do": wares.pouch("C9A06A", "B8320F"),
    "goi-cham": wares.pouch("D9C9A0", "1A2154"),
    "gao": wares.bowl("F7F3E6", "EFE8D2", r=0.085),
    "nep": wares.bowl("F1E3B4", "E6D49A", r=0.085),
    "lac": wares.bowl("C98A6A", "B5713F", r=0.13, flat=0.8),
    "do-xanh": wares.bowl("6E8F3E", "86A64E", r=0.085),
    "mac-ca": wares.bowl("A8743E", "8A5A30", r=0.17),
    "sa-nhan": wares.bowl("7A4A36", "A06A4A", r=0.13),
    "moc-nhi": wares.bowl("3A2A26", "5A4038", r=0.2, flat=0.55),
    "khau-nhuc": wares.bowl("8E3F1E", "B5602E", "6E2E16", r=0.24, flat=0.5, glaze="7A3E22"),
    "quy-linh": wares.bowl("1E1B22", "2A252E", r=0.22, flat=0.8),
    "che": wares.cup("B4AC3E"),
    "o-long": wares.cup("C98A3A"),
    "vit-quay": kitchen.bird("B5602A", "8A3A16"),
    "vit": kitchen.bird("F0DCC0", "E2BC94"),
    "lon-quay": kitchen.slab("D08A2E", "C98074"),
    "gac-bep": kitchen.slab("3E2618", "8A4232"),
    "lap-suon": kitchen.sausages(),
    "banh-chung": kitchen.green_cake(),
    "banh-khao": kitchen.bricks("DE6E96", "F6E8D0", paper=True),
    "khau-sli": kitchen.bricks("DDAE60", "A8642E", paper=False),
    "banh-ngai": kitchen.rounds("4F7240", "EFE3B8"),
    "vai-cham": wares.cloth(),
    "tui": wares.bag(),
    "nha-san": wares.stilt_house(),
    "ca": kitchen.fish(),
    "oc": kitchen.snail(),
}

EMOJI = {
    "quyt": "1f34a", "xoai": "1f96d", "dao": "1f351", "le": "1f350", "hat-de": "1f330",
    "ngo": "1f33d", "gung": "1fada", "la": "1f33f", "hoa-vang": "1f33b", "mat-ong": "1f36f",
    "ong": "1f41d", "cai": "1f96c", "khoai-tay": "1f954", "bun": "1f35c", "ga": "1f413",
    "trung": "1f95a", "choi": "1f9f9", "hoa-dao": "1f338", "cay": "1fab4", "gio": "1f9fa",
    "thung": "1f4e6",
}  # fmt: skip
"""Microsoft Fluent Emoji, by code."""


def stills() -> dict[str, Still]:
    """The table of stills.txt."""
    lines = (Path(__file__).parent / "stills.txt").read_text().splitlines()
    named = (line.split(": ", 1) for line in lines if line and not line.startswith("#"))
    return {name: _still(words) for name, words in named}


def _still(words: str) -> Still:
    (wall, table, *grand), *seats = (part.split() for part in words.split("; "))
    return Still(wall, table, [_seat(*seat) for seat in seats], bool(grand))


def _seat(thing: str, *numbers: str) -> Seat:
    return Seat(thing, *(float(number) for number in numbers))
