"""By which request this thread works, and what that has cost so far. Logs and jobs carry its name.

Plain attributes of a thread: this is written with every statement.
"""

import threading

ROUTE = "storefront.route"
"""Where in a request's surroundings its route is noted."""


class _Asked(threading.local):
    request = ""
    """The request's name, as it is sent back in X-Request-ID; empty outside of one."""
    statements = 0


asked = _Asked()
