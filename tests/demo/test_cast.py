from __future__ import annotations

import phonenumbers
import pytest

from storefront.demo.cast import CAST, Character


@pytest.mark.parametrize("character", CAST, ids=lambda character: character.name)
def test_everybody_can_be_called_and_nobody_would_answer(character: Character) -> None:
    number = phonenumbers.parse(character.spoken_phone, "VN")

    assert phonenumbers.is_valid_number(number)
    assert phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) == (
        character.phone
    )
    assert character.phone.startswith("+8430")


def test_no_two_share_a_phone() -> None:
    assert len({character.phone for character in CAST}) == len(CAST)
