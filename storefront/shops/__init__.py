"""Households, their shops, and what they offer."""
