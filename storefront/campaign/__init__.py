"""Growth counted honestly against the day the campaign began."""
