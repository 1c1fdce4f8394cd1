"""Two machines on one database and one bucket: each has folders of its own, and no request is sent
to the machine that had the one before it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any

import boto3
import requests
from moto.server import ThreadedMotoServer

from bench.servers import Server, serving
from storefront.settings import Bucketed
from tests.databases import free_port

SECRET = "for-tests"


@contextmanager
def a_bucket() -> Iterator[Bucketed]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    port = free_port()
    storage = ThreadedMotoServer(port=port, verbose=False)
    storage.start()
    told = Bucketed("choban", f"http://127.0.0.1:{port}", "us-east-1", "key", "secret")
    try:
        client(told).create_bucket(Bucket=told.bucket)
        yield told
    finally:
        storage.stop()


def client(told: Bucketed) -> Any:
    return boto3.session.Session().client(
        "s3",
        endpoint_url=told.url,
        region_name=told.region,
        aws_access_key_id=told.key,
        aws_secret_access_key=told.secret,
    )


@contextmanager
def two_machines(url: str, told: Bucketed, folder: Path) -> Iterator[tuple[Server, Server]]:
    env = {
        "DATABASE_URL": url, "PRACTICE": "1", "SECRET_KEY": SECRET, "WEB_CONCURRENCY": "1",
        "S3_BUCKET": told.bucket, "S3_URL": told.url, "S3_REGION": told.region,
        "S3_KEY": told.key, "S3_SECRET": told.secret,
    }  # fmt: skip
    with ExitStack() as stack:
        own = [{"INSTANCE_DIR": str(folder / name)} for name in ("one", "other")]
        one, other = (stack.enter_context(serving("wsgi:app", env | it)) for it in own)
        yield one, other


@dataclass
class Roamer:
    """A browser that asks another machine each time."""

    ports: tuple[int, int]
    line: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        self._next = cycle(self.ports)

    def get(self, path: str, **more: Any) -> requests.Response:
        return self._ask("GET", path, **more)

    def post(self, path: str, form: dict[str, str], **more: Any) -> requests.Response:
        return self._ask("POST", path, data=form, **more)

    def both(self, path: str) -> list[requests.Response]:
        return [self.get(path) for _port in self.ports]

    def _ask(self, method: str, path: str, **more: Any) -> requests.Response:
        address = f"http://127.0.0.1:{next(self._next)}{path}"
        return self.line.request(method, address, timeout=30, allow_redirects=False, **more)
