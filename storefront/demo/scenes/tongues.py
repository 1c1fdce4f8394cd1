"""Slots of key screens in which the demo market hums: nobody there speaks, and no machine may."""

from __future__ import annotations

from storefront.accounts.tongues import Tongue
from storefront.demo.scenes import voices
from storefront.demo.scenes.stage import Stage
from storefront.recordings import actions, queries
from storefront.recordings.screens import screens
from storefront.talks import recordings

SPEAKER = "Người mẫu (chỉ ngân nga)"
_HUMMED = (
    ("keeper-home", Tongue.TAY, 12), ("order", Tongue.TAY, 11), ("order", Tongue.TAY, 4),
    ("help-no-signal", Tongue.TAY, 9), ("keeper-home", Tongue.NUNG, 6),
)  # fmt: skip


def hums(here: Stage) -> None:
    """One was recorded again: the former is kept."""
    village = here.valley.shop.household.village
    province = queries.province_of(village)
    assert province  # noqa: S101  houses lie in one
    for key, tongue, ago in _HUMMED:
        sound = recordings.read(voices.humming(seconds=3 + ago % 3))
        actions.record(
            screens()[key],
            tongue,
            sound,
            province=province,
            speaker=SPEAKER,
            by=here.valley.helper,
            at=here.morning(ago=ago),
        )
