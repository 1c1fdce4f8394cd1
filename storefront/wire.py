"""The only door for requests that leave the house: bounded in time and size, named failures."""

from dataclasses import dataclass

TIMEOUT = (3.05, 10.0)
"""Seconds to connect, and to wait for each piece of an answer."""
LARGEST = 1_000_000


class Unreachable(Exception):
    """The other side did not answer, or not in time."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes


def post(url: str, body: bytes, *, headers: dict[str, str]) -> Answer:
    """Send a body as it is. Redirects are not followed. Raises Unreachable."""
    import requests  # large, and the worker's business, not the web server's

    try:
        with requests.post(
            url, data=body, headers=headers, timeout=TIMEOUT, allow_redirects=False, stream=True
        ) as response:
            return Answer(response.status_code, response.raw.read(LARGEST, decode_content=True))
    except requests.RequestException as error:
        raise Unreachable(str(error)) from error
