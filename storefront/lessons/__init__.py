"""Short lessons, and whether they worked: counted by what people did since."""
