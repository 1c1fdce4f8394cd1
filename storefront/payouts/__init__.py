"""Changing where a household is paid: slowly, by two people, and with the keeper's own word."""
