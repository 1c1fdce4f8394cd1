"""Where an attempt to pay and a refund can go from where they are."""

from storefront.payments.models import AttemptState, RefundState

_CLOSED = frozenset({AttemptState.FAILED, AttemptState.EXPIRED, AttemptState.CANCELLED})
UNDECIDED = frozenset({AttemptState.CREATED, AttemptState.PENDING})
ASKED_ABOUT = UNDECIDED | {AttemptState.EXPIRED}
"""The gateway has not said how it went; time alone decides nothing."""
COLLECTED = frozenset({AttemptState.SUCCEEDED, AttemptState.PARTIALLY_REFUNDED})

NEXT: dict[AttemptState, frozenset[AttemptState]] = {
    AttemptState.CREATED: _CLOSED | {AttemptState.PENDING, AttemptState.SUCCEEDED},
    AttemptState.PENDING: _CLOSED | {AttemptState.SUCCEEDED},
    # Money is the truth: it may come after any other end, and nothing else may.
    AttemptState.FAILED: frozenset({AttemptState.SUCCEEDED}),
    AttemptState.EXPIRED: frozenset({AttemptState.SUCCEEDED, AttemptState.FAILED}),
    AttemptState.CANCELLED: frozenset({AttemptState.SUCCEEDED}),
    AttemptState.SUCCEEDED: frozenset({AttemptState.PARTIALLY_REFUNDED, AttemptState.REFUNDED}),
    AttemptState.PARTIALLY_REFUNDED: frozenset({AttemptState.REFUNDED}),
    AttemptState.REFUNDED: frozenset(),
}

NEXT_OF_REFUND: dict[RefundState, frozenset[RefundState]] = {
    RefundState.ASKED: frozenset({RefundState.PENDING, RefundState.DONE, RefundState.REFUSED}),
    RefundState.PENDING: frozenset({RefundState.DONE, RefundState.REFUSED}),
    RefundState.DONE: frozenset(),
    RefundState.REFUSED: frozenset(),
}

UNDER_WAY = frozenset({RefundState.ASKED, RefundState.PENDING})
"""Refunds whose money is spoken for and has not gone yet."""
