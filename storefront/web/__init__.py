"""How a browser asks for things."""
