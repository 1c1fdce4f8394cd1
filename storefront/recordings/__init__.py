"""What key screens say, recorded by people in the tongues of a province."""
