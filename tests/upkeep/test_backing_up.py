"""A copy taken while orders are written is put back elsewhere, whole, or not at all."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, text

from storefront import clock, files
from storefront.cli import schema
from storefront.db import db, deed, session
from storefront.files import Files, Folder
from storefront.shops.models import Product
from storefront.upkeep import backing_up, copies, postgres_copy, restoring
from storefront.upkeep.backing_up import PIECE
from storefront.upkeep.copies import Copies
from storefront.upkeep.figures import Ask, figures
from storefront.upkeep.models import BACKUP, Beat
from storefront.upkeep.refusals import CannotBackUp, CannotRestore
from storefront.upkeep.store import Store
from tests.databases import never_made
from tests.village import MARKET_DAY, an_order, na

Folders = dict[str, Folder]
Harm = Callable[[Path], None]


@pytest.fixture
def kept(tmp_path: Path) -> Folders:
    """Two pictures and a proof."""
    folders = _in(tmp_path)
    for content in (b"a picture of honey", b"a picture of plums"):
        files.put(folders["media"], content, suffix=".webp")
    files.put(folders["private"], b"yes, said the voice", suffix=".ogg")
    return folders


@pytest.fixture
def elsewhere(app: Flask, tmp_path: Path) -> Iterator[Engine]:
    with never_made("elsewhere", tmp_path) as engine:
        yield engine


@pytest.fixture
def new_place(tmp_path: Path) -> Folders:
    return _in(tmp_path / "new")


def _in(folder: Path) -> Folders:
    return {name: Folder(folder / name) for name in ("media", "private")}


def copied(folders: Folders, to: Path) -> str:
    name, _copy = backing_up.back_up(
        db.engine, folders, to, revision=schema.expected(), at=clock.now()
    )
    return name


def put_back(engine: Engine, folders: Folders, source: Path, name: str) -> None:
    restoring.restore(engine, folders, source, name, fit=schema.fit)


def pieces(to: Path) -> list[Path]:
    return sorted((to / "pieces").glob("*/*"))


def codes(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        return set(connection.scalars(text('SELECT code FROM "order"')))


def contents(kept: Files) -> dict[str, bytes]:
    return {name: files.read(kept, name) or b"" for name, _size in kept.all()}


def test_no_order_acknowledged_before_a_backup_is_missing_in_it(
    app: Flask, elsewhere: Engine, kept: Folders, new_place: Folders, tmp_path: Path
) -> None:
    acknowledged: list[str] = []
    enough = threading.Event()
    with deed():
        product_id = na(stock=100_000).id

    def write() -> None:
        with app.app_context():
            while not enough.is_set():
                with deed():
                    code = an_order(session.get_one(Product, product_id), quantity=1).code
                acknowledged.append(code)
            session.remove()

    hands = [threading.Thread(target=write) for _ in range(2)]
    for hand in hands:
        hand.start()
    while len(acknowledged) < 5:
        enough.wait(0.01)
    before = set(acknowledged)
    name = copied(kept, tmp_path / "copies")
    after = len(acknowledged)
    enough.set()
    for hand in hands:
        hand.join()

    put_back(elsewhere, new_place, tmp_path / "copies", name)

    found = codes(elsewhere)
    assert before <= found
    assert found <= set(acknowledged)
    assert after > len(before), "orders were written while it was copied"
    schema.check(elsewhere)
    for folder, new in new_place.items():
        assert contents(new) == contents(kept[folder])


def test_what_has_not_changed_is_kept_once(app: Flask, kept: Folders, tmp_path: Path) -> None:
    to = tmp_path / "copies"
    with deed():
        an_order()
    copied(kept, to)
    before = len(pieces(to))

    second = Copies(to).read(copied(kept, to))

    assert len(pieces(to)) - before <= len(second.pieces)
    assert second.folders.keys() == kept.keys()
    assert len(Copies(to).names()) == 2
    assert not list(to.glob(".draft-*"))
    assert all(it.stat().st_mode & 0o077 == 0 for it in (to, *to.glob("*.json"), *pieces(to)))


def _cut_short(to: Path) -> None:
    piece = max(pieces(to), key=lambda it: it.stat().st_size)
    os.truncate(piece, piece.stat().st_size - 1)


def _lose_a_picture(to: Path) -> None:
    next(it for it in pieces(to) if it.read_bytes() == b"a picture of plums").unlink()


def _change_a_byte(to: Path) -> None:
    piece = max(pieces(to), key=lambda it: it.stat().st_size)
    content = bytearray(piece.read_bytes())
    content[len(content) // 2] ^= 1
    piece.write_bytes(content)


def _change_the_list(to: Path) -> None:
    (path,) = to.glob("*.json")
    path.write_text(path.read_text().replace('"movement":', '"movememt":'))


@pytest.mark.parametrize(
    "harm",
    [_cut_short, _lose_a_picture, _change_a_byte, _change_the_list],
    ids=lambda it: it.__name__,
)
def test_a_damaged_copy_is_refused_before_anything_is_written(
    app: Flask, elsewhere: Engine, kept: Folders, new_place: Folders, tmp_path: Path, harm: Harm
) -> None:
    name = copied(kept, tmp_path / "copies")
    harm(tmp_path / "copies")

    with pytest.raises(CannotRestore, match="damaged"):
        put_back(elsewhere, new_place, tmp_path / "copies", name)

    assert schema.revision(elsewhere) is None
    assert not any(kept.path.exists() for kept in new_place.values())
    assert copied(kept, tmp_path / "copies") != name  # the next backup mends what it can


def test_a_copy_is_not_put_over_anything(
    app: Flask, elsewhere: Engine, kept: Folders, new_place: Folders, tmp_path: Path
) -> None:
    to = tmp_path / "copies"
    name = copied(kept, to)

    with pytest.raises(CannotRestore, match="database is not empty"):
        put_back(db.engine, new_place, to, name)
    with pytest.raises(CannotRestore, match="is not empty"):
        put_back(elsewhere, kept, to, name)

    assert len(contents(kept["media"])) == 2


def test_a_copy_that_does_not_fit_is_refused_first(
    app: Flask,
    elsewhere: Engine,
    kept: Folders,
    new_place: Folders,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    to = tmp_path / "copies"
    name = copied(kept, to)

    with pytest.raises(CannotRestore, match="newer version"):
        restoring.restore(elsewhere, new_place, to, name, fit=lambda _found: "newer")
    monkeypatch.setattr(restoring, "LEAST_ROOM", 2**60)
    with pytest.raises(CannotRestore, match="no room"):
        put_back(elsewhere, new_place, to, name)

    assert schema.revision(elsewhere) is None


def test_figures_that_differ_leave_nothing_behind(
    app: Flask,
    elsewhere: Engine,
    kept: Folders,
    new_place: Folders,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with deed():
        an_order()
    with monkeypatch.context() as forgetful:
        for module in ("sqlite_copy", "postgres_copy"):
            forgetful.setattr(f"storefront.upkeep.{module}.figures", _one_order_more)
        name = copied(kept, tmp_path / "copies")

    with pytest.raises(CannotRestore, match="rows of order: 1 instead of 2"):
        put_back(elsewhere, new_place, tmp_path / "copies", name)

    assert schema.revision(elsewhere) is None
    assert not any(kept.path.exists() for kept in new_place.values())


def _one_order_more(ask: Ask, kind: str) -> dict[str, Any]:
    found = figures(ask, kind)
    found["rows"]["order"] += 1
    return found


def test_a_backup_that_was_killed_is_no_backup(app: Flask, kept: Folders, tmp_path: Path) -> None:
    to = tmp_path / "copies"
    (to / ".draft-of-one-killed").mkdir(parents=True)
    (to / "20261123T010203Z-0.draft").touch()

    assert Copies(to).names() == []
    name = copied(kept, to)

    assert Copies(to).names() == [name]
    assert not list(to.glob(".draft-*"))
    assert not list(to.glob("*.draft"))


def test_two_backups_do_not_write_into_one_folder(
    app: Flask, kept: Folders, tmp_path: Path
) -> None:
    to = tmp_path / "copies"
    copied(kept, to)

    with backing_up.alone(to), pytest.raises(CannotBackUp, match="under way"):
        copied(kept, to)


def test_the_rule_keeps_days_weeks_and_months() -> None:
    """A copy at six every morning for two years."""
    every_day = [MARKET_DAY - timedelta(days=days) for days in range(730)]
    at = MARKET_DAY + timedelta(minutes=5)

    good = sorted(copies.kept(every_day, at=at), reverse=True)

    ages = [(MARKET_DAY - it).days for it in good]
    assert ages[:7] == list(range(7))
    assert 7 + 3 <= len(good) <= 7 + 4 + 12
    assert 300 < max(ages) < 370


def test_all_of_the_last_hour_is_kept_and_older_ones_thinned() -> None:
    often = [MARKET_DAY - timedelta(minutes=5 * nth) for nth in range(300)]

    good = copies.kept(often, at=MARKET_DAY)

    assert set(often[:12]) <= good
    assert len(good) <= 12 + 7 + 4 + 12


def test_pieces_nobody_needs_are_swept_and_the_rest_can_be_restored(
    app: Flask, elsewhere: Engine, kept: Folders, new_place: Folders, tmp_path: Path
) -> None:
    to = tmp_path / "copies"
    files.put(kept["media"], b"a picture of a stall", suffix=".webp")
    copied(kept, to)
    kept["media"].clear()
    with deed():
        an_order()
    name = copied(kept, to)
    for older in set(Copies(to).names()) - {name}:
        (to / f"{older}.json").unlink()

    assert backing_up.tidy(to, at=clock.now()) > 0

    put_back(elsewhere, new_place, to, name)
    assert codes(elsewhere) == codes(db.engine)


@pytest.mark.parametrize("size", [0, 1, PIECE, PIECE + 1])
def test_pieces_put_together_are_the_whole(tmp_path: Path, size: int) -> None:
    whole = tmp_path / "whole"
    whole.write_bytes(os.urandom(size))
    store = Store(tmp_path / "pieces")

    names = list(backing_up.cut(whole, store))

    assert b"".join(map(store.get, names)) == whole.read_bytes()


def test_an_operator_backs_up_checks_and_is_refused_to_restore_over_it(
    app: Flask, tmp_path: Path
) -> None:
    to, command = str(tmp_path / "copies"), app.test_cli_runner()
    with deed():
        an_order()

    taken = command.invoke(args=["backup", to])
    checked = command.invoke(args=["backup", to, "--check"])
    refused = command.invoke(args=["restore", to])

    assert (taken.exit_code, checked.exit_code, refused.exit_code) == (0, 0, 1), taken.output
    assert "with 1 orders" in taken.output
    assert "is whole" in checked.output
    assert "Nothing was restored." in refused.output
    told = session.get_one(Beat, BACKUP)
    assert told.said["copy"] in taken.output
    (piece, *_others) = pieces(tmp_path / "copies")
    piece.unlink()
    assert command.invoke(args=["backup", to, "--check"]).exit_code == 1


def test_the_password_of_a_database_is_told_to_its_tools_and_to_nobody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = tmp_path / "pg_restore"
    tool.write_text('#!/bin/sh\necho "$*; $PGPASSWORD" >&2\nexit 1\n')
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    engine = create_engine("postgresql+psycopg://choban:secret@there:6000/market?connect_timeout=3")

    with pytest.raises(CannotRestore) as refused:
        postgres_copy.fill(engine, tmp_path / "dump")

    words, _, known = str(refused.value).rpartition("; ")
    assert "--dbname postgresql://choban@there:6000/market?connect_timeout=3" in words
    assert known == "secret"
