"""The console script `jinban`: our commands in front, Django's behind."""

import os
import sys

from django.core.management import execute_from_command_line, get_commands

OURS = {
    "serve": "启动网站和投递员",
    "load": "核对并装入城市数据",
    "replay": "按一份资料重演一年（演示）",
    "figures": "一段时间的全部数字，或一个数字背后的办件",
    "circular": "写通报：Word 文件，或者数字和句子",
    "backup": "备份：整个城市装进一个文件，网站不用停",
    "restore": "把一份备份恢复到空的库里",
    "due": "推算到期日",
    "worker": "只启动投递员",
    "duties": "时钟的日课：各做到哪天，哪项没做成",
    "bench": "压测，自己建库，和自己的上限比",
    "verify": "核对全部记录：有没有被改、被删、被换",
    "docs": "写出或核对由代码生成的文档",
}


def main() -> None:
    """Run a command; without one, list ours. An unknown one is a sentence and exit 2."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jinban.settings")
    if len(sys.argv) < 2 or sys.argv[1] in ("help", "-h", "--help"):
        print("用法：jinban 命令 [选项]；每个命令的选项：jinban 命令 --help\n")
        print("".join(f"  {name:<10}{what}\n" for name, what in OURS.items()), end="")
    elif sys.argv[1] not in OURS and sys.argv[1] not in get_commands():
        print(f"没有“{sys.argv[1]}”这个命令。全部命令：jinban --help", file=sys.stderr)
        sys.exit(2)
    else:
        execute_from_command_line(["jinban", *sys.argv[1:]])
