"""The words a household agrees to, read aloud before it does. Version: accounts.CONSENT_TEXT."""

from typing import NamedTuple

from flask_babel import gettext as _

from storefront.accounts.models import ConsentMode, Purpose


class Words(NamedTuple):
    purpose: Purpose
    icon: str
    short: str
    full: str


def texts() -> list[Words]:
    """Each purpose apart; the first is the shop itself."""
    return [
        Words(
            Purpose.SHOP,
            "store",
            _("Open a shop"),
            _("The market shows the household's name, village and goods so that buyers see them."),
        ),
        Words(
            Purpose.PAYOUT,
            "banknote",
            _("Receive money into an account"),
            _(
                "Money goes straight into the household's own account. Buyers see the holder's "
                "name and the last digits. Nobody keeps the money in between."
            ),
        ),
        Words(
            Purpose.ASSIST,
            "users",
            _("Let the team press buttons for the household"),
            _("Each time somebody presses, the household sees who it was, and can say no."),
        ),
        Words(
            Purpose.REPORT,
            "chart-column",
            _("Be counted in the province's report"),
            _("Only numbers, without the household's name."),
        ),
    ]


def short(purpose: Purpose) -> str:
    return next(words.short for words in texts() if words.purpose is purpose)


def aloud() -> str:
    """Everything, as one text to be read out."""
    lines = [f"{words.short}. {words.full}" for words in texts()]
    return " ".join([*lines, _("The household may stop at any time.")])


def modes() -> list[tuple[str, str, str]]:
    return [
        (ConsentMode.SELF, _("They read it and agree themselves"), ""),
        (ConsentMode.SPOKEN, _("Read aloud, agreed to before a witness"), ""),
        (ConsentMode.PAPER, _("Signed on paper, which the team keeps"), ""),
    ]


def mode(kind: ConsentMode) -> str:
    return {value: words for value, words, _more in modes()}[kind]
