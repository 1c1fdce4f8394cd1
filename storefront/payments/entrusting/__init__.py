"""Credentials of households and co-operatives, from being typed in to being in use: whoever is paid
by them gets the money, so they are changed as carefully as a payout account."""
