"""Where a team works: what each village is like, and to which house somebody should go next."""
