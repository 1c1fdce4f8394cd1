"""What a household agrees to, in words: read aloud before it does, and what follows its no."""

from collections.abc import Iterable
from typing import NamedTuple

from flask_babel import gettext as _

from storefront.accounts import texts as versions
from storefront.accounts.models import Consent, ConsentMode, Person, ProofKind, Purpose
from storefront.accounts.texts import CURRENT
from storefront.web.languages import language

ICONS = {
    Purpose.SHOP: "store",
    Purpose.PAYOUT: "banknote",
    Purpose.ASSIST: "users",
    Purpose.REPORT: "chart-column",
}


class Words(NamedTuple):
    purpose: Purpose
    icon: str
    short: str
    full: str


def texts(version: str = CURRENT) -> list[Words]:
    """Each purpose apart; the first is the shop itself."""
    return [_words(purpose, version) for purpose in ICONS]


def _words(purpose: Purpose, version: str) -> Words:
    said = versions.words(purpose, language(), version)
    return Words(purpose, ICONS[purpose], said.short, said.full)


def of(consent: Consent) -> Words:
    """What this one agreed to, in the words of then."""
    return _words(consent.purpose, consent.text_version)


def version_of(consent: Consent) -> versions.Version:
    return versions.valid(consent.purpose, consent.text_version)


def current(purpose: Purpose) -> versions.Version:
    return versions.valid(purpose)


def short(purpose: Purpose) -> str:
    return versions.words(purpose, language()).short


def shorts(purposes: Iterable[Purpose]) -> str:
    return ", ".join(map(short, purposes))


def is_asked_again(keeper: Person, purpose: Purpose) -> bool:
    """It stands, to words that have changed since."""
    known = keeper.consent_to(purpose)
    return known is not None and versions.has_changed(purpose, known.text_version)


def to_ask(keeper: Person) -> list[Words]:
    return [it for it in texts() if is_asked(keeper, it.purpose)]


def is_asked(keeper: Person, purpose: Purpose) -> bool:
    return not keeper.agrees_to(purpose) or is_asked_again(keeper, purpose)


def what_follows(purpose: Purpose) -> str:
    """Said before it is taken back."""
    follows: dict[Purpose, str] = {
        Purpose.SHOP: _("The shop rests at once and takes no new order. Orders already accepted "
                        "are still to be seen to, and stay in the books."),
        Purpose.PAYOUT: _("No new order is paid into the account. Posters with its QR are "
                          "withdrawn, own wallets are stopped. Buyers pay in cash."),
        Purpose.ASSIST: _("From that moment nobody of the team can press for the household. "
                          "What was pressed before stays in its history."),
        Purpose.REPORT: _("Nobody sees the household in the rows behind a report any more, not "
                          "even without its name. It stays a number in the sums."),
    }  # fmt: skip
    return follows[purpose]


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


def tongues() -> list[tuple[str, str]]:
    """In which it was read or spoken. Their own names, in every language of the screen."""
    return [
        ("vi", "Tiếng Việt"),
        ("tyz", "Tày"),
        ("nut", "Nùng"),
        ("ium", "Dao"),
        ("hmn", "Mông"),
        ("km", "Khmer"),
        ("en", "English"),
    ]


def tongue(code: str) -> str:
    return dict(tongues()).get(code, code)


def proof(kind: ProofKind) -> str:
    return str(_("Voice note") if kind is ProofKind.VOICE else _("Photo of the paper"))
