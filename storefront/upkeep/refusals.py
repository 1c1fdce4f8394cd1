class CannotBackUp(Exception):
    """Says why not, and what to do."""


class CannotRestore(Exception):
    """Says why not. Nothing was put anywhere."""
