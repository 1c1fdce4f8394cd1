class NotRecorded(ValueError):
    """It cannot be kept."""


class TooMany(NotRecorded):
    """More in a day than anybody says."""
