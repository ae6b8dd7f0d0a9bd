"""The fonts of an official paper by GB/T 9704-2012, and what may stand in for each where it is not installed."""

from typing import NamedTuple


class Font(NamedTuple):
    """A font as the Word file asks for it. `latin` is its name on machines that do not speak Chinese, `near` the
    font of the same face that every Windows brings, `free` what a server draws instead: the best first, and bold where the
    font itself is `heavy`."""

    name: str
    latin: str
    near: str
    free: tuple[str, ...]
    heavy: bool = False


# 方正小标宋简体 for titles, 仿宋 for the text, 黑体 and 楷体 for the first two levels: GB/T 9704-2012, 5.2.2 and 7.3.
TITLE = Font("方正小标宋简体", "FZXiaoBiaoSong-B05S", "宋体", ("FandolSong", "Noto Serif CJK SC"), heavy=True)
TEXT = Font("仿宋_GB2312", "FangSong_GB2312", "仿宋", ("FandolFang", "Noto Serif CJK SC"))
KAI = Font("楷体_GB2312", "KaiTi_GB2312", "楷体", ("FandolKai", "Noto Serif CJK SC"))
HEI = Font("黑体", "SimHei", "SimHei", ("FandolHei", "Noto Sans CJK SC"))
# The page number is in 宋体: 7.5.
SONG = Font("宋体", "SimSun", "SimSun", ("FandolSong", "Noto Serif CJK SC"))

FONTS = (TITLE, TEXT, KAI, HEI, SONG)
