"""Of what kind an account is: its BIN says so, and each kind is counted apart."""

from storefront.facts.models import Indicator
from storefront.shops.models import AccountKind

_NOT_BANKS = {
    "971005": AccountKind.MOBILE_MONEY,  # Viettel Money
    "971011": AccountKind.MOBILE_MONEY,  # VNPT Money
    "971025": AccountKind.WALLET,  # MoMo
}

COUNTED_AS = {
    AccountKind.BANK: Indicator.ACCOUNT_BANK,
    AccountKind.WALLET: Indicator.ACCOUNT_WALLET,
    AccountKind.MOBILE_MONEY: Indicator.ACCOUNT_MOBILE_MONEY,
}


def kind_of(bank_bin: str) -> AccountKind:
    return _NOT_BANKS.get(bank_bin, AccountKind.BANK)
