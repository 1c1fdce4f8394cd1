"""A folder of files named by what is in them: written once, never changed, cached for ever."""

import hashlib
import os
import tempfile
from pathlib import Path


def put(folder: Path, content: bytes, *, suffix: str) -> str:
    """Keep the content and give its name, e.g. 'ab34….webp'. The same content is kept once."""
    name = name_of(content, suffix=suffix)
    target = where(folder, name)
    if not target.exists():
        write_whole(target, content)
    return name


def name_of(content: bytes, *, suffix: str) -> str:
    return hashlib.sha256(content).hexdigest()[:40] + suffix


def where(folder: Path, name: str) -> Path:
    return folder / name[:2] / name


def write_whole(target: Path, content: bytes) -> None:
    """Renamed into place, so that nobody ever reads half a picture."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    Path(draft).chmod(0o644)
    Path(draft).replace(target)
