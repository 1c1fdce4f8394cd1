"""What a complaint ended with goes back: by the way it came, else by transfer, else in cash."""

from datetime import datetime

from storefront.accounts.models import Person
from storefront.complaints.models import Complaint
from storefront.money import Money
from storefront.orders.models import PayBy
from storefront.payments import attempts, refunding, reversing
from storefront.payments.models import PaymentRefund
from storefront.payments.states import COLLECTED
from storefront.payments.tills import Tills


def promise(
    complaint: Complaint, amount: Money, tills: Tills, *, by: Person, at: datetime
) -> PaymentRefund | None:
    """Nothing for cash: whoever hands it over says so. Raises MoreThanCame."""
    order = complaint.order
    for attempt in reversed(attempts.of_order(order.id)):
        till = tills.find(attempt.provider, attempt.merchant)
        left = attempt.amount - reversing.given_back(attempt)
        if attempt.state in COLLECTED and till is not None and amount <= left:
            return refunding.by_gateway(order, attempt, amount, till, by=by, at=at)
    if order.pay_by is PayBy.CASH:
        return None
    return refunding.by_bank(order, amount, by=by, once=f"complaint:{complaint.id}", at=at)
