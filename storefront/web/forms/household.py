import re
from typing import Annotated, Literal

from flask_babel import gettext as _
from pydantic import (
    AfterValidator,
    BaseModel,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)

from storefront import banks, clock, text
from storefront.accounts.models import ConsentMode, ProofKind, Purpose
from storefront.web.forms.values import Line, Paragraph, Phone, Tidy, Whole

OLDEST = 1900
YOUNGEST_KEEPER = 15


def _year(value: int) -> int:
    latest = clock.village_date(clock.now()).year - YOUNGEST_KEEPER
    if not OLDEST <= value <= latest:
        raise ValueError(_("A year of birth, such as 1968."))
    return value


def bank(value: str) -> str:
    if value not in banks.all_banks():
        raise ValueError(_("Choose the bank from the list."))
    return value


BankBin = Annotated[Tidy, StringConstraints(max_length=20), AfterValidator(bank)]


def account_number(value: str) -> str:
    number = re.sub(r"[\s.-]", "", value).upper()
    if not re.fullmatch(r"[0-9A-Z]{6,19}", number, re.ASCII):
        raise ValueError(_("6 to 19 digits, as on the bank's card or app."))
    return number


def holder(value: str) -> str:
    folded = text.fold(value).upper()
    if len(folded) < 2:
        raise ValueError(_("The holder's name in letters, as the bank writes it."))
    return folded


class KeeperForm(BaseModel):
    """Who keeps the household."""

    name: Line
    honorific: Literal["ông", "bà", "anh", "chị"]
    birth_year: Annotated[Whole, AfterValidator(_year)] | None = None
    phone: Phone | None = None


class WhoForm(KeeperForm):
    """Who keeps the household, and where it lives."""

    village: Annotated[Tidy, StringConstraints(max_length=20)]


class MoreConsentForm(BaseModel):
    """What is agreed to, and how."""

    purposes: list[Purpose] = []
    mode: ConsentMode
    witness: Line | None = Field(default=None, validate_default=True)
    language: Literal["vi", "tyz", "nut", "ium", "hmn", "km", "en"] = "vi"
    """In which it was read or spoken."""

    @field_validator("purposes")
    @classmethod
    def _something(cls, purposes: list[Purpose]) -> list[Purpose]:
        if not purposes:
            raise ValueError(_("Tick at least one."))
        return purposes

    @field_validator("witness")
    @classmethod
    def _only_if_heard(cls, witness: str | None, so_far: ValidationInfo) -> str | None:
        if so_far.data.get("mode") is ConsentMode.SPOKEN and not witness:
            raise ValueError(_("Who listened? Write the witness's name."))
        return witness


class ProofForm(BaseModel):
    kind: ProofKind


class ConsentForm(MoreConsentForm, WhoForm):
    """A household's first consent, with who it is."""

    @field_validator("purposes")
    @classmethod
    def _a_shop_at_least(cls, purposes: list[Purpose]) -> list[Purpose]:
        if Purpose.SHOP not in purposes:
            raise ValueError(_("Without the first one there is no shop to open."))
        return purposes


class ShopForm(BaseModel):
    name: Line
    story: Paragraph = ""


class AccountForm(BaseModel):
    other_bank: BankBin | None = None
    """Of all there are, where it is none of the commonest."""
    bank: BankBin = Field(default="", validate_default=True)
    number: Annotated[Tidy, StringConstraints(max_length=40), AfterValidator(account_number)]
    holder: Annotated[Tidy, StringConstraints(max_length=80), AfterValidator(holder)]
    shared: Literal["yes", ""] = ""
    """Two households really are paid at this account."""

    @field_validator("bank", mode="before")
    @classmethod
    def _the_one_meant(cls, common: str, so_far: ValidationInfo) -> str:
        other = str(so_far.data.get("other_bank") or "")
        if common and other and common != other:
            raise ValueError(_("Two banks are chosen. Tap the right one once more."))
        return common or other
