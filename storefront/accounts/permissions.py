"""What may be done, and which role grants it. Read it as a table."""

from enum import StrEnum


class Permission(StrEnum):
    HOUSEHOLD_READ = "household:read"
    """See a household with its personal fields."""

    SHOP_OPEN = "shop:open"
    """Register households with their consent, open their shops, declare their accounts."""

    ROLL_BRING = "roll:bring"
    """Bring lists of households, and say which entries are one household."""

    TWINS_DECIDE = "twins:decide"
    """Be the second person when two entries of the book are made one, and undo it."""

    SHOP_EDIT = "shop:edit"
    """Change a shop's page, products, prices and stock."""

    VISIT_WRITE = "visit:write"
    """Write down having been at a household."""

    VOICE_RECORD = "voice:record"
    """Record what key screens say, in the tongues of the place's province, and replace it."""

    GOODS_REVIEW = "goods:review"
    """Decide about goods that the law may keep from the market."""

    ORDER_HANDLE = "order:handle"
    """Confirm, send, deliver or cancel a shop's orders, and say that money has come."""

    COMPLAINTS_DECIDE = "complaints:decide"
    """Decide about complaints when a buyer appeals, or nobody answered."""

    QUESTIONS_ANSWER = "questions:answer"
    """Answer keepers and teams who are stuck."""

    MONEY_WATCH = "money:watch"
    """See money that needs somebody, act where no household is known, and keep what providers gave
    to co-operatives."""

    ACCOUNT_CONFIRM = "account:confirm"
    """Be the second person when a household is to be paid at another account."""

    TEAM_EDIT = "team:edit"
    """Say who joins a team and who leaves it, as the commune's chairman decided."""

    CAMPAIGN_READ = "campaign:read"
    """See growth figures for a place, down to masked rows."""

    REPORT_MAKE = "report:make"
    """Freeze, send and receive the period reports of one's own place."""

    REPORT_SIGN = "report:sign"
    """Put the province's signature under a report."""

    DATA_REQUESTS = "data:requests"
    """Answer what people ask about their own data: a copy, a correction, erasure, an end."""

    BREACHES = "breaches:write"
    """Write down that data came into wrong hands, and whom one told of it."""

    LOOKS_READ = "looks:read"
    """See who looked at rows about the households of a place, and what for."""

    SIGNATURES_READ = "signatures:read"
    """See by which certificates reports were signed, and which have no timestamp."""

    CAMPAIGN_EDIT = "campaign:edit"
    """Enter baselines and targets of a place."""

    FIGURES_IMPORT = "figures:import"
    """Bring figures of other platforms, and withdraw them."""

    FEES_EDIT = "fees:edit"
    """Enter what carriers ask for a parcel."""

    FAIR_HOLD = "fair:hold"
    """Plan market days of one's own places, give stalls, close them out and tell the commune."""

    COUNTER_EDIT = "counter:edit"
    """Open access points, say when they are open, and put their log right."""

    COUNTER_KEEP = "counter:keep"
    """Help households at a shared computer, one at a time."""

    ANSWER_HOURS = "answer:hours"
    """Say how long an order may be without an answer before others are told."""

    PLACES_EDIT = "places:edit"
    """Add and move villages."""

    REFORMS_ENTER = "reforms:enter"
    """Merge, divide and rename communes, and move villages between them, as was decided."""

    OUTBOX_READ = "outbox:read"
    """Read every message the market has sent."""

    SECOND_RESET = "second:reset"
    """Ask that a colleague's second step of signing in is set back, and confirm it from above."""

    OPERATION_READ = "operation:read"
    """See how the server is doing: what waits, for how long, and what is down."""

    MESSAGES_REPLAY = "messages:replay"
    """See what banks and gateways told, and have it read again."""


class Role(StrEnum):
    MEMBER = "member"
    """A member of a community technology team."""
    LEADER = "leader"
    """The head of a team, usually the village head."""
    COMMUNE_OFFICER = "commune_officer"
    PROVINCE_OFFICER = "province_officer"
    OPERATOR = "operator"


_TEAM = frozenset(
    {
        Permission.HOUSEHOLD_READ,
        Permission.SHOP_OPEN,
        Permission.SHOP_EDIT,
        Permission.VISIT_WRITE,
        Permission.ORDER_HANDLE,
        Permission.ACCOUNT_CONFIRM,
        Permission.COUNTER_KEEP,
    }
)

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.MEMBER: _TEAM,
    Role.LEADER: _TEAM
    | {
        Permission.ROLL_BRING,
        Permission.VOICE_RECORD,
        Permission.COUNTER_EDIT,
        Permission.FAIR_HOLD,
    },
    Role.COMMUNE_OFFICER: frozenset(
        {
            Permission.SECOND_RESET,
            Permission.HOUSEHOLD_READ,
            Permission.VISIT_WRITE,
            Permission.VOICE_RECORD,
            Permission.GOODS_REVIEW,
            Permission.COMPLAINTS_DECIDE,
            Permission.QUESTIONS_ANSWER,
            Permission.TEAM_EDIT,
            Permission.ACCOUNT_CONFIRM,
            Permission.CAMPAIGN_READ,
            Permission.CAMPAIGN_EDIT,
            Permission.FIGURES_IMPORT,
            Permission.ROLL_BRING,
            Permission.TWINS_DECIDE,
            Permission.REPORT_MAKE,
            Permission.PLACES_EDIT,
            Permission.MONEY_WATCH,
            Permission.FAIR_HOLD,
            Permission.COUNTER_EDIT,
            Permission.COUNTER_KEEP,
        }
    ),
    Role.PROVINCE_OFFICER: frozenset(
        {
            Permission.SECOND_RESET,
            Permission.QUESTIONS_ANSWER,
            Permission.CAMPAIGN_READ,
            Permission.CAMPAIGN_EDIT,
            Permission.FIGURES_IMPORT,
            Permission.REPORT_MAKE,
            Permission.REPORT_SIGN,
            Permission.LOOKS_READ,
            Permission.DATA_REQUESTS,
            Permission.BREACHES,
            Permission.SIGNATURES_READ,
            Permission.PLACES_EDIT,
            Permission.REFORMS_ENTER,
            Permission.MONEY_WATCH,
            Permission.FEES_EDIT,
            Permission.ANSWER_HOURS,
        }
    ),
    Role.OPERATOR: frozenset(
        {
            Permission.SECOND_RESET,
            Permission.OUTBOX_READ,
            Permission.OPERATION_READ,
            Permission.BREACHES,
            Permission.MONEY_WATCH,
            Permission.FEES_EDIT,
            Permission.MESSAGES_REPLAY,
            Permission.SIGNATURES_READ,
        }
    ),
}

SECOND_STEP: frozenset[Role] = frozenset(
    {Role.COMMUNE_OFFICER, Role.PROVINCE_OFFICER, Role.OPERATOR}
)
"""Who sees or decides about many households, signs figures, pays out or reforms shows a second
factor as well. Teams in the field do not: their phones are out of signal, old and shared."""

KEEPER: frozenset[Permission] = frozenset(
    {
        Permission.HOUSEHOLD_READ,
        Permission.SHOP_EDIT,
        Permission.ORDER_HANDLE,
    }
)
"""What keepers may do with their own household and shop, without any posting."""

HELPING: frozenset[Permission] = frozenset({Permission.SHOP_EDIT, Permission.ORDER_HANDLE})
"""Pressing for a household: others need its consent to that (Purpose.ASSIST) as well."""

ACTING: frozenset[Permission] = HELPING | {Permission.SHOP_OPEN}
"""What nobody else may do once a household has taken over itself. Reading, having been there, and
being the second person for an account are no deeds in its name."""
