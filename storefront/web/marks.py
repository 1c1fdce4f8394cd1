"""The household pattern on a page."""

from markupsafe import Markup, escape

from storefront import weave


def mark(code: str, size: int = 84, words: str = "") -> Markup:
    """The pattern of the shop with this code. Whole multiples of 21 look best: 42, 63, 84, 168.

    `words` say what it is where nothing beside it does.
    """
    spoken = f'role="img" aria-label="{escape(words)}"' if words else "aria-hidden=true"
    return Markup(  # noqa: S704  digits and dyes only
        f'<svg class="mark" viewBox="0 -.5 21 21" width="{size}" height="{size}" {spoken}>'
        f"{weave.strokes(code)}</svg>"
    )
