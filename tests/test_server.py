"""What a web server carries."""

import os
import subprocess
import sys
from pathlib import Path

from storefront.settings import ROOT

OF_COMMANDS = (
    "alembic",
    "boto3",
    "botocore",
    "cryptography.x509",
    "openpyxl",
    "pyhanko",
    "reportlab",
    "requests",
    "storefront.cli.duties",
    "storefront.demo.market",
    "xlsxwriter",
)
LOOK = f"""
import sys
from storefront.app import create_app
create_app()
print(*(name for name in {OF_COMMANDS} if name in sys.modules))
"""


def test_the_web_server_loads_nothing_that_only_commands_need(tmp_path: Path) -> None:
    here = os.environ | {"PRACTICE": "1", "DATABASE_URL": f"sqlite:///{tmp_path}/market.db"}
    done = subprocess.run(
        [sys.executable, "-c", LOOK], cwd=ROOT, env=here, capture_output=True, text=True, check=True
    )

    assert done.stdout.split() == []
