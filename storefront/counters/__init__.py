"""Places where a household is helped at a shared computer: one at a time, and wiped at the end."""
