"""How goods get to the buyer: the ways a household offers, what each costs, how long it takes."""
