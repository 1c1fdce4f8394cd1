"""Looking twice at what campaigns count: what seems made for the figure waits for a person."""
