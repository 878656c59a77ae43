"""Names of the messages that an attempt has in her chat, by which one is told from the next."""


def question_slot(offer: int) -> str:
    """Name the message that asks whether now is good, for the `offer`-th time."""
    return f"asked-{offer}"


def challenge_slot(number: int) -> str:
    """Name the prompt for the challenge `number`."""
    return f"challenge-{number}"
