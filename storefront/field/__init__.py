"""What a phone wrote down without signal: each errand is done once, however often it arrives."""
