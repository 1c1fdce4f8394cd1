"""What a household earned in a year, and how near that is to where the law asks for tax."""
