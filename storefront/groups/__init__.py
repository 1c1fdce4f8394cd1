"""Several people order together: each says what they want, one orders, one delivery comes."""
