"""What operators read is what the code wants of them."""

import re

import pytest

from storefront.payments.registry import KINDS, Kind
from storefront.settings import ROOT


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_each_way_to_pay_says_how_to_go_live(kind: Kind) -> None:
    told = (ROOT / f"docs/payments/{kind.name}.md").read_text()
    named = set(re.findall(rf"`({kind.name.upper()}_\w+)`", told))

    assert named == {kind.variable(field) for field in kind.credentials.model_fields}
    assert f"/payments/notices/{kind.name}" in told


def test_what_adding_one_touches_is_there() -> None:
    told = (ROOT / "docs/adding-a-payment-provider.md").read_text()
    paths = re.findall(r"`((?:storefront|tests|docs)/[\w./]+)`", told)

    assert len(paths) > 5
    missing = [path for path in paths if "kiwi" not in path and not (ROOT / path).exists()]
    assert missing == []
    for name in re.findall(r"`(test_\w+\.py)`", told):
        assert (ROOT / "tests/payments" / name).exists()
