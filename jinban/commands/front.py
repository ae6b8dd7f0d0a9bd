"""How a command meets people: help in Chinese; a mistake or a refusal is one sentence and exit 2, a fault of ours one
sentence, a line in the log and exit 1; never a traceback."""

import logging
import os
import re
import sys
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, DjangoHelpFormatter
from django.db import connections

from jinban.kit import outages
from jinban.kit.faults import where
from jinban.kit.log import SAID
from jinban.kit.refused import Refused

WRONG, BROKEN = 2, 1
AWAY = {"away": "数据库连不上", "full": "磁盘满了", "readonly": "数据库或磁盘是只读的", "busy": "数据库正忙"}
log = logging.getLogger("jinban.commands")
_SAID = (
    (r"the following arguments are required: (.*)", r"还要写 \1"),
    (r"unrecognized arguments: (.*)", r"不认识 \1"),
    (r"argument (\S+): expected (one|at least one) argument", r"\1 后面要写一个值"),
    (r"argument (\S+): invalid choice: (.*) \(choose from (.*)\)", r"\1 不能写 \2，可以写 \3"),
    (r"argument (\S+): invalid \w+ value: (.*)", r"\1 不能写 \2"),
    (r"argument (\S+): (.*)", r"\1：\2"),
)


class _Help(DjangoHelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class FrontCommand(BaseCommand):
    """A command of `jinban`. In a terminal `Refused` and `CommandError` are a sentence on stderr and exit 2;
    called from Python they are raised."""

    requires_system_checks: Iterable[str] = ()
    suppressed_base_arguments = {
        "--version", "--verbosity", "--settings", "--pythonpath", "--traceback", "--no-color", "--force-color",
    }  # fmt: skip

    def ready(self) -> None:
        """What must be there before the command can look at the city's rows; called from a terminal only."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Django's parser with our words."""
        parser = super().create_parser(prog_name, subcommand, formatter_class=_Help, **kwargs)
        parser._positionals.title, parser._optionals.title = "要写的", "可以加的"
        for action in parser._actions:
            if action.dest == "help":
                action.help = "显示这段说明"
        return parser

    def run_from_argv(self, argv: list[str]) -> None:
        """Parse and do. The parser raises, as it does for callers from Python, so that there is one way
        out."""
        try:
            options = vars(self.create_parser(argv[0], argv[1]).parse_args(argv[2:]))
            self.ready()
            self.execute(*options.pop("args", ()), **options)
        except (Refused, CommandError) as no:
            print(_in_chinese(str(no), f"jinban {argv[1]} --help"), file=sys.stderr)
            sys.exit(WRONG)
        except BrokenPipeError:
            # Whoever read us has enough, as `head` has; what is left in the buffer goes nowhere.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except Exception as fault:
            log.error("command failed", exc_info=fault, extra={SAID: {"command": argv[1]}})
            print(_fallen(fault), file=sys.stderr)
            sys.exit(BROKEN)
        finally:
            connections.close_all()


def _fallen(fault: Exception) -> str:
    """A fault in a sentence, without its message, which may hold what a person typed."""
    return f"没有做完：{AWAY[outage] if (outage := outages.of(fault)) else where(fault)}。"


def _in_chinese(message: str, help_line: str) -> str:
    """What the parser says in English, in Chinese; a sentence of ours as it is."""
    if not message.startswith("Error: "):
        return message
    message = message.removeprefix("Error: ")
    for english, chinese in _SAID:
        if found := re.fullmatch(english, message, re.DOTALL):
            message = found.expand(chinese)
            break
    return f"{message}。怎么写，见 {help_line}"
