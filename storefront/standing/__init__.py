"""What a buyer asks for every week or two, until told otherwise: each turn is an ordinary order."""
