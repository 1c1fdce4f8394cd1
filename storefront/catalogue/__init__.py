"""How buyers find produce: by name, place and season."""
