"""Writes a revision from the models.

Until the first release:  tools/migration.py --afresh             rewrites the first one
After it:                 tools/migration.py 0004_lots "Lots."    adds the next
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from migrations.comparing import OPTIONS  # noqa: E402
from storefront.cli import schema  # noqa: E402
from storefront.db import prepare  # noqa: E402

PAGE = '''"""{message}"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "{revision}"
down_revision = {parent}


def upgrade() -> None:
    {body}
'''


def main(words: list[str]) -> None:
    afresh = words == ["--afresh"]
    if afresh is _is_released() or not (afresh or len(words) == 2):
        sys.exit(__doc__)
    name, message = ("0001_tables", "Every table.") if afresh else words
    with tempfile.TemporaryDirectory() as folder:
        engine = _empty_database(Path(folder))
        if not afresh:
            schema.migrate(engine)
        body = _difference(engine, as_batch=not afresh)
    parent = "None" if afresh else f'"{schema.expected()}"'
    page = PAGE.format(message=message, revision=name[:4], parent=parent, body=body)
    path = ROOT / "migrations" / "versions" / f"{name}.py"
    path.write_text(_tidy(page))
    print(f"Written: {path.relative_to(ROOT)}. Read it before you commit it.")


def _is_released() -> bool:
    changes = (ROOT / "CHANGELOG.md").read_text()
    return re.search(r"^## \d", changes, re.MULTILINE) is not None


def _empty_database(folder: Path) -> Engine:
    engine = create_engine(f"sqlite:///{folder / 'market.db'}")
    prepare(engine)
    return engine


def _difference(engine: Engine, *, as_batch: bool) -> str:
    """What must be done to the database until it has the shape of the models."""
    options = OPTIONS | {
        "render_as_batch": as_batch,
        "sqlalchemy_module_prefix": "sa.",
        "alembic_module_prefix": "op.",
    }
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        steps = produce_migrations(context, OPTIONS["target_metadata"]).upgrade_ops
        assert steps is not None  # noqa: S101
        return render_python_code(
            steps,
            render_as_batch=as_batch,
            render_item=OPTIONS["render_item"],
            migration_context=context,
        )


def _tidy(page: str) -> str:
    page = "".join(line for line in page.splitlines(keepends=True) if "# ###" not in line)
    for act in (["check", "--fix", "-q", "--select", "F401,I"], ["format", "-q"]):
        ruff = [sys.executable, "-m", "ruff", *act, "--isolated", "--line-length", "100", "-"]
        done = subprocess.run(ruff, input=page, stdout=subprocess.PIPE, text=True, check=True)
        page = done.stdout
    return page


if __name__ == "__main__":
    main(sys.argv[1:])
