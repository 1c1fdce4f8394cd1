"""Files in a bucket: kept once, copied and put back, and what is said when it is away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from storefront import clock, files
from storefront.buckets import Bucket, FilesAway, Storage
from storefront.cli import schema
from storefront.db import db
from storefront.kept import Kept
from storefront.settings import Bucketed
from storefront.upkeep import backing_up, restoring
from storefront.upkeep.refusals import CannotRestore
from tests.databases import free_port, never_made
from tests.wide import a_bucket


@pytest.fixture(scope="module")
def told() -> Iterator[Bucketed]:
    with a_bucket() as it:
        yield it


@pytest.fixture
def kept(told: Bucketed) -> Iterator[dict[str, files.Files]]:
    storage = Storage(told)
    it: dict[str, files.Files] = {name: Bucket(storage, name) for name in ("media", "private")}
    yield it
    for folder in it.values():
        folder.clear()


@pytest.fixture
def away(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens there."""
    storage = Storage(Bucketed("choban", f"http://127.0.0.1:{free_port()}", "", "key", "secret"))
    gone = Kept(*(Bucket(storage, name) for name in ("media", "private", "exports")))
    monkeypatch.setitem(app.extensions, "kept", gone)


def test_a_bucket_is_a_folder(kept: dict[str, files.Files]) -> None:
    media = kept["media"]
    names = {files.put(media, content, suffix=".webp") for content in (b"na", b"na", b"plums")}
    files.put(kept["private"], b"yes", suffix=".ogg")

    assert {name for name, _size in media.all()} == names
    assert sorted(size for _name, size in media.all()) == [2, 5]
    assert {files.read(media, name) for name in names} == {b"na", b"plums"}
    assert files.read(media, "f" * 40 + ".webp") is None
    media.remove(names.pop())
    media.remove("f" * 40 + ".webp")
    assert {name for name, _size in media.all()} == names


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_a_copy_of_a_bucket_is_put_back_into_folders_and_the_other_way_round(
    app: Flask, kept: dict[str, files.Files], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = files.put(kept["media"], b"a picture of honey", suffix=".webp")
    files.put(kept["private"], b"yes, said the voice", suffix=".ogg")
    to, at, revision = tmp_path / "copies", clock.now(), schema.expected()
    copy, _told = backing_up.back_up(db.engine, kept, to, revision=revision, at=at)
    folders = {it: files.Folder(tmp_path / "new" / it) for it in kept}
    with never_made("elsewhere", tmp_path) as engine:
        restoring.restore(engine, folders, to, copy, fit=schema.fit)
    assert files.read(folders["media"], name) == b"a picture of honey"

    # Once more: what was copied before is not fetched again, only listed.
    monkeypatch.setattr(Bucket, "open", lambda _self, name: pytest.fail(f"{name} was fetched"))
    again, _told = backing_up.back_up(db.engine, kept, to, revision=revision, at=at)
    monkeypatch.undo()
    with never_made("third", tmp_path) as engine:
        with pytest.raises(CannotRestore, match="media is not empty"):
            restoring.restore(engine, kept, to, again, fit=schema.fit)
        for it in kept.values():
            it.clear()
        restoring.restore(engine, kept, to, again, fit=schema.fit)
    assert files.read(kept["media"], name) == b"a picture of honey"


@pytest.mark.usefixtures("away")
def test_a_bucket_that_is_away_is_said_and_keeps_no_page_away(app: Flask) -> None:
    client = app.test_client()

    picture = client.get("/media/" + "a" * 40 + ".webp")

    assert (picture.status_code, picture.headers["Retry-After"]) == (503, "5")
    assert client.get("/readyz").get_json()["files"] == "silent"
    assert client.get("/readyz/web").status_code == 200
    with pytest.raises(FilesAway):
        files.put(app.extensions["kept"].media, b"na", suffix=".webp")
