"""Honest households that look much like the others. Most must be left alone; the last four are
so near that nobody could tell them apart from here, and a person has to ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

from proofs.gamed.land import NOW, Land, Story, ids
from storefront import text
from storefront.screening import marks

Tale = Callable[[Land], Story]


def _told(words: str, because: str, *homes: object) -> Story:
    return Story(None, words, because, ids(homes))  # type: ignore[arg-type]


def big_family(land: Land) -> Story:
    home, ware = land.seller()
    land.order(ware, ago=land.when(60, 110))
    phone = land.phone()
    for _ in range(land.some(8, 14)):
        land.order(ware, ago=land.when(8, 28), phone=phone, paid="word")
    return _told("a big family sharing one phone", "one number, all in cash", home)


def harvest_peak(land: Land) -> Story:
    home, ware = land.seller()
    for _ in range(land.some(20, 30)):
        paid = "bank" if land.chance.random() < 0.5 else "word"
        land.order(ware, ago=land.when(3.1, 7.9), paid=paid)
    return _told("a harvest at the end of the month", "many orders before the deadline", home)


def school_canteen(land: Land) -> Story:
    home, ware = land.seller()
    phone, door = land.phone(), f"Trường tiểu học số {home.id}"
    for day in range(land.some(14, 20)):
        land.order(ware, ago=5 + day, phone=phone, address=door)
    return _told("a school canteen", "one number and one door, every day", home)


def helper_for_forty(land: Land) -> Story:
    village = land.village()
    team, people = land.team(village)
    browser, homes = f"helping-{people[0].id}", []
    marks.signed_in(people[0].id, browser, at=NOW - timedelta(days=100))
    for _ in range(40):
        home, ware = land.seller(village, team=team, by=people[0], opened=land.some(100, 300))
        for _ in range(land.some(0, 2)):
            land.order(ware, ago=land.when(5, 60), browser=browser, paid="word", by=people[0])
        homes.append(home)
    return _told("a helper typing for forty households", "one browser, on the team's word", *homes)


def relatives(land: Land) -> Story:
    village = land.village()
    mother = land.household(village, name="Lộc Thị Tâm", year=1950)
    son = land.household(village, name="Lộc Văn Khoa", year=1980)
    wife = land.household(village, name="Lộc Thị Mai", year=1984)
    for home in (mother, son, wife)[: land.some(2, 3)]:
        land.account(home, f"96{mother.id:010d}", mother.keeper.name)
    return _told(
        "relatives with one account by law", "several shops on one account", mother, son, wife
    )


def cooperative(land: Land) -> Story:
    homes = [land.household() for _ in range(land.some(5, 9))]
    for home in homes:
        land.account(home, f"95{homes[0].id:010d}", "HTX Na Chi Lăng")
    return _told("a co-operative paid for its members", "many shops on one account", *homes)


def same_day_market(land: Land) -> Story:
    home, ware = land.seller()
    start = land.when(8, 26)
    for place in range(land.some(12, 18)):
        land.order(ware, ago=start - place * land.when(100, 500) / 86_400, paid="word")
    return _told("a market morning", "orders minutes apart, in cash", home)


def one_tree(land: Land) -> Story:
    village, photo, homes = land.village(), land.photo(land.picture()), []
    _team, people = land.team(village)
    for _ in range(land.some(3, 5)):
        home = land.household(village, by=people[0])
        land.ware(home, "Na dai", photo=photo)
        homes.append(home)
    return _told("neighbours with a photo of one tree", "one picture in several shops", *homes)


def once_a_year(land: Land) -> Story:
    home, ware = land.seller(opened=500)
    land.order(ware, ago=land.when(170, 195))
    for _ in range(land.some(8, 14)):
        paid = "bank" if land.chance.random() < 0.5 else "word"
        land.order(ware, ago=land.when(10, 22), paid=paid)
    return _told("goods that ripen once a year", "silent for months, then many", home)


def signed_up_together(land: Land) -> Story:
    village, by, homes = land.village(), land.person(), []
    for place in range(land.some(9, 12)):
        home = land.household(village, by=by, opened=60)
        if place > 2:
            land.ware(home)
        homes.append(home)
    return _told("a village signed up in one evening", "some are still empty", *homes)


def namesakes(land: Land) -> Story:
    homes = [land.household(name="Hoàng Thị Hoa", year=1970) for _ in range(2)]
    village = land.village()
    homes += [land.household(village, name="Vi Văn Sơn", year=year) for year in (1958, 1985)]
    for home in homes:
        land.account(home)
    return _told(
        "people of the same name", "same name; same year elsewhere, or same village", *homes
    )


def nobody_asked_the_year(land: Land) -> Story:
    village, names = land.village(), ("Nông Văn Minh", "Nông Văn Bình", "Nông Văn Vinh")
    homes = [land.household(village, name=name, year=None) for name in names]
    for home in homes:
        land.account(home)
    return _told("brothers whose years nobody asked", "a letter apart, no year of birth", *homes)


def leading_by_example(land: Land) -> Story:
    home, ware = land.seller()
    for _ in range(land.some(3, 6)):
        land.order(ware, ago=land.when(5, 60), phone=land.official().phone or "", quantity=1)
    return _told("officials who buy once each", "buyers are staff", home)


def rice_for_honey(land: Land) -> Story:
    one, other = land.household(), land.household()
    rice, honey = land.ware(one, "Gạo nếp"), land.ware(other, "Mật ong hoa rừng")
    land.order(rice, ago=20, phone=other.keeper.phone or "", quantity=2)
    land.order(honey, ago=18, phone=one.keeper.phone or "", quantity=1)
    return _told("neighbours who exchanged once", "keepers buying from each other", one, other)


def bad_line(land: Land) -> Story:
    home, ware = land.seller()
    for place in range(land.some(10, 16)):
        land.order(ware, ago=land.when(5, 30), paid="" if place < 4 else "bank")
    return _told("a bad line", "four orders by QR ran out unpaid", home)


def better_grade(land: Land) -> Story:
    home = land.household()
    ware = land.ware(home, "Na dai", price=round(60_000 * land.when(2, 3.4) / 1_000) * 1_000)
    for _ in range(5):
        land.order(ware, ago=land.when(5, 30))
    return _told("a better grade under the same name", "two to three times the usual price", home)


def other_platform(land: Land) -> Story:
    home, ware = land.seller()
    sold = [land.order(ware, ago=land.when(45, 55)) for _ in range(4)]
    own = sum(order.goods.dong for order in sold)
    when = sold[0].placed_at.replace(day=1)
    land.imports[home.id] = ("postmart", when, 6, round(own * land.when(1.2, 2)))
    return _told("sells on Postmart as well", "figures for the same month", home)


def weekly_market(land: Land) -> Story:
    """Also on the last Saturday of the month."""
    home, ware = land.seller()
    for week in range(9):
        start = 3.4 + 7 * week
        for place in range(land.some(6, 9)):
            land.order(ware, ago=start - place * land.when(100, 280) / 86_400, paid="word")
    return _told("a market every week", "orders minutes apart, in cash, that very day", home)


def neighbour_every_day(land: Land) -> Story:
    home, ware = land.seller()
    phone = land.phone()
    for day in range(60):
        land.order(ware, ago=3.1 + day + land.when(0, 0.6), phone=phone, paid="word", quantity=1)
    return _told("a neighbour who buys every day", "one number, all in cash", home)


def new_shop(land: Land) -> Story:
    home, ware = land.seller(opened=land.some(12, 20))
    for _ in range(land.some(6, 9)):
        land.order(ware, ago=land.when(3.1, 7.5), paid="word")
    return _told("a new shop whose village comes by", "its first week, in cash", home)


def office_presents(land: Land) -> Story:
    home, who = land.household(), land.official()
    ware = land.ware(home, "Mật ong hoa rừng", price=200_000)
    for _ in range(4):
        land.order(ware, ago=land.when(5, 20), phone=who.phone or "", quantity=2)
    return _told("an office buying presents", "an official ordered round sums four times", home)


def daughter_in_the_city(land: Land) -> Story:
    home, ware = land.seller()
    land.order(ware, ago=land.when(5, 25), phone=home.keeper.phone or "")
    return _told("a daughter using her mother's number", "the buyer's number is the keeper's", home)


def feast_at_the_deadline(land: Land) -> Story:
    home, ware = land.seller()
    start = 3.5
    for place in range(land.some(12, 16)):
        land.order(ware, ago=start - place * land.when(100, 280) / 86_400, paid="word")
    return _told(
        "a feast on the last day of the month", "orders minutes apart, in cash, that very day", home
    )


def namesake_without_a_year(land: Land) -> Story:
    village = land.village()
    homes = [land.household(village, name="Vi Văn Sơn", year=year) for year in (1958, None)]
    for home in homes:
        land.account(home)
    return _told("a village's second Vi Văn Sơn", "the whole name, and no year to tell", *homes)


def somebody_of_that_name_pays(land: Land) -> Story:
    """Once or twice among others: Hoàng Thị Hoa is not rare."""
    home, ware = land.seller()
    for _ in range(land.some(1, 2)):
        land.order(ware, ago=land.when(5, 60), payer=text.fold(home.keeper.name).upper())
    for _ in range(land.some(2, 6)):
        land.order(ware, ago=land.when(5, 60), payer=f"{land.name()} 19{home.id:08d}")
    return _told("somebody of the keeper's name pays", "a third time would look alike", home)


TALES: tuple[Tale, ...] = (
    big_family, harvest_peak, school_canteen, helper_for_forty, relatives, cooperative,
    same_day_market, one_tree, once_a_year, signed_up_together, namesakes, leading_by_example,
    rice_for_honey, bad_line, better_grade, other_platform,
    weekly_market, neighbour_every_day, new_shop, nobody_asked_the_year,
    office_presents, daughter_in_the_city, feast_at_the_deadline,
    namesake_without_a_year, somebody_of_that_name_pays,
)  # fmt: skip


def told(land: Land) -> Iterator[Story]:
    return (tale(land) for tale in TALES)
