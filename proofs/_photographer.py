"""A keeper who photographs one of her goods again and again. What was acknowledged is judged by
what lies on the disk."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from http.client import HTTPException
from io import BytesIO
from pathlib import Path

from PIL import Image
from sqlalchemy import create_engine, text

from bench.load import Visitor
from bench.scenarios import signed_in
from proofs._mixed import PAUSE, _why
from storefront.files import name_of, where
from storefront.web.people import SESSION_COOKIE

BORDER = "one-picture"


class Photographer:
    def __init__(self, port: int, url: str) -> None:
        engine = create_engine(url)
        with engine.connect() as rows:
            found = rows.execute(text(_DESK)).one()
            cookie = signed_in(rows, found.keeper_id)
            self._before = rows.scalar(text(_NEWEST))
        engine.dispose()
        self._url, self._good = url, found.good
        self._visitor = Visitor(port, {SESSION_COOKIE: cookie})
        self._address = f"/shops/{found.shop}/products/{found.good}/edit"
        self._typed = {"name": found.name, "category": found.category, "unit": found.unit}
        self._typed |= {"price": str(int(found.price)), "stock": "1000", "stock_seen": "1000"}
        self.kept, self.unheard = 0, Counter[str]()
        self._enough = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def __str__(self) -> str:
        return f"{self.kept} pictures kept, asked again {dict(self.unheard)}"

    def stop(self) -> None:
        self._enough.set()
        self._thread.join(timeout=60)

    def _work(self) -> None:
        dice = random.Random(7)  # noqa: S311
        while not self._enough.is_set():
            body = _multipart(self._typed, _picture(dice))
            while not self._is_heard(body):
                time.sleep(PAUSE)
            self.kept += 1
            self._enough.wait(PAUSE)

    def _is_heard(self, body: bytes) -> bool:
        kind = f"multipart/form-data; boundary={BORDER}"
        try:
            self._visitor.tell(self._address, body, {"Content-Type": kind})
        except (OSError, HTTPException) as error:
            self._visitor.hang_up()
            self.unheard[_why(error)] += 1
            return False
        return True

    def judged(self, folder: Path) -> list[str]:
        """Every row has its files, whole; and nothing lies about half-done."""
        engine = create_engine(self._url)
        with engine.connect() as rows:
            found = rows.execute(text(_PHOTOS), {"before": self._before}).all()
        engine.dispose()
        names = [name for row in found for name in row]
        broken = [name for name in names if not _is_whole(folder / "media", name)]
        drafts = [it.name for it in (folder / "media").glob("*/tmp*")]
        odd = {why: many for why, many in self.unheard.items() if why not in ("503", "507")}
        print(
            f"  pictures in the database: {len(found)} of {self.kept}; files that are not whole:"
            f" {len(broken)}, drafts left: {len(drafts)}"
        )
        wrong = [f"{len(broken)} pictures are not whole"] * bool(broken)
        wrong += [f"{len(drafts)} drafts of pictures are left"] * bool(drafts)
        if len(found) != self.kept:
            wrong.append(f"{len(found)} pictures of {self.kept}")
        return wrong + [f"pictures: answered {odd}"] * bool(odd) + ["no picture"] * (not self.kept)


def _is_whole(media: Path, name: str) -> bool:
    path = where(media, name)
    return path.exists() and name_of(path.read_bytes(), suffix=path.suffix) == name


def _picture(dice: random.Random) -> bytes:
    out = BytesIO()
    Image.frombytes("RGB", (240, 240), dice.randbytes(240 * 240 * 3)).save(out, "JPEG")
    return out.getvalue()


def _multipart(typed: dict[str, str], picture: bytes) -> bytes:
    head = f'--{BORDER}\r\nContent-Disposition: form-data; name="'
    parts = [f'{head}{name}"\r\n\r\n{value}\r\n'.encode() for name, value in typed.items()]
    parts.append(f'{head}photo"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'.encode())
    return b"".join([*parts, picture, f"\r\n--{BORDER}--\r\n".encode()])


_DESK = """
    SELECT h.keeper_id, s.code AS shop, p.code AS good, p.name, p.category, p.unit, p.price
    FROM product p JOIN shop s ON s.id = p.shop_id JOIN household h ON h.id = s.household_id
    WHERE p.shown AND p.season = 0 AND s.paused_at IS NULL
    ORDER BY p.id DESC LIMIT 1
"""
_NEWEST = "SELECT coalesce(max(id), 0) FROM photo"
_PHOTOS = "SELECT small, large FROM photo WHERE id > :before"
