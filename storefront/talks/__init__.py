"""What a buyer and a household say to each other about an order, and nobody else hears."""
