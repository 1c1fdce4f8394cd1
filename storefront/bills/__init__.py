"""Bills (phiếu thu): named lines somebody owes a household, apart from orders."""
