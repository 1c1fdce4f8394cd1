"""Where files of each kind are kept: on this machine, or in a bucket that all machines share."""

from __future__ import annotations

from dataclasses import dataclass

from storefront.buckets import Bucket, Storage
from storefront.files import Files, Folder
from storefront.settings import Settings


@dataclass(frozen=True, slots=True)
class Kept:
    media: Files
    """Pictures, for everybody."""
    private: Files
    """Proofs of consent, where no address leads to."""
    exports: Files
    """Long files that somebody asked for, for a week."""

    @classmethod
    def of(cls, settings: Settings) -> Kept:
        if settings.s3 is None:
            here = settings.instance_dir
            return cls(
                Folder(settings.media_dir), Folder(here / "private"), Folder(here / "exports")
            )
        storage = Storage(settings.s3)
        return cls(*(Bucket(storage, name) for name in ("media", "private", "exports")))

    def lasting(self) -> dict[str, Files]:
        """What is in a backup."""
        return {"media": self.media, "private": self.private}
