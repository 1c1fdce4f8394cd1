"""Rows of cells out of files that people bring: Excel's and CSV, however they were saved. Pure."""
