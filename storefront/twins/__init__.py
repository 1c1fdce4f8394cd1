"""Two entries of the book that are one household: found, looked at by two people, made one, and
undone. Money, orders and what was counted stay where they are."""
