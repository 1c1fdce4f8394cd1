"""A household's way to a live shop: steps under one number, with a clock."""
