"""A year's income in words and as a picture: what each column is, what the law asks and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _

from storefront import clock, digits
from storefront.earnings.statement import Month, Year
from storefront.earnings.thresholds import (
    FOR_GOOD,
    Duty,
    Follows,
    Threshold,
    When,
    duties,
    threshold,
)
from storefront.earnings.withholding import SETTINGS, setting, to_declare
from storefront.money import Money
from storefront.places.models import Level
from storefront.reports.row_by_row import Row
from storefront.shops.models import Household
from storefront.web.filters import in_digits
from storefront.web.languages import language

WIDE = 320
"""The gauge in its own units; the threshold stands a little before its end."""
AT_THRESHOLD = 288
NEAR, CLOSE = 70, 90


@dataclass(frozen=True, slots=True)
class Gauge:
    """How near the income of a year is to where the law asks for tax."""

    rule: Threshold
    is_carried_over: bool
    percent: int
    """Cut off, so that a hundred is said when it is reached."""
    filled: int
    marks: list[tuple[int, int]]
    """Percent, and where it stands in the picture."""
    words: str
    kind: str
    follows: list[tuple[str, str]]
    """What the law then asks, and where that was read."""


def gauge(its: Year, *, on: date) -> Gauge | None:
    """Nothing for years our table of the law does not know."""
    rule = threshold(its.year, on=on)
    if rule is None:
        return None
    income, limit = max(its.whole.income, Money(0)), rule.exempt_up_to
    percent = income.dong * 100 // limit.dong
    words, kind = _standing(percent, is_above=income > limit)
    return Gauge(
        rule,
        rule.is_carried_over(its.year),
        percent,
        min(income.dong * AT_THRESHOLD // limit.dong, WIDE),
        [(mark, AT_THRESHOLD * mark // 100) for mark in (NEAR, CLOSE, 100)],
        words,
        kind,
        [(duty(it), it.source) for it in duties(its.year, is_above=income > limit)],
    )


def _standing(percent: int, *, is_above: bool) -> tuple[str, str]:
    if is_above:
        return _("Above the sum up to which no tax is asked"), "bad"
    if percent >= CLOSE:
        return _("Very near to the sum up to which no tax is asked"), "wait"
    if percent >= NEAR:
        return _("Coming near to the sum up to which no tax is asked"), "wait"
    return _("Well below the sum up to which no tax is asked"), "ok"


def duty(it: Follows) -> str:
    said: dict[Duty, str] = {
        Duty.DECLARE: _(
            "Declare and pay: the commune's tax office says how much, by kind of goods."
        ),
        Duty.E_INVOICE: _(
            "Write e-invoices. Register within 30 days after the period in which the sum was"
            " passed."
        ),
        Duty.REFUND_OF_WITHHELD: _(
            "Tax that a platform held back is given back when you ask: form 03/CNKD-TMĐT in eTax"
            " Mobile. This market holds nothing back."
        ),
        Duty.OWN_PRODUCE: _(
            "What a household grew itself and sells unprocessed is treated apart, often without any"
            " tax. Ask before you pay."
        ),
    }
    return said[it.duty]


def when(it: Follows) -> str:
    said: dict[When, str] = {
        When.ABOVE: _("Above that sum"),
        When.BELOW: _("Below that sum"),
        When.ANY: _("Always"),
    }
    return said[it.when]


def years(it: Follows) -> str:
    if it.to_year == FOR_GOOD:
        return str(_("from %(year)s on", year=str(it.from_year)))
    return str(_("%(first)s to %(last)s", first=str(it.from_year), last=str(it.to_year)))


def kind_of_sale(kind: str) -> str:
    said: dict[str, str] = {
        "goods": _("Goods, bought or processed"),
        "service": _("Services"),
        "transport": _("Transport, and services that go with goods"),
    }
    return said[kind]


@dataclass(frozen=True, slots=True)
class Tax:
    """Nothing is held back here; what there is to declare, and by which rates."""

    withheld: str
    to_declare: str
    source: str


def tax(household: Household, its: Year, *, on: date) -> Tax | None:
    """Nothing for years our table of the law does not know. What comes in the year is judged by the
    rule of its last day, or of today."""
    day = min(on, date(its.year, 12, 31))
    rule = setting(_province(household), on=day, known=SETTINGS)
    told = to_declare(its.whole.sales, on=day)
    if rule is None or told is None:
        return None
    words = _(
        "%(sales)s of sales here. If all of it were goods bought or processed: VAT %(vat)s"
        " (%(at_vat)s%%) and income tax %(income)s (%(at_income)s%%). What the house grew itself"
        " and sold unprocessed is treated apart.",
        sales=told.sales,
        vat=told.vat,
        at_vat=share(told.rate.vat),
        income=told.income,
        at_income=share(told.rate.income),
    )
    return Tax(_withheld(its), words, f"{rule.source}; {told.rate.source}")


def _withheld(its: Year) -> str:
    """What came by wallet or card did not go straight to the household, and is told apart."""
    nothing = _(
        "0 ₫. Buyers pay into the household's own account, so that the market holds no tax back."
    )
    if not its.whole.by_gateway:
        return str(nothing)
    apart = _(
        "Of %(sum)s by wallet and card nothing was held back either; ask the tax office about it.",
        sum=its.whole.by_gateway,
    )
    return f"{nothing} {apart}"


def _province(household: Household) -> str:
    place = household.village
    while place.parent is not None and place.level is not Level.PROVINCE:
        place = place.parent
    return place.code


def share(rate: int) -> str:
    return digits.written(f"{rate / 100:g}", language())


def columns() -> dict[str, str]:
    """By their names in a month."""
    return {
        "to_account": _("To the account"),
        "in_cash": _("In cash"),
        "by_gateway": _("Wallets and cards"),
        "given_back": _("Given back"),
        "corrected": _("Words taken back"),
        "sales": _("Sales here"),
        "outside": _("Sold elsewhere, as you said"),
        "income": _("Income"),
        "fees": _("Fees kept by gateways"),
        "not_sales": _("Other money, no sales"),
    }


def row(it: Month, columns: dict[str, str], head: str) -> Row:
    return [head, *(getattr(it, name).dong for name in columns)]


def facts(household: Household, its: Year, *, at: datetime) -> list[tuple[str, str]]:
    """What stands above the table in a file."""
    told = gauge(its, on=clock.village_date(at))
    who = [(_("Household"), f"{household.keeper.name}, {household.code}")]
    if told is None:
        return who
    limit = f"{in_digits(told.rule.exempt_up_to)} ({told.rule.decision})"
    no_advice = _("This is no tax advice. The commune's tax office decides.")
    owed = tax(household, its, on=clock.village_date(at))
    said = [(_("Tax held back"), owed.withheld), (_("To declare"), owed.to_declare)] if owed else []
    return [*who, (_("No tax up to"), limit), *said, (_("Note"), no_advice)]
