"""Codes as people type them."""

from storefront import codes


def typed_code(typed: str, prefix: str = codes.PREFIX) -> str | None:
    """CB7K2M9Q4 from 'cb7k 2m9q4', or nothing when it is no code of this kind."""
    bare = "".join(letter for letter in typed.upper() if letter.isalnum())
    return bare if codes.is_code(bare, prefix) else None
