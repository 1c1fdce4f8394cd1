"""Compiles our modules and our templates where they lie, as an install and every upgrade want it.

A server may not write there, and would compile both anew at every start.
"""

import compileall
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from flask import Flask  # noqa: E402

from storefront.app import create_app  # noqa: E402
from storefront.settings import Settings  # noqa: E402
from storefront.web.languages import COOKIE, LANGUAGES  # noqa: E402

PAGES = ("html", "svg", "txt", "xml")


def main() -> int:
    sys.dont_write_bytecode = False
    good = compileall.compile_dir(ROOT / "storefront", quiet=1)
    with tempfile.TemporaryDirectory() as folder:
        templates(create_app(Settings.from_env({"INSTANCE_DIR": folder})))
    return 0 if good else 1


def templates(app: Flask) -> None:
    for language in LANGUAGES:
        with app.test_request_context(headers={"Cookie": f"{COOKIE}={language}"}):
            for name in app.jinja_env.list_templates(extensions=PAGES):
                app.jinja_env.get_template(name)


if __name__ == "__main__":
    sys.exit(main())
