"""Histories of households that make figures, and of honest ones that look much the same."""
