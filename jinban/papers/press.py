"""The press: a process of its own that turns typst text into PDF, and ends with what it printed.

Run as a script, never imported by the rest. It reads one order from its input and writes one answer:

    {"frame": text, "sheets": [[text, values], …], "at": [seconds, …], "fonts": folder or null, "root": an empty folder, "seconds": so many}
    {"printed": [base64 or {"line": number, "words": text}, …]}

Danger: the text of a sheet may be hostile. The root is empty, so nothing can be read; packages are looked for in that empty
folder and through a proxy that does not exist, so nothing is fetched; time and memory are bounded here and again outside.
"""

import base64
import json
import os
import re
import resource
import sys
from typing import Any

import typst

MEMORY, LARGEST = 1 << 30, 8 << 20
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy")
NOWHERE = "http://127.0.0.1:9"
MAIN, FRAME = "main.typ", "frame.typ"
# The frame is set above the first line of a sheet, which so is line 2.
ABOVE = f'#import "{FRAME}": *;#show: 版面\n'
_PLACE = re.compile(rf"{re.escape(MAIN)}:(\d+):")


def main() -> None:
    order = json.load(sys.stdin)
    resource.setrlimit(resource.RLIMIT_CPU, (order["seconds"], order["seconds"] + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    os.environ.update(dict.fromkeys(PROXIES, NOWHERE))
    folders = [order["fonts"]] if order["fonts"] else []
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=not folders, font_paths=folders)
    sheets = zip(order["sheets"], order["at"], strict=True)
    printed = [_printed(order, fonts, text, values, at) for (text, values), at in sheets]
    json.dump({"printed": printed}, sys.stdout)


def _printed(order: dict[str, Any], fonts: typst.Fonts, text: str, values: dict[str, Any], at: int) -> object:
    try:
        made = typst.compile(
            {MAIN: (ABOVE + text).encode(), FRAME: order["frame"].encode()},
            root=order["root"], font_paths=fonts, package_path=order["root"], package_cache_path=order["root"],
            sys_inputs={"values": json.dumps(values, ensure_ascii=False)}, timestamp=at,
        )  # fmt: skip
    except typst.TypstError as fault:
        found = _PLACE.findall(str(getattr(fault, "diagnostic", "") or ""))
        return {"line": max(0, int(found[0]) - 1) if found else 0, "words": str(fault.message)}
    if len(made) > LARGEST:
        return {"line": 0, "words": "too large"}
    return base64.b64encode(made).decode()


if __name__ == "__main__":
    main()
