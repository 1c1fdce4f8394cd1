"""Where things are: administrative units of the whole country, each valid from a day to a day."""
