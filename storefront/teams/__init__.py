"""Community technology teams: who belongs to them and whom they help."""
