"""Whole histories of a country, played by chance, and what every teller says of them."""
