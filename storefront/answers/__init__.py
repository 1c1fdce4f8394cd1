"""A household answers new orders by a tap or a digit; who does not answer is rung up."""
