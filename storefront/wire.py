"""The only door for requests that leave the house: bounded in time and size, named failures."""

from dataclasses import dataclass

TIMEOUT = (3.05, 10.0)
"""Seconds to connect, and to wait for each piece of an answer."""
LARGEST = 1_000_000


class Unreachable(Exception):
    """The other side did not answer, or not in time: what it did with our question is unknown."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes


def get(url: str, *, headers: dict[str, str]) -> Answer:
    """Raises Unreachable."""
    return _ask("GET", url, None, headers, TIMEOUT)


def post(
    url: str, body: bytes, *, headers: dict[str, str], timeout: tuple[float, float] = TIMEOUT
) -> Answer:
    """Send a body as it is. Raises Unreachable."""
    return _ask("POST", url, body, headers, timeout)


def _ask(
    method: str,
    url: str,
    body: bytes | None,
    headers: dict[str, str],
    timeout: tuple[float, float],
) -> Answer:
    """Redirects are not followed."""
    import requests  # large, and seldom the web server's business

    try:
        with requests.request(
            method, url, data=body, headers=headers, timeout=timeout,
            allow_redirects=False, stream=True,
        ) as response:  # fmt: skip
            return Answer(response.status_code, response.raw.read(LARGEST, decode_content=True))
    except requests.RequestException as error:
        raise Unreachable(str(error)) from error
