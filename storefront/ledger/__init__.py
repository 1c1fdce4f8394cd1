"""The money book: append-only double entry in whole đồng."""
