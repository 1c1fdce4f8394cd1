"""Market days: when and where, their stalls, who keeps each, and what is sold there."""
