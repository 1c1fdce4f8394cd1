class NotSaid(ValueError):
    """It cannot be said."""


class NothingSaid(NotSaid):
    """Neither words nor voice."""


class LeadsAway(NotSaid):
    """A web address: whoever wants to cheat leads people away from the market."""


class NamesAccount(NotSaid):
    """Digits like an account's: money goes by the order's own QR alone."""


class TooMuch(NotSaid):
    """More in a day than anybody needs."""


class TooLate(NotSaid):
    """The order ended long ago."""


class BadVoice(NotSaid):
    """No recording that phones can play."""


class TooLong(BadVoice):
    """It takes too long to hear, or too much room."""
