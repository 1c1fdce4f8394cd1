from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from storefront.accounts.models import Person
from storefront.accounts.permissions import Permission
from storefront.bills.models import Bill
from storefront.db import session
from storefront.money import Money
from storefront.shops import entries
from storefront.shops.models import Household, PaymentAccount, Shop

_WHOSE = joinedload(Bill.shop).joinedload(Shop.household)
_BILLS = select(Bill).options(
    _WHOSE.options(
        joinedload(Household.keeper).selectinload(Person.consents), joinedload(Household.village)
    ),
    joinedload(Bill.shop).joinedload(Shop.commune),
    joinedload(Bill.account),
    joinedload(Bill.issued_by),
    selectinload(Bill.lines),
)


def by_secret(secret: str) -> Bill | None:
    return session.scalar(_BILLS.where(Bill.secret == secret))


def by_once(once: str) -> Bill:
    return session.scalars(_BILLS.where(Bill.once == once)).one()


def by_code(code: str) -> Bill | None:
    return session.scalar(_BILLS.where(Bill.code == code))


def to_handle(code: str, person: Person, *, on: date) -> Bill | None:
    """A bill of this person's own household, or of one where the person may press."""
    bill = by_code(code)
    if bill is None:
        return None
    allowed = entries.allows(bill.shop.household, person, Permission.ORDER_HANDLE, on=on)
    return bill if allowed else None


def of_shop(shop: Shop, *, limit: int | None = None) -> Sequence[Bill]:
    """Newest first."""
    wanted = select(Bill).where(Bill.shop_id == shop.id).order_by(Bill.id.desc())
    return session.scalars(wanted.options(selectinload(Bill.lines)).limit(limit)).all()


def meant(codes: Sequence[str], *, to_account: str) -> list[Bill]:
    """The bills among these codes that were to be paid to this account, locked in id order."""
    if not codes:
        return []
    wanted = (
        select(Bill.id)
        .join(Bill.account)
        .where(Bill.code.in_(codes), PaymentAccount.number == to_account)
        .order_by(Bill.id)
    )
    return [locked(number) for number in session.scalars(wanted).all()]


def locked(bill_id: int) -> Bill:
    """A bill as it is now, which nobody else can change before this deed ends."""
    wanted = _BILLS.where(Bill.id == bill_id).with_for_update(of=Bill)
    return session.scalars(wanted, execution_options={"populate_existing": True}).one()


def to_be_reminded(*, on: date, limit: int) -> Sequence[Bill]:
    """Unpaid bills whose payer should hear of them again by this day, locked."""
    wanted = (
        _BILLS.where(Bill.remind_on <= on)
        .order_by(Bill.id)
        .limit(limit)
        .with_for_update(of=Bill, skip_locked=True)
    )
    return session.scalars(wanted, execution_options={"populate_existing": True}).all()


def waiting(*, limit: int) -> Sequence[Bill]:
    """Bills for which nothing has come yet, newest first."""
    open_ = (Bill.voided_at.is_(None), Bill.account_id.is_not(None), Bill.paid == Money(0))
    return session.scalars(_BILLS.where(*open_).order_by(Bill.id.desc()).limit(limit)).all()
