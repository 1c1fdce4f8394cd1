"""The household pattern on a page."""

from markupsafe import Markup

from storefront import weave


def mark(code: str, size: int = 84, words: str = "") -> Markup:
    """The pattern of the shop with this code. Whole multiples of 21 look best: 42, 63, 84, 168.

    `words` say what it is where nothing beside it does.
    """
    spoken = Markup("aria-hidden=true")
    if words:
        spoken = Markup('role="img" aria-label="{}"').format(words)
    drawing = Markup(weave.strokes(code))  # noqa: S704  digits and dyes only
    return Markup(
        '<svg class="mark" viewBox="0 -.5 21 21" width="{0}" height="{0}" {1}>{2}</svg>'
    ).format(size, spoken, drawing)
