"""What happens to papers. Ids, stored words and days only: what stands on a paper is sealed in its row."""

from dataclasses import dataclass
from datetime import date

from jinban.kit.events import Code, Fact, Id


@dataclass(frozen=True)
class Made(Fact, name="papers.made", label="制作文书"):
    kind: Code
    case: Id
    event: Id
    issued_day: date
    template: Id


@dataclass(frozen=True)
class TemplateKept(Fact, name="papers.template_kept", label="修改文书模板"):
    kind: Code
    version: Id


@dataclass(frozen=True)
class Exported(Fact, name="papers.exported", label="导出归档"):
    papers: Id
