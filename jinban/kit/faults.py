"""A fault as what may be kept of it: its class and the place in our code. Never its message, which may carry personal
data."""

import sysconfig
import traceback
from pathlib import Path

_OTHERS = ("site-packages", sysconfig.get_paths()["stdlib"])


def last_of_ours(error: BaseException) -> traceback.FrameSummary | None:
    """The innermost line of our own code that the fault went through; else the innermost of all; None when it was
    never raised."""
    frames = list(traceback.extract_tb(error.__traceback__))
    ours = [frame for frame in frames if not any(other in frame.filename for other in _OTHERS)]
    found = ours or frames
    return found[-1] if found else None


def short(frame: traceback.FrameSummary) -> str:
    """The file of a frame without where this machine keeps it: its folder and its name."""
    return "/".join(Path(frame.filename).parts[-2:])


def place(error: BaseException) -> str:
    """Where it happened: folder/file:line function; empty when it was never raised."""
    frame = last_of_ours(error)
    return f"{short(frame)}:{frame.lineno} {frame.name}" if frame else ""


def where(error: BaseException) -> str:
    """A fault as a person reads it in a list: its class and the place in our code, in Chinese, 160 characters at most."""
    frame = last_of_ours(error)
    named = f"，在 {short(frame)} 第 {frame.lineno} 行" if frame else ""
    return f"{type(error).__name__}{named}"[:160]
