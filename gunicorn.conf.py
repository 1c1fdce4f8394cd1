"""How gunicorn serves the market; it reads this file by itself when started here."""

import os
from pathlib import Path

worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 8
preload_app = True  # loaded once, shared by the workers: see docs/adr
control_socket_disable = True  # nobody needs to command a running server over a socket
keepalive = 15  # seconds; a phone's next tap finds the line still open
graceful_timeout = 10
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  no disk, no stalls
