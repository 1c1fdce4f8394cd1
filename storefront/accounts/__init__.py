"""Who people are, what each may do where, what they agreed to, and who pressed what for whom."""
