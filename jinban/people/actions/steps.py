"""What several actions do alike."""

from jinban.kit.refused import Refused


def insist(sentence: str | None) -> None:
    """Refused with this sentence, where there is one."""
    if sentence:
        raise Refused(sentence)
