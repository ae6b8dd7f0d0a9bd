"""How a room says no."""


class Refused(Exception):
    """The wrong time or the wrong person for this. Carries one sentence in that person's words."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
