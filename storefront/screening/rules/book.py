"""All the rules there are. To add one: a pure function, a line here, histories that show it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from storefront.screening.dossier import Dossier, Finding
from storefront.screening.models import Scheme
from storefront.screening.rules import buying, registering, trading
from storefront.screening.rules.rule import Rule
from storefront.screening.rules.rule import marked as _
from storefront.screening.thresholds import USUAL, Thresholds

RULES: tuple[Rule, ...] = (
    Rule(
        Scheme.SELF_BUYING,
        _("Buying from oneself"),
        _("The buyer's phone, account, browser or door is that of the house or of a helper."),
        _("A helper orders for somebody old; a daughter in the city uses her mother's number; "
          "buyers call, and the house writes their orders down."),
        buying.self_buying,
    ),
    Rule(
        Scheme.CIRCULAR,
        _("Money in a ring"),
        _("Keepers buy from each other until about the same sum is back where it began."),
        _("Neighbours who really exchange rice for honey, once."),
        buying.circular,
    ),
    Rule(
        Scheme.BURST,
        _("A rush before the deadline"),
        _("Many orders in the last days before figures are due, few buyers, no bank tells of it."),
        _("A harvest, a market day or a feast that falls on the end of the month."),
        trading.burst,
    ),
    Rule(
        Scheme.EMPTY_SHELL,
        _("Empty shops from one hand"),
        _("No goods for a month, and the same person opened many such in the same days."),
        _("A village signed up together and the first harvest is still to come."),
        registering.empty_shell,
    ),
    Rule(
        Scheme.TWICE,
        _("One household twice"),
        _("Name and village are an older entry's, years do not differ; or name and account are."),
        _("Two people of one name and age, or of one name whose years nobody asked: see both."),
        registering.twice,
    ),
    Rule(
        Scheme.SHARED_ACCOUNT,
        _("One account for many shops"),
        _("Several households are paid on the same bank account."),
        _("A family, or a co-operative that is paid for its members."),
        registering.shared_account,
    ),
    Rule(
        Scheme.COPIED_PHOTO,
        _("Copied photos"),
        _("The same picture stands for goods of several houses that cannot all have taken it."),
        _("Neighbours who photographed the same tree or shared one good picture."),
        registering.copied_photo,
    ),
    Rule(
        Scheme.STAFF_ROUND,
        _("Round sums by staff"),
        _("Officials or team members from elsewhere order round sums again and again."),
        _("An office that buys presents together: count it as institutional."),
        buying.staff_round,
    ),
    Rule(
        Scheme.UNPAID_SCAN,
        _("Scanned and never paid"),
        _("Many orders by QR run out unpaid."),
        _("A bank that was down that day, or a buyer who is learning."),
        buying.unpaid_scan,
    ),
    Rule(
        Scheme.REVIVED,
        _("A dead shop sells again"),
        _("After a season of silence, several orders at once from very few buyers, on the"
          " house's word."),
        _("Goods that ripen once a year."),
        trading.revived,
    ),
    Rule(
        Scheme.OVERLAP,
        _("Imported figures that are also ours"),
        _("A platform's table and our own book tell of the same days with the same sum."),
        _("Chance, with very small sums."),
        registering.overlap,
    ),
    Rule(
        Scheme.PRICE_OUTLIER,
        _("Prices far from usual"),
        _("Sold for at least four times, or at most a quarter of, what others take for the same."),
        _("A better grade under the same name, or a price typed in the wrong unit."),
        trading.price_outlier,
    ),
)  # fmt: skip

BY_SCHEME = {rule.scheme: rule for rule in RULES}


def look(
    dossier: Dossier, thresholds: Thresholds = USUAL, rules: Sequence[Rule] = RULES
) -> Iterator[Finding]:
    """Everything there is to say about one household."""
    for rule in rules:
        yield from rule.find(dossier, thresholds)
