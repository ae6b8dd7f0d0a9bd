"""`jinban docs --write | --check`: the generated pages of docs/."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings

from jinban.commands.docs import pages
from jinban.commands.front import FrontCommand


class Command(FrontCommand):
    """Write the generated pages, or say which are stale and leave with 1."""

    help = "写出或核对由代码生成的文档（map、lives、permits、figures、openapi）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        group = parser.add_mutually_exclusive_group(required=True)
        group.add_argument("--write", action="store_true", help="写出")
        group.add_argument("--check", action="store_true", help="核对；有过时的就以 1 退出")
        parser.add_argument("--into", type=Path, default=settings.ROOT.parent / "docs", help="文件夹，默认 docs")

    def handle(self, *, write: bool, check: bool, into: Path, **options: Any) -> None:
        drawn = pages()
        kept = {path.relative_to(into).as_posix() for path in into.glob("lives/*.md")}
        lost = sorted(kept - set(drawn))
        stale = [
            name
            for name, text in drawn.items()
            if not (into / name).exists() or (into / name).read_text("utf-8") != text
        ]
        if write:
            for name in lost:
                (into / name).unlink()
            for name in stale:
                (into / name).parent.mkdir(parents=True, exist_ok=True)
                (into / name).write_text(drawn[name], "utf-8")
            self.stdout.write(f"写出 {len(stale)} 页，删去 {len(lost)} 页，其余 {len(drawn) - len(stale)} 页没有变。")
        elif stale or lost:
            self.stderr.write(f"这些文档和代码不一致，请运行 make docs：{'、'.join([*stale, *lost])}")
            sys.exit(1)
