"""The demo market: cheerful, deterministic, and as large as you like."""
