"""What buyers complain about, whose turn it is to answer, and what a person decided."""
