"""Stuck at a step: keepers and teams ask, commune and province answer, and how soon is told."""
