"""Lines find their orders by what is left of a code, and never by their sum alone."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from storefront import codes
from storefront.money import Money
from storefront.payments.tellings import Telling
from storefront.reconciliation.matching import (
    Awaited,
    Hint,
    How,
    Meant,
    Told,
    identities,
    meant,
    recognised,
    suggestions,
)
from storefront.reconciliation.statement import Line

DAY = date(2026, 8, 22)


def a_code(body: str) -> str:
    return f"{codes.PREFIX}{body}{codes.check_letter(body)}"


NHINH, PAO, MAY = a_code("7K2M9Q"), a_code("A2B3C4"), a_code("HJKMNP")

bodies = st.text(codes.ALPHABET, min_size=codes.BODY, max_size=codes.BODY)
sums = st.integers(min_value=1_000, max_value=10_000_000)
plain = st.text("abcdehqrs 0123456789.-", max_size=40)


def awaited(code: str = NHINH, due: int = 204_000, payer: str = "Trần Minh Hà") -> Awaited:
    return Awaited(code, Money(due), payer, "+84912345678", DAY)


def a_line(memo: str = "", amount: int = 204_000, **more: object) -> Line:
    return replace(Line(1, DAY, Money(amount), memo), **more)  # type: ignore[arg-type]


@settings(deadline=None)
@given(bodies, plain, plain, st.integers(0, 8), sums)
def test_a_code_is_found_in_whatever_a_bank_makes_of_it(
    body: str, before: str, after: str, cut: int, amount: int
) -> None:
    code = a_code(body)
    written = f"{code[:cut]} {code[cut:]}".lower()

    found = meant(a_line(f"MBVCB.{before}.{written}.CT {after}", amount), [awaited(code)])

    assert found == Meant((code,), How.CODE)


@settings(deadline=None)
@given(plain, st.lists(st.tuples(bodies, sums), min_size=1, max_size=5, unique_by=lambda it: it[0]))
def test_the_sum_alone_decides_nothing(note: str, orders: list[tuple[str, int]]) -> None:
    waiting = [awaited(a_code(body), due) for body, due in orders]
    silent = "".join(letter for letter in note if letter not in "bc")  # so that no CB can stand

    for it in waiting:
        line = a_line(silent, it.due.dong)
        bare = silent.upper().replace(" ", "")
        if not any(other.code[2:] in bare for other in waiting):
            assert meant(line, waiting) is None
            assert suggestions(line, waiting)[0].because[0] is not Hint.CODE


def test_orders_of_other_accounts_are_not_meant() -> None:
    assert meant(a_line(f"tra {PAO}"), [awaited(NHINH)]) is None


def test_one_transfer_pays_several_orders_when_it_is_what_they_cost_together() -> None:
    waiting = [awaited(NHINH, 204_000), awaited(PAO, 90_000), awaited(MAY, 1_000)]
    note = f"tra {NHINH} va {PAO.lower()}"

    assert meant(a_line(note, 294_000), waiting) == Meant((NHINH, PAO), How.TOGETHER)
    assert meant(a_line(note, 293_999), waiting) is None
    assert meant(a_line(note, 204_000), waiting) is None


def test_bills_and_orders_together_too() -> None:
    fee = a_code("8N3Q5R").replace("CB", "PT")
    waiting = [awaited(NHINH, 204_000), awaited(fee, 50_000)]

    assert meant(a_line(f"{fee} {NHINH}", 254_000), waiting) == Meant((NHINH, fee), How.TOGETHER)
    assert meant(a_line(f"{fee} {NHINH}", 250_000), waiting) is None


def test_a_cut_code_counts_when_the_sum_agrees_and_no_other_fits() -> None:
    cut = f"MBVCB.3278907687.chuyen tien {NHINH[:6]}"

    assert meant(a_line(cut), [awaited(NHINH), awaited(PAO)]) == Meant((NHINH,), How.CUT)
    assert meant(a_line(cut, 203_000), [awaited(NHINH)]) is None
    assert meant(a_line(cut[:-1]), [awaited(NHINH)]) is None
    twin = a_code(NHINH[2:6] + "ZZ")
    assert meant(a_line(cut), [awaited(NHINH), awaited(twin)]) is None


def test_a_code_without_its_first_letters_counts_when_the_sum_agrees() -> None:
    assert meant(a_line(f"don {NHINH[2:]} na"), [awaited()]) == Meant((NHINH,), How.CUT)
    assert meant(a_line(f"don {NHINH[2:]} na", 100_000), [awaited()]) is None


def test_people_are_shown_the_likeliest_first_and_told_why() -> None:
    waiting = [
        awaited(PAO, 204_000, "Ai đó"),
        awaited(MAY, 70_000, "Nguyễn Thị Hạnh"),
        awaited(NHINH, 204_000, "Nguyễn Thị Hạnh"),
    ]
    line = a_line("chi Hanh gui tien na", payer="NGUYEN THI HANH")

    found = suggestions(line, waiting)

    assert [(it.code, it.because) for it in found] == [
        (NHINH, (Hint.AMOUNT, Hint.NAME)),
        (PAO, (Hint.AMOUNT,)),
    ]
    assert suggestions(a_line("luong thang 8", 9_000_000), waiting) == []


line_texts = st.sampled_from(["CB tra", "tien na", "CB TRA.", ""])
lines = st.builds(
    lambda days, amount, memo, reference: Line(
        1, DAY + timedelta(days=days), Money(amount), memo, reference
    ),
    st.integers(0, 2),
    st.sampled_from([50_000, 204_000]),
    line_texts,
    st.sampled_from(["", "FT1", "FT2"]),
)


@settings(deadline=None)
@given(st.lists(lines, max_size=12), st.randoms(use_true_random=False))
def test_a_line_has_one_name_in_whatever_statement_it_stands(
    told: list[Line], chance: random.Random
) -> None:
    mixed = chance.sample(told, len(told))
    part = [line for line in told if chance.random() < 0.5]

    assert len(set(identities(told))) == len(told)
    assert set(identities(mixed)) == set(identities(told))
    assert set(identities(part)) <= set(identities(told))


@settings(deadline=None)
@given(st.lists(lines, max_size=10), st.lists(lines, max_size=10))
def test_money_is_recognised_one_for_one(here: list[Line], there: list[Line]) -> None:
    told = [
        Told(id, Telling(it.day, it.amount, it.memo, it.reference)) for id, it in enumerate(there)
    ]

    found = recognised(here, told)

    assert len(set(found.values())) == len(found)
    for place, number in found.items():
        assert here[place].amount == there[number].amount


@settings(deadline=None)
@given(st.lists(lines, max_size=10))
def test_what_was_told_word_for_word_is_recognised_whole(here: list[Line]) -> None:
    named = [replace(it, reference=it.reference or f"X{n}") for n, it in enumerate(here)]
    told = [
        Told(id, Telling(it.day, it.amount, it.memo, it.reference)) for id, it in enumerate(named)
    ]

    assert len(recognised(named, told)) == len(named)


def test_the_messengers_words_and_the_banks_are_one_transfer() -> None:
    line = a_line(f"MBVCB.3278907687.{NHINH}.CT tu 0351000646393", reference="5243.65937")
    telling = Telling(DAY, Money(204_000), f"{NHINH} CT tu 0351000646393", "FT26234081")
    told = Told(7, telling)

    assert recognised([line], [told]) == {0: 7}
    assert recognised([line, replace(line, reference="5243.65938")], [told]) == {0: 7}
    assert recognised([replace(line, amount=Money(204_001))], [told]) == {}
    late = Told(7, replace(telling, memo=NHINH, day=DAY - timedelta(days=2)))
    assert recognised([line], [late]) == {}, "paid twice, two days apart, by the same code"
