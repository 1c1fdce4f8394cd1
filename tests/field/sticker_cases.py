"""What is told of a sticker: one table, to which the market and the phone both keep."""

from __future__ import annotations

import json
from typing import Any

from storefront.settings import ROOT

_told = json.loads((ROOT / "tests/data/sticker_cases.json").read_text())
SERIAL: str = _told["serial"]
CASES: list[dict[str, Any]] = _told["cases"]
