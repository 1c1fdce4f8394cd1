"""Rolls: many households written down at once, from a list somebody brings or a page of rows."""
