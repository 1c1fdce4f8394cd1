"""The market on a real port, for those who call it over the wire."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from flask import Flask
from werkzeug.serving import make_server

from storefront.payments.tills import Tills


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The address at which the market stands, and by which it knows itself."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    known = app.config["SETTINGS"], app.extensions["tills"]
    settings = replace(known[0], public_url=f"http://127.0.0.1:{server.server_port}")
    app.config["SETTINGS"], app.extensions["tills"] = settings, Tills.of(settings)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield settings.public_url
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        app.config["SETTINGS"], app.extensions["tills"] = known
