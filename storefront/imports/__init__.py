"""Figures of other platforms and of communes' own tables: kept with source and day, shown beside
our own, and never added to them."""
