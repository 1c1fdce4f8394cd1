"""One slot of a key screen with a tone in it, so that the demo market shows where a voice would be:
nobody there speaks, no machine may, and all other slots are empty."""

from __future__ import annotations

from storefront.accounts.tongues import Tongue
from storefront.demo.scenes import voices
from storefront.demo.scenes.stage import Stage
from storefront.recordings import actions, queries
from storefront.recordings.models import SAMPLE
from storefront.recordings.screens import screens
from storefront.talks import recordings

_WHERE = ("help-no-signal", Tongue.TAY)
_DAYS_AGO = (11, 4)


def sample(here: Stage) -> None:
    """Made again once: the former is kept."""
    village = here.valley.shop.household.village
    province = queries.province_of(village)
    assert province  # noqa: S101  houses lie in one
    key, tongue = _WHERE
    for ago in _DAYS_AGO:
        actions.record(
            screens()[key],
            tongue,
            recordings.read(voices.humming(seconds=3)),
            province=province,
            speaker=SAMPLE,
            by=here.valley.helper,
            at=here.morning(ago=ago),
        )
