"""A wallet and a carrier of SMS that take no call, answer by halves, or answer after a minute: who
pays is told in time, the order stays, others read on, operators see what waits; and when they are
well again every message and every payment is there once.

    ./dev prove gateway [--database sqlite|postgres] [--buyers N] [--plant]

Web servers and the worker are the market's own; MoMo and the SMS gateway are played here, and keep
a journal of what they were asked. With --plant each of PLANTED's faults must be found.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.servers import serving
from proofs._ill_gateway import TOKEN, Scene
from proofs._mixed import a_cast
from proofs._played_gateways import Illness, others
from proofs.deliveries import a_market
from storefront.settings import ROOT

SOUND = "proofs._with_gateways:app"
PLANTED = (
    "proofs._planted_patient:app",
    "proofs._planted_new_numbers:app",
    "proofs._planted_believes:app",
)


def main() -> None:
    asked = _asked()
    for kind in asked.database or ["sqlite", "postgres"]:
        for served in PLANTED if asked.plant else [SOUND]:
            print(f"--- {kind}, {served}", flush=True)
            with tempfile.TemporaryDirectory() as folder, a_market(kind, Path(folder)) as url:
                wrong = prove(url, folder, served, asked)
            print("\n".join(wrong) or f"{kind}: held", flush=True)
            if bool(wrong) != asked.plant:
                sys.exit("The planted fault was not found." if asked.plant else "Not held.")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev prove gateway", description=__doc__)
    parser.add_argument("--database", action="append", choices=("sqlite", "postgres"))
    parser.add_argument("--buyers", type=int, default=24)
    parser.add_argument("--plant", action="store_true")
    return parser.parse_args()


def prove(url: str, folder: str, served: str, asked: argparse.Namespace) -> list[str]:
    """What is wrong afterwards, in words."""
    good = a_cast(url).goods[0]
    with others() as (played, mouth), ExitStack() as stack:
        env = _env(url, folder, mouth.address)
        server = stack.enter_context(serving(served, env))
        here = {"PUBLIC_URL": f"http://127.0.0.1:{server.port}"}
        stack.enter_context(_working(served, env | here))
        scene = Scene(url, server.port, good, played, mouth)
        for illness in Illness:
            scene.play(illness, asked.buyers)
            if asked.plant and scene.wrong:
                break
    return scene.wrong


def _env(url: str, folder: str, address: str) -> dict[str, str]:
    return {
        "INSTANCE_DIR": folder,
        "DATABASE_URL": url,
        "PRACTICE": "1",
        "METRICS_TOKEN": TOKEN,
        "SMS_URL": f"{address}/sms",
        "PRIVATE_HOSTS": "127.0.0.1",
        "MOMO_PARTNER_CODE": "CHOBAN",
        "MOMO_ACCESS_KEY": "played",
        "MOMO_SECRET_KEY": "played-by-the-proof-itself",
        "MOMO_BASE_URL": address,
    }


@contextmanager
def _working(served: str, env: dict[str, str]) -> Iterator[None]:
    worker = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", served, "work"], cwd=ROOT, env=os.environ | env
    )
    try:
        yield
    finally:
        worker.terminate()
        try:
            worker.wait(timeout=60)
        except subprocess.TimeoutExpired:
            worker.kill()  # planted to be patient: it ends what it waits for first
            worker.wait()


if __name__ == "__main__":
    main()
