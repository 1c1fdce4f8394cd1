"""Who of a team, or of the commune, was at which house, and what came of it."""
