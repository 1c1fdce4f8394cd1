"""Words that must reach a person: written with the deed, sent afterwards."""
