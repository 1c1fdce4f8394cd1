"""The gateways' own side, played for practice: what they are asked, answer, and tell us.

Each reads and signs by its own reading of the documents, shared with nobody: a mistake in the
market's half shows here, as it would on the first day with real money.
"""
