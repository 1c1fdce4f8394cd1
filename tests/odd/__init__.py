"""What nobody means to send, sent to every door of the market."""
