"""Numbers under barcodes, and the addresses GS1 gives them."""

import re

_GTIN = re.compile(r"\d{8}|\d{12,14}", re.ASCII)


def is_gtin(number: str) -> bool:
    """Eight, twelve, thirteen or fourteen digits, of which the last checks the others."""
    if not _GTIN.fullmatch(number):
        return False
    weights = (3, 1) * 7
    total = sum(int(it) * weights[nth] for nth, it in enumerate(reversed(number[:-1])))
    return (total + int(number[-1])) % 10 == 0


def digital_link(gtin: str, lot: str) -> str:
    """The path of a GS1 Digital Link: 01 names the article, 10 the batch."""
    return f"/01/{gtin.zfill(14)}/10/{lot}"
