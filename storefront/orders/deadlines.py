"""How long goods wait for their money, or for a word."""

from datetime import timedelta

PAY_WITHIN = timedelta(minutes=30)
"""The deadline a buyer who pays by QR is shown."""
GRACE = timedelta(minutes=45)
"""Longer than banks' services go on repeating a notice (33 minutes); then goods go back."""
ANSWER_WITHIN = timedelta(days=2)
"""How long goods of a cash order wait for the household to accept it."""
TAKE_BACK_WITHIN = timedelta(minutes=15)
"""How long a buyer who said that it has come may say that it has not."""
