"""People, what they agreed to, and what was pressed. All of it is imported from here."""

from storefront.accounts.models.consents import (
    PROVEN_BY,
    Consent,
    ConsentMode,
    ConsentProof,
    ProofKind,
    Purpose,
)
from storefront.accounts.models.entering import (
    Ended,
    Knock,
    KnockKind,
    RecoveryCode,
    SecondFactor,
    SecondReset,
    SignInCode,
    Stay,
)
from storefront.accounts.models.people import Held, Person, Posting
from storefront.accounts.models.traces import (
    Look,
    LookedAt,
    Seen,
    Trace,
    TraceHead,
    TraceLink,
)

__all__ = [
    "PROVEN_BY",
    "Consent",
    "ConsentMode",
    "ConsentProof",
    "Ended",
    "Held",
    "Knock",
    "KnockKind",
    "Look",
    "LookedAt",
    "Person",
    "Posting",
    "ProofKind",
    "Purpose",
    "RecoveryCode",
    "SecondFactor",
    "SecondReset",
    "Seen",
    "SignInCode",
    "Stay",
    "Trace",
    "TraceHead",
    "TraceLink",
]
