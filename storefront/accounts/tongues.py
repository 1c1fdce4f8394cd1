"""Languages people speak at home and few read: heard from recordings, never from a machine."""

import enum


class Tongue(enum.StrEnum):
    """By ISO 639, so that pages can say in which language a recording is."""

    TAY = "tyz"
    NUNG = "nut"
    DAO = "ium"
    """Iu Mien, which most Dao of the north-east speak. Kim Mun (mji) would be another."""
    MONG = "hmn"
    """All of Mông: which kind a speaker speaks is heard, not chosen."""
    KHMER = "km"
