"""Printed QR codes: a register of what hangs where, what each carries, and which are still good."""
