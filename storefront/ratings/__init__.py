"""What buyers say of goods they really bought, and what houses answer."""
