"""Signs that nobody sees on a screen and that make two equal words different."""

import unicodedata

_INVISIBLE = {"Cc", "Cf", "Co", "Cs"}


def edge_blank(text: str) -> str | None:
    """A sentence when the text begins or ends with a blank of any width; None otherwise."""
    if text == text.strip():
        return None
    where = "开头" if text != text.lstrip() else "末尾"
    both = text != text.lstrip() and text != text.rstrip()
    wide = any(sign in text for sign in "\u3000\xa0")
    return f"{'首尾' if both else where}有多余的空格{'（全角）' if wide else ''}，请删去。"


def odd_sign(text: str) -> str | None:
    """A sentence when the text holds a line break or an invisible sign; None otherwise."""
    for sign in text.strip():
        if sign in "\r\n":
            return "内容里有换行，请写成一行。"
        if unicodedata.category(sign) in _INVISIBLE:
            return f"内容里有看不见的字符（U+{ord(sign):04X}），请删去重打。"
    return None
