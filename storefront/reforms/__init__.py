"""Communes are merged, divided, renamed, and villages go over: entered by staff, and taken back."""
