"""Writes what the market is made of: docs/sbom.cdx.json (CycloneDX 1.6) and docs/licences.md.

tools/parts.py    reads the lock files, and from what is installed who wrote it under which licence

Nothing in it depends on when or where it was written, so that two who write it write the same.
"""

from __future__ import annotations

import json
import re
import sys
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
LOCKS = {"required": "requirements.lock", "optional": "requirements-s3.lock"}
"""By what they are for; what both name is required."""
SBOM, PAGE = ROOT / "docs" / "sbom.cdx.json", ROOT / "docs" / "licences.md"
_LINE = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)

SHIPPED = frozenset({
    "MIT", "MIT-0", "MIT-CMU", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "PSF-2.0", "Zlib",
    "MPL-2.0", "LGPL-3.0-only",
})  # fmt: skip
"""May be used by, and handed on beside, a program under MIT. MPL and LGPL: unchanged, as files of
their own, which may be exchanged: so they lie in site-packages."""
TOLD = {
    "blinker": "MIT", "boto3": "Apache-2.0", "botocore": "Apache-2.0", "colorama": "BSD-3-Clause",
    "defusedxml": "PSF-2.0", "flask-sqlalchemy": "BSD-3-Clause", "itsdangerous": "BSD-3-Clause",
    "jinja2": "BSD-3-Clause", "pi-heif": "BSD-3-Clause AND LGPL-3.0-only",
    "pysqlite3": "Zlib", "python-dateutil": "Apache-2.0 OR BSD-3-Clause", "qrcode": "BSD-3-Clause",
    "requests": "Apache-2.0", "s3transfer": "Apache-2.0", "six": "MIT", "aiosignal": "Apache-2.0",
}  # fmt: skip
"""By the text that lies beside them, where what is installed does not say it in SPDX's words
(colorama is for Windows and not installed here). The wheel of pi-heif carries libheif and
libde265, which are under the LGPL, and no x265, which is under the GPL."""
HEAD = """# Parts and their licences

Written by `tools/parts.py` from the lock files; `docs/sbom.cdx.json` says the same to machines
(CycloneDX 1.6). The market itself is under the MIT licence. Pictures, letters and lists that lie in
the repository: `static/img/LICENSES.md`, `static/img/goods/LICENSES.md`, `static/fonts/OFL.txt`,
`storefront/data/LICENSES.md`. What only developers use (`requirements-dev.lock`) is not handed on
and not listed.

| part | version | licence | |
|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    version: str
    licence: str
    scope: str

    @property
    def purl(self) -> str:
        return f"pkg:pypi/{self.name}@{self.version}"

    def licences(self) -> set[str]:
        return set(re.split(r" (?:AND|OR) ", self.licence))


def locked() -> dict[str, tuple[str, str]]:
    """Version and scope by name."""
    found: dict[str, tuple[str, str]] = {}
    for scope, lock in LOCKS.items():
        for name, version in _LINE.findall((ROOT / lock).read_text(encoding="utf-8")):
            found.setdefault(name.lower(), (version, scope))
    return dict(sorted(found.items()))


def parts() -> list[Part]:
    return [Part(name, it[0], _licence(name), it[1]) for name, it in locked().items()]


def _licence(name: str) -> str:
    if name in TOLD:
        return TOLD[name]
    try:
        told: PackageMetadata = metadata(name)
    except PackageNotFoundError:
        sys.exit(f"{name} is not installed and not in TOLD: read its licence and put it there.")
    said = next((told[it] for it in ("License-Expression", "License") if it in told), "")
    return said.partition("\n")[0].strip() or "not said"


def bill(found: list[Part]) -> dict[str, Any]:
    """As CycloneDX has it."""
    told = "\n".join(it.purl for it in found)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, told)}",
        "version": 1,
        "metadata": {"component": _market()},
        "components": [_component(it) for it in found],
    }


def _market() -> Mapping[str, Any]:
    return {"type": "application", "name": "storefront", "bom-ref": "storefront",
            "licenses": [{"expression": "MIT"}]}  # fmt: skip


def _component(it: Part) -> Mapping[str, Any]:
    return {
        "type": "library",
        "bom-ref": it.purl,
        "name": it.name,
        "version": it.version,
        "scope": it.scope,
        "licenses": [{"expression": it.licence}],
        "purl": it.purl,
    }


def page(found: list[Part]) -> str:
    where = {"required": "", "optional": "with a bucket only"}
    return HEAD + "".join(
        f"| {it.name} | {it.version} | {it.licence} | {where[it.scope]} |\n" for it in found
    )


if __name__ == "__main__":
    everything = parts()
    SBOM.write_text(json.dumps(bill(everything), indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(page(everything), encoding="utf-8")
    print(f"{len(everything)} parts in {SBOM.relative_to(ROOT)} and {PAGE.relative_to(ROOT)}.")
