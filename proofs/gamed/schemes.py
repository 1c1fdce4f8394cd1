"""Twelve ways to make a figure grow, each in at least three disguises.

Deadline days are ends of months; the histories are told on 3 October 2026, so that the end of
September was three days ago. Numbers are drawn, so that no two seeds tell the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

from proofs.gamed.land import NOW, Land, Story, brightened, cropped, ids
from storefront.db import session
from storefront.screening import marks
from storefront.screening.models import Scheme

Tale = Callable[[Land], Story]
END_OF_MONTH = 3
"""Days ago."""


def _told(scheme: Scheme, disguise: str, because: str, *homes: object) -> Story:
    return Story(scheme, disguise, because, ids(homes))  # type: ignore[arg-type]


# --- buying from oneself ------------------------------------------------------------------------


def own_number(land: Land) -> Story:
    home, ware = land.seller()
    for _ in range(land.some(2, 7)):
        land.order(ware, ago=land.when(5, 40), phone=home.keeper.phone or "", paid="word")
    return _told(Scheme.SELF_BUYING, "the keeper's own number", "never", home)


def helpers_number(land: Land) -> Story:
    village = land.village()
    team, people = land.team(village)
    home, ware = land.seller(village, team=team)
    for _ in range(land.some(2, 6)):
        who = people[0]
        land.order(ware, ago=land.when(5, 50), phone=who.phone or "", paid="word", by=who)
    return _told(
        Scheme.SELF_BUYING, "a helper's number", "spread over two months: under three", home
    )


def new_numbers_same_browser(land: Land) -> Story:
    home, ware = land.seller()
    browser = f"browser-{home.id}"
    marks.signed_in(home.keeper_id, browser, at=NOW - timedelta(days=90))
    for _ in range(land.some(3, 9)):
        land.order(ware, ago=land.when(5, 45), browser=browser, paid="word")
    return _told(Scheme.SELF_BUYING, "new numbers, the keeper's browser", "spread too thin", home)


def new_numbers_one_door(land: Land) -> Story:
    home, ware = land.seller()
    door = f"Đội {land.some(1, 9)}, gần nhà văn hóa {home.id}"
    for _ in range(land.some(4, 10)):
        land.order(ware, ago=land.when(5, 40), address=door, paid="word")
    return _told(Scheme.SELF_BUYING, "new numbers, one door", "spread too thin", home)


def own_other_bank(land: Land) -> Story:
    """From an account the house had before, by number or only by its keeper's name."""
    home = land.household()
    before = land.account(home)
    before.retired_at = NOW - timedelta(days=200)
    land.account(home)
    session.refresh(home, ["accounts"])
    ware = land.ware(home)
    name = before.holder
    payer = name if land.chance.random() < 0.5 else f"{name} {before.number}"
    for _ in range(land.some(3, 8)):
        land.order(ware, ago=land.when(5, 50), payer=payer)
    return _told(Scheme.SELF_BUYING, "new numbers, its own other bank", "spread too thin", home)


# --- rings --------------------------------------------------------------------------------------


def _ring(land: Land, size: int, days: float, spread: float, words: str) -> Story:
    sellers = [land.seller() for _ in range(size)]
    worth, start = land.some(4, 12) * 100_000, land.when(35, 60)
    for place, (_home, ware) in enumerate(sellers):
        buyer = sellers[(place + 1) % size][0]
        price = round(worth * land.when(1 - spread, 1 + spread) / 1_000) * 1_000
        ago = start - land.when(0, days)
        land.order(
            ware, ago=ago, phone=buyer.keeper.phone or "", quantity=1, price=price, paid="bank"
        )
    return _told(Scheme.CIRCULAR, words, "sums too far apart", *(home for home, _ware in sellers))


def two_of_them(land: Land) -> Story:
    return _ring(land, 2, 5, 0.0, "two keepers, the same sum")


def three_of_them(land: Land) -> Story:
    return _ring(land, 3, 12, 0.1, "three keepers, nearly the same sum")


def four_of_them(land: Land) -> Story:
    return _ring(land, 4, 33, 0.12, "four keepers over weeks, sums blurred")


# --- rushes -------------------------------------------------------------------------------------


def one_buyer_last_day(land: Land) -> Story:
    home, ware = land.seller()
    phone = land.phone()
    for _ in range(land.some(6, 16)):
        land.order(ware, ago=END_OF_MONTH + land.when(0.1, 0.4), phone=phone, paid="word")
    return _told(Scheme.BURST, "one buyer on the last day", "under six orders", home)


def few_buyers_last_days(land: Land) -> Story:
    home, ware = land.seller()
    phones = [land.phone() for _ in range(land.some(3, 4))]
    for _ in range(land.some(6, 18)):
        phone = land.chance.choice(phones)
        land.order(ware, ago=END_OF_MONTH + land.when(0.1, 5.5), phone=phone, paid="word")
    return _told(
        Scheme.BURST, "a few buyers in the last days", "four numbers for so few orders", home
    )


def invented_buyers_in_a_row(land: Land) -> Story:
    home, ware = land.seller()
    start = END_OF_MONTH + land.when(0.2, 0.5)
    for place in range(land.some(7, 18)):
        land.order(ware, ago=start - place * land.when(60, 420) / 86_400, paid="word")
    return _told(Scheme.BURST, "a new number each, minutes apart", "typed more slowly", home)


# --- empty shops --------------------------------------------------------------------------------


def _quota(land: Land, words: str, days: int, filler: str | None) -> Story:
    by, homes = land.person(), []
    for _ in range(land.some(4, 11)):
        home = land.household(by=by, opened=90 + land.some(0, days))
        if filler:
            land.ware(home, filler, price=1_000, stock=0)
        homes.append(home)
    for _ in range(land.some(0, 5)):
        home = land.household(by=by, opened=90)
        land.ware(home)
    return _told(Scheme.EMPTY_SHELL, words, "the hand also opened many good ones", *homes)


def nothing_at_all(land: Land) -> Story:
    return _quota(land, "one day, nothing in any", 0, None)


def something_put_there(land: Land) -> Story:
    return _quota(land, "a few days, a word put in each", 4, "sp")


def real_names_no_goods(land: Land) -> Story:
    return _quota(land, "real names, nothing in stock, no photo", 6, "Na dai")


# --- households twice ---------------------------------------------------------------------------


def _again(land: Land, words: str, second: str, *, far: bool, shift: int) -> Story:
    village = land.village()
    first = land.household(village, name="Hoàng Thị Minh Nhình", year=1968)
    number = land.account(first).number
    home = land.household(None if far else village, name=second, year=1968 + shift, opened=60)
    land.account(home, number if far else "")
    return _told(Scheme.TWICE, words, "the name differs too much", home)


def the_same_again(land: Land) -> Story:
    return _again(land, "the same name and year", "Hoàng Thị Minh Nhình", far=False, shift=0)


def a_letter_off(land: Land) -> Story:
    name = land.chance.choice(("Hoang Thi Minh Nhin", "Hoàng T Minh Nhình", "Hoàng Thị Minh Nhinh"))
    return _again(land, "without marks, a letter off", name, far=False, shift=0)


def elsewhere_same_account(land: Land) -> Story:
    name = land.chance.choice(("Hoàng Thị Minh Nhìn", "Hoàng Thị Nhình", "Hoàng Minh Nhình"))
    shift = land.chance.choice((-1, 0, 1))
    return _again(land, "another village, same account", name, far=True, shift=shift)


def year_left_out(land: Land) -> Story:
    """Of the second entry, of the first, or of both; some also let a letter slip."""
    village, name = land.village(), "Hoàng Thị Minh Nhình"
    first_year, year = land.chance.choice(((1968, None), (None, 1968), (None, None)))
    land.account(land.household(village, name=name, year=first_year))
    again = "Hoàng Thị Minh Nhin" if land.chance.random() < 0.2 else name
    home = land.household(village, name=again, year=year, opened=60)
    land.account(home)
    return _told(Scheme.TWICE, "the year of birth left out", "and a letter off as well", home)


# --- accounts -----------------------------------------------------------------------------------


def helpers_account(land: Land) -> Story:
    village, helper = land.village(), land.person()
    number = f"99{helper.id:010d}"
    homes = [land.household(village) for _ in range(land.some(4, 8))]
    for home in homes:
        land.account(home, number, helper.name)
    return _told(Scheme.SHARED_ACCOUNT, "all on the helper's account", "never", *homes)


def neighbours_account(land: Land) -> Story:
    homes = [land.household() for _ in range(land.some(3, 5))]
    for home in homes:
        land.account(home, f"98{homes[0].id:010d}", homes[0].keeper.name)
    return _told(
        Scheme.SHARED_ACCOUNT, "on one keeper's account, villages apart", "never", *homes[1:]
    )


def two_on_a_strangers(land: Land) -> Story:
    stranger, homes = land.person(), [land.household() for _ in range(2)]
    for home in homes:
        land.account(home, f"97{stranger.id:010d}", stranger.name)
    return _told(Scheme.SHARED_ACCOUNT, "two villages, a stranger's account", "never", *homes)


# --- photos -------------------------------------------------------------------------------------


def one_file_many_goods(land: Land) -> Story:
    photo, homes = land.photo(land.picture()), []
    names = ["Na dai", "Mật ong hoa rừng", "Gạo nếp", "Chè xanh"]
    for name in names[: land.some(3, 4)]:
        home = land.household()
        land.ware(home, name, photo=photo)
        homes.append(home)
    return _told(Scheme.COPIED_PHOTO, "one file for different goods", "never", *homes)


def brightened_for_each(land: Land) -> Story:
    picture, homes = land.picture(), []
    for name in ("Na dai", "Mật ong hoa rừng", "Gạo nếp", "Chè xanh"):
        home = land.household()
        land.ware(home, name, photo=land.photo(brightened(picture, land.chance), quality=60))
        homes.append(home)
    return _told(Scheme.COPIED_PHOTO, "brightened and saved again", "too many bits differ", *homes)


def cropped_by_one_hand(land: Land) -> Story:
    picture, by, homes = land.picture(), land.person(), []
    for _ in range(land.some(3, 5)):
        home = land.household(by=by, opened=80)
        land.ware(home, "Na dai", photo=land.photo(cropped(picture, land.chance)))
        homes.append(home)
    return _told(
        Scheme.COPIED_PHOTO, "cropped, one hand, several villages", "too many bits differ", *homes
    )


# --- staff --------------------------------------------------------------------------------------


def _round(land: Land, words: str, officials: int, odd: int) -> Story:
    home, ware = land.seller()
    people = [land.official() for _ in range(officials)]
    for place in range(land.some(4, 6)):
        phone = people[place % officials].phone or ""
        price = land.some(1, 6) * 100_000
        land.order(ware, ago=land.when(5, 30), phone=phone, quantity=1, price=price, paid="word")
    for _ in range(odd):
        land.order(ware, ago=land.when(5, 30), phone=people[0].phone or "", quantity=1)
    return _told(Scheme.STAFF_ROUND, words, "too many odd sums between", home)


def one_official(land: Land) -> Story:
    return _round(land, "one official, round sums", 1, 0)


def several_officials(land: Land) -> Story:
    return _round(land, "several officials taking turns", 3, 0)


def an_odd_sum_between(land: Land) -> Story:
    return _round(land, "with an odd sum between", 2, 1)


# --- scans --------------------------------------------------------------------------------------


def one_number_scans(land: Land) -> Story:
    home, ware = land.seller()
    phone = land.phone()
    for _ in range(land.some(5, 14)):
        land.order(ware, ago=land.when(4, 45), phone=phone, paid="")
    return _told(Scheme.UNPAID_SCAN, "one number", "under six within a month", home)


def one_browser_scans(land: Land) -> Story:
    home, ware = land.seller()
    for _ in range(land.some(5, 12)):
        land.order(ware, ago=land.when(4, 40), browser=f"scanner-{home.id}", paid="")
    for _ in range(land.some(6, 10)):
        land.order(ware, ago=land.when(4, 30))
    return _told(
        Scheme.UNPAID_SCAN,
        "new numbers, one browser, among real orders",
        "under six within a month",
        home,
    )


def everybody_scans(land: Land) -> Story:
    home, ware = land.seller()
    for _ in range(land.some(8, 14)):
        land.order(ware, ago=land.when(4, 30), paid="")
    for _ in range(land.some(0, 5)):
        land.order(ware, ago=land.when(4, 30))
    return _told(Scheme.UNPAID_SCAN, "new numbers and browsers", "enough real orders between", home)


# --- the dead that rise -------------------------------------------------------------------------


def _risen(land: Land, words: str, buyers: int) -> Story:
    home, ware = land.seller(opened=500)
    land.order(ware, ago=land.when(125, 195))
    phones = [land.phone() for _ in range(buyers)]
    start = land.when(14, 25)
    for place in range(land.some(3, 8)):
        phone = phones[place % buyers] if buyers else ""
        ago = start - (land.when(0, 9) if buyers else place * 150 / 86_400)
        land.order(ware, ago=ago, phone=phone, paid="word")
    return _told(Scheme.REVIVED, words, "silent for less than the limit", home)


def risen_for_one(land: Land) -> Story:
    return _risen(land, "one buyer", 1)


def risen_for_two(land: Land) -> Story:
    return _risen(land, "two buyers over days", 2)


def risen_in_minutes(land: Land) -> Story:
    return _risen(land, "new numbers, minutes apart", 0)


# --- other platforms ----------------------------------------------------------------------------


def _overlap(land: Land, words: str, differs: float) -> Story:
    home, ware = land.seller()
    orders = [land.order(ware, ago=land.when(40, 60)) for _ in range(land.some(3, 9))]
    sums: dict[str, int] = {}
    for order in orders:
        month = f"{order.placed_at + timedelta(hours=7):%Y-%m}"
        sums[month] = sums.get(month, 0) + order.goods.dong
    month, own = max(sums.items(), key=lambda it: it[1])
    when = NOW.replace(year=int(month[:4]), month=int(month[5:]), day=1)
    land.imports[home.id] = ("postmart", when, len(orders), round(own * (1 + differs)))
    return _told(Scheme.OVERLAP, words, "rounded away by more than two in a hundred", home)


def to_the_dong(land: Land) -> Story:
    return _overlap(land, "to the đồng", 0.0)


def with_the_fee(land: Land) -> Story:
    return _overlap(land, "less the platform's fee", -0.01)


def rounded(land: Land) -> Story:
    return _overlap(land, "rounded", land.when(-0.04, 0.04))


# --- prices -------------------------------------------------------------------------------------


def _priced(land: Land, words: str, times: float, orders: int) -> Story:
    home = land.household()
    land.account(home)
    ware = land.ware(home, "Na dai", price=round(60_000 * times / 1_000) * 1_000)
    for _ in range(orders):
        land.order(ware, ago=land.when(5, 30), quantity=land.some(1, 3))
    return _told(Scheme.PRICE_OUTLIER, words, "nearer to the usual price than four times", home)


def golden_apples(land: Land) -> Story:
    return _priced(land, "ten times the price", land.when(8, 12), 2)


def dear_to_many(land: Land) -> Story:
    return _priced(land, "five times, to many, by bank", land.when(3.4, 6), 6)


def for_nothing(land: Land) -> Story:
    return _priced(land, "a sixth of the price", land.when(0.1, 0.3), 5)


TALES: tuple[Tale, ...] = (
    own_number, helpers_number, new_numbers_same_browser, new_numbers_one_door,
    two_of_them, three_of_them, four_of_them,
    one_buyer_last_day, few_buyers_last_days, invented_buyers_in_a_row,
    nothing_at_all, something_put_there, real_names_no_goods,
    the_same_again, a_letter_off, elsewhere_same_account, year_left_out,
    helpers_account, neighbours_account, two_on_a_strangers,
    one_file_many_goods, brightened_for_each, cropped_by_one_hand,
    one_official, several_officials, an_odd_sum_between,
    one_number_scans, one_browser_scans, everybody_scans,
    risen_for_one, risen_for_two, risen_in_minutes,
    to_the_dong, with_the_fee, rounded,
    golden_apples, dear_to_many, for_nothing,
    own_other_bank,
)  # fmt: skip


def told(land: Land) -> Iterator[Story]:
    return (tale(land) for tale in TALES)
