"""Money on its way, by noun. All of it is imported from here."""

from storefront.payments.models.attempts import AttemptState, PaymentAttempt
from storefront.payments.models.cases import CaseAction, CaseKind, CaseState, PaymentCase
from storefront.payments.models.credentials import Greeted, MerchantCredential
from storefront.payments.models.held import HeldCash
from storefront.payments.models.messages import ProviderCursor, RawMessage, Verdict
from storefront.payments.models.receipts import Means, Outcome, Receipt
from storefront.payments.models.refunds import PaymentRefund, RefundState, RefundWay

__all__ = [
    "AttemptState",
    "CaseAction",
    "CaseKind",
    "CaseState",
    "Greeted",
    "HeldCash",
    "Means",
    "MerchantCredential",
    "Outcome",
    "PaymentAttempt",
    "PaymentCase",
    "PaymentRefund",
    "ProviderCursor",
    "RawMessage",
    "Receipt",
    "RefundState",
    "RefundWay",
    "Verdict",
]
