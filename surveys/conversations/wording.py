"""Takes out of words what nobody can see and what turns them round; emoji stay whole."""

import unicodedata

#: hold an emoji or a Mongolian word together (UTS #51 §2.3, Unicode 16 §13.5)
JOINERS = "\u200c\u200d\u180e"
JOINED = {"So", "Sk", "Mn", "Cn"}
MONGOLIAN = range(0x1800, 0x18B0)


def tidy(text: str) -> str:
    """Return ``text`` without control, zero-width and direction characters; line ends stay."""
    return "".join(char for at, char in enumerate(text) if _stays(text, at))


def _stays(text: str, at: int) -> bool:
    char = text[at]
    kind = unicodedata.category(char)
    if kind == "Cc":
        return char in "\n\t"
    if kind != "Cf":
        return True
    return char in JOINERS and all(map(_joins, (text[at - 1 : at], text[at + 1 : at + 2])))


def _joins(char: str) -> bool:
    return bool(char) and (unicodedata.category(char) in JOINED or ord(char) in MONGOLIAN)
