"""Period reports: drawn up from what is counted, frozen under a number, signed and sent."""
