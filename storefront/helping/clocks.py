"""How long the commune has to answer a household that says no."""

from datetime import datetime, timedelta

from storefront import clock, workdays

WORKING_DAYS = 2
"""To reply (Decree 356/2025 gives two working days)."""
CLOSING = timedelta(hours=17)


def due(raised: datetime) -> datetime:
    """When offices close on the second working day after it."""
    return clock.start_of(workdays.after(clock.village_date(raised), WORKING_DAYS)) + CLOSING
