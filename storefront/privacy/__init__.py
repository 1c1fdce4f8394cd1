"""What people may ask of the market about their own data, and by when it answers."""
