"""Whether two names differ by one slip of the hand. Pure."""


def is_one_slip(one: str, other: str) -> bool:
    """A letter left out, doubled, or another instead; or two that changed places."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    short, long = sorted((one, other), key=len)
    at = next((nth for nth, letter in enumerate(short) if letter != long[nth]), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    swapped = long[at : at + 2] == short[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
    return short[at + 1 :] == long[at + 1 :] or swapped
