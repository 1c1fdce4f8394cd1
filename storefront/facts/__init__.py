"""The counting book: one append-only row for every deed a report counts."""
