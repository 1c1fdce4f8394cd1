"""Files in a bucket (S3, or what speaks like it) that all machines share.

The one way out besides wire: the address is the operator's own, never a visitor's.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from tempfile import TemporaryFile
from threading import Lock
from typing import Any, BinaryIO, cast

from storefront.errors import Busy
from storefront.settings import Bucketed

PATIENCE = (3.0, 10.0)
"""Seconds to connect, and to wait for each piece of an answer."""
TRIES = 2
GONE = {"404", "NoSuchKey", "NotFound"}


class FilesAway(Busy):
    """The bucket did not answer, or refused: nothing was kept, asking again may work."""


class CannotSpeakToBuckets(RuntimeError):
    """A setting names a bucket, and the library for it is not installed."""


class Storage:
    """One for all folders of a process: its lines are kept open, its threads share them."""

    def __init__(self, told: Bucketed) -> None:
        self.told = told
        self._making = Lock()

    @property
    def client(self) -> Any:
        with self._making:
            return self._client

    @cached_property
    def _client(self) -> Any:
        """Made when first asked, which is after the workers are forked: lines are not shared."""
        try:
            import boto3  # large, and only for those who have a bucket
            from botocore.config import Config
        except ImportError as error:
            raise CannotSpeakToBuckets("S3_BUCKET is set; install requirements-s3.lock.") from error
        it = self.told
        manners = Config(
            connect_timeout=PATIENCE[0],
            read_timeout=PATIENCE[1],
            retries={"mode": "standard", "max_attempts": TRIES},
            max_pool_connections=16,
            s3={"addressing_style": "path"} if it.url else {},
            # Storage that speaks like S3 often does not know the newer sums.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        return boto3.session.Session().client(
            "s3",
            endpoint_url=it.url or None,
            region_name=it.region or "us-east-1",
            aws_access_key_id=it.key or None,
            aws_secret_access_key=it.secret or None,
            config=manners,
        )


class Bucket:
    """A folder in a bucket."""

    def __init__(self, storage: Storage, folder: str) -> None:
        self._storage, self._folder = storage, folder

    def keep(self, name: str, content: bytes) -> None:
        with _named_failures():
            self._storage.client.put_object(Body=content, **self._at(name))

    def open(self, name: str) -> BinaryIO | None:
        whole = cast(BinaryIO, TemporaryFile())  # noqa: SIM115  closed by whoever reads it
        try:
            with _named_failures():
                self._storage.client.download_fileobj(
                    self._storage.told.bucket, f"{self._folder}/{name}", whole
                )
        except (_Gone, FilesAway) as error:
            whole.close()
            if isinstance(error, FilesAway):
                raise
            return None
        whole.seek(0)
        return whole

    def remove(self, name: str) -> None:
        with _named_failures():
            self._storage.client.delete_object(**self._at(name))

    def all(self) -> Iterator[tuple[str, int]]:
        with _named_failures():
            pages = self._storage.client.get_paginator("list_objects_v2").paginate(
                Bucket=self._storage.told.bucket, Prefix=f"{self._folder}/"
            )
            for page in pages:
                for it in page.get("Contents", []):
                    yield it["Key"].removeprefix(f"{self._folder}/"), it["Size"]

    def clear(self) -> None:
        for name, _size in list(self.all()):
            self.remove(name)

    def answers(self) -> bool:
        try:
            with _named_failures():
                self._storage.client.head_bucket(Bucket=self._storage.told.bucket)
        except (FilesAway, _Gone):
            return False
        return True

    def _at(self, name: str) -> dict[str, str]:
        return {"Bucket": self._storage.told.bucket, "Key": f"{self._folder}/{name}"}


class _Gone(Exception):
    """There is no such file."""


@contextmanager
def _named_failures() -> Iterator[None]:
    """Raises FilesAway, with no word of the answer: it may repeat the key."""
    try:
        yield
    except (CannotSpeakToBuckets, FilesAway):
        raise
    except Exception as error:
        said = getattr(error, "response", {}).get("Error", {}).get("Code", "")
        if said in GONE:
            raise _Gone from error
        if not type(error).__module__.startswith(("botocore", "boto3", "s3transfer")):
            raise
        raise FilesAway(said or type(error).__name__) from error
