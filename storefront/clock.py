"""The only module that asks what time it is. Moments are aware; days are Asia/Ho_Chi_Minh."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

VILLAGE = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    return datetime.now(UTC)


def village_time(moment: datetime) -> datetime:
    return moment.astimezone(VILLAGE)


def village_date(moment: datetime) -> date:
    """The day on the shopkeeper's calendar."""
    return moment.astimezone(VILLAGE).date()


def start_of(day: date) -> datetime:
    """The moment a village day begins, in UTC."""
    return datetime.combine(day, time.min, tzinfo=VILLAGE).astimezone(UTC)
