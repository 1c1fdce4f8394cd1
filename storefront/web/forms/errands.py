"""What a phone's errand says of itself, and what it says besides what the same form says online."""

import re
from datetime import UTC, datetime
from typing import Annotated, Literal

from flask_babel import gettext as _
from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from storefront.accounts.actions import CONSENT_TEXT
from storefront.field.models import ErrandKind
from storefront.web.forms.checkout import CheckoutForm
from storefront.web.forms.goods import GoodsForm
from storefront.web.forms.household import AccountForm, ConsentForm, MoreConsentForm, ShopForm
from storefront.web.forms.questions import QuestionForm
from storefront.web.forms.values import Tidy, Whole
from storefront.web.forms.visits import MarkForm, VisitForm

FIRST_PHONE, LAST_PHONE = 1_600_000_000_000, 4_000_000_000_000
CLIENT_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_CODE = re.compile(r"[0-9A-Za-z]{4,12}")


def _an_id(value: str) -> str:
    if not CLIENT_ID.fullmatch(value):
        raise ValueError(_("This is not right. Look at it again."))
    return value


def _a_household(value: str) -> str:
    if not (_CODE.fullmatch(value) or CLIENT_ID.fullmatch(value)):
        raise ValueError(_("This is not right. Look at it again."))
    return value


def _words_of_today(value: str) -> str:
    if value != CONSENT_TEXT:
        raise ValueError(_("The words of consent have changed. Read them out again and ask anew."))
    return value


Number = Annotated[int, Field(ge=0, le=10**15)]
ClientId = Annotated[str, AfterValidator(_an_id)]
Reference = Annotated[str, AfterValidator(_a_household)]
"""A household by its code, or by the errand that registers it."""


class EnvelopeForm(BaseModel):
    client_id: ClientId
    kind: ErrandKind
    person: Whole
    """Whose phone wrote it down."""
    made: Number = FIRST_PHONE

    @property
    def made_at(self) -> datetime:
        """Phones count milliseconds. A clock that is years off is taken as it is."""
        kept = min(max(self.made, FIRST_PHONE), LAST_PHONE)
        return datetime.fromtimestamp(kept / 1000, UTC)


class PieceForm(BaseModel):
    """Which bytes of which photo."""

    person: Number
    size: Number
    digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    offset: Number


class HouseholdErrand(ConsentForm):
    text_version: Annotated[Tidy, AfterValidator(_words_of_today)]
    """Of what was read out."""
    same: Annotated[str, StringConstraints(max_length=12)] = ""
    """The household of this code: somebody has looked at both."""
    another: Literal["yes", ""] = ""
    photo: ClientId | None = None
    """What proves it: the photo of the paper, or the voice note."""


class ConsentErrand(MoreConsentForm):
    household: Reference
    text_version: Annotated[Tidy, AfterValidator(_words_of_today)]
    again: Literal["yes", ""] = ""
    """They said yes once more after they had taken it back."""
    photo: ClientId | None = None


class ShopErrand(ShopForm):
    household: Reference
    keep: Literal["here", "there", ""] = ""
    """Which name, where the shop was open already."""


class AccountErrand(AccountForm):
    household: Reference
    keep: Literal["here", "there", ""] = ""


class GoodsErrand(GoodsForm):
    household: Reference
    photo: ClientId | None = None


class PhoneOrderErrand(CheckoutForm):
    household: Reference
    once: str = ""
    """The errand's own id stands for it."""
    seen: Whole = 0
    """What the buyer was told on the telephone."""


class StickerErrand(BaseModel):
    does: Literal["look", "place", "withdraw"]
    serial: Annotated[Tidy, StringConstraints(max_length=20)] = ""
    qr: Annotated[Tidy, StringConstraints(max_length=600)] = ""
    """What it says, if the phone could read it."""
    spot: Annotated[Tidy, StringConstraints(max_length=80)] = ""
    why: Literal["pasted_over", "lost"] = "pasted_over"


class SignalErrand(MarkForm):
    village: Annotated[Tidy, StringConstraints(max_length=20)]


class QuestionErrand(QuestionForm):
    """Without a picture of the screen: that is for where there is a line."""


class VisitErrand(VisitForm):
    household: Reference
