"""Whose account it is, as its bank says: asked, compared, and where it is near decided."""
