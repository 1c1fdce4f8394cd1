"""Messages that were kept, read and settled once more: after a fault of ours, or to be sure."""
