"""What somebody reports of goods and shops, what an officer decides, and what is taken down."""
