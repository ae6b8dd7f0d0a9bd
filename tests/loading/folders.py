"""A very small city as a folder of tables, in CSV or Excel, and ways to spoil one cell of it."""

import csv
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
import yaml

from jinban.loading.tables import TABLES
from tests.catalogue.contents import PLAIN

CITY, TOWN, VILLAGE = "420281000000", "420281108000", "420281108215"
SINCE = "2023-01-01"

ROWS: dict[str, list[dict[str, Any]]] = {
    "divisions": [
        {"code": CITY, "name": "大冶市", "level": "city", "in_scope": "1", "valid_from": SINCE},
        {"code": TOWN, "name": "陈贵镇", "level": "town", "parent": CITY, "in_scope": "1", "valid_from": SINCE},
        {"code": VILLAGE, "name": "南山村", "level": "village", "parent": TOWN, "in_scope": "1", "valid_from": SINCE},
    ],
    "departments": [
        {"code": "minzheng", "name": "市民政局", "official_name": "大冶市民政局", "kind": "department"},
        {"code": "gongan", "name": "市公安局", "official_name": "大冶市公安局", "kind": "department"},
    ],
    "sites": [
        {"code": f"H{CITY}", "kind": "hall", "division": CITY, "name": "市政务服务中心"},
        {"code": f"C{TOWN}", "kind": "centre", "division": TOWN, "name": "陈贵镇便民服务中心"},
        {"code": f"S{VILLAGE}", "kind": "station", "division": VILLAGE, "name": "南山村便民服务站"},
    ],
    "windows": [
        {"site": f"C{TOWN}", "kind": "comprehensive", "number": "1", "name": "一号窗口", "valid_from": SINCE},
        {"site": f"C{TOWN}", "kind": "comprehensive", "number": "2", "name": "二号窗口", "valid_from": SINCE},
    ],
    "hours": [
        {
            "season": "summer",
            "from_month_day": "05-01",
            "to_month_day": "09-30",
            "weekdays": "1-5",
            "opens": "08:30",
            "closes": "12:00",
            "demo": "1",
        },
    ],
    "network": [{"site": f"S{VILLAGE}", "state": "up", "from_day": SINCE}],
    "parameters": [{"key": "supply_workdays", "name": "补正期限", "value": 10, "unit": "工作日", "source": "演示"}],
    "calendar": [
        {"day": "2024-01-01", "kind": "year", "name": "2024年节假日安排", "source": "国办发明电〔2023〕7号"},
        {"day": "2024-01-01", "kind": "rest", "name": "元旦", "source": "国办发明电〔2023〕7号"},
    ],
    "classes": [{"code": "shehui-jiuzhu", "name": "社会救助"}],
    "items": [
        {
            "key": "jiuzhu",
            "name": "救助认定",
            "department": "minzheng",
            "objects": "citizen",
            "task_type": "05",
            "kind": "promised",
            "chain": "村受理→镇初审→市审批",
            "legal_limit": 20,
            "legal_unit": "workday",
            "promised_limit": 10,
            "promised_unit": "workday",
            "materials": "申请书;身份证",
            "aliases": "困难补助",
            "sensitive": "1",
            "in_person": "0",
            "confidence": "partial",
            "source": "演示",
        },
        {
            "key": "hukou",
            "name": "出生登记",
            "department": "gongan",
            "objects": "citizen",
            "task_type": "07",
            "kind": "instant",
            "chain": "公安专窗直接办结",
            "legal_limit": 1,
            "legal_unit": "workday",
            "promised_limit": 1,
            "promised_unit": "workday",
            "national_code": "11420000011043196D2422011002W0001",
            "sensitive": "0",
            "in_person": "0",
            "confidence": "found",
            "source": "演示",
        },
    ],
    "aliases": [{"kind": "department", "name": "民政", "code": "minzheng"}],
    "batches": [
        {
            "code": "p1",
            "name": "省级第一批",
            "level": "province",
            "document": "通知",
            "issued_on": "2022-03-15",
            "legal_form": "entrust",
        }
    ],
    "delegation": [
        {
            "code": "p1-01",
            "batch": "p1",
            "item": "jiuzhu",
            "name": "救助认定",
            "department": "minzheng",
            "legal_form": "entrust",
            "town_power": "review",
            "village_power": "collect",
            "places": "all",
            "valid_from": SINCE,
        }
    ],
    "staff": [{"work_no": "d001", "name": "柯小南", "role": "village_helper", "site": f"S{VILLAGE}"}],
    "opinions": [
        {
            "code": "grant",
            "item": "jiuzhu",
            "verb": "check",
            "verdict": "grant",
            "text": "情况属实，建议准予。",
            "source": "演示",
        },
    ],
}
DEFAULTS = {"demo": "1", "opened_on": SINCE}


class City:
    """The tables of the small city; cells are changed by table, row as the spreadsheet counts, and column."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: dict[str, list[dict[str, Any]]] = {}
        self.columns = {table.name: list(table.names) for table in TABLES}
        for name, rows in deepcopy(ROWS).items():
            known = self.columns[name]
            empty = {column: DEFAULTS.get(column, "") for column in known}
            self.rows[name] = [empty | row for row in rows]
        self.item: dict[str, Any] | None = deepcopy(PLAIN) | {"valid_from": date(2023, 1, 1)}

    def put(self, table: str, row: int, **cells: Any) -> "City":
        """Change cells of a row; row 2 is the first under the heading. A new row copies the last one."""
        rows = self.rows[table]
        if row - 2 == len(rows):
            rows.append(deepcopy(rows[-1]))
        rows[row - 2] |= cells
        return self

    def write(self, *, as_book: bool = False) -> Path:
        """Write the folder: CSV files, or one Excel file with a sheet for each table."""
        if as_book:
            self.write_book("city.xlsx", list(self.rows))
        else:
            for name in self.rows:
                self.write_csv(name)
        if self.item is not None:
            (self.folder / "items").mkdir(exist_ok=True)
            self.item_path.write_text(yaml.safe_dump(self.item, allow_unicode=True, sort_keys=False), encoding="utf-8")
        return self.folder

    @property
    def item_path(self) -> Path:
        return self.folder / "items" / "jiuzhu.yaml"

    def write_csv(self, name: str) -> Path:
        path = self.folder / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(self.columns[name])
            writer.writerows([[row.get(column, "") for column in self.columns[name]] for row in self.rows[name]])
        return path

    def write_book(self, file: str, names: list[str]) -> Path:
        """Numbers as numbers, days as days, yes and no as 1 and 0, all else as text; a raw cell stays what it is."""
        book = xlsxwriter.Workbook(str(self.folder / file))
        as_day = book.add_format({"num_format": "yyyy-mm-dd"})
        kinds = {table.name: {column.name: column.kind for column in table.columns} for table in TABLES}
        for name in names:
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, self.columns[name])
            for at, row in enumerate(self.rows[name], 1):
                for to, column in enumerate(self.columns[name]):
                    _write(sheet, at, to, row.get(column, ""), kinds[name].get(column, "text"), as_day)
        book.close()
        return self.folder / file


class Raw(str):
    """Text that stays text in Excel, whatever the column is."""


def _write(sheet: Any, row: int, column: int, value: Any, kind: str, as_day: Any) -> None:
    if value == "":
        return
    if isinstance(value, Raw):
        sheet.write_string(row, column, value)
    elif kind == "day" and isinstance(value, str) and len(value) == 10:
        sheet.write_datetime(row, column, date.fromisoformat(value), as_day)
    elif kind == "flag" and value in ("0", "1"):
        sheet.write_number(row, column, int(value))
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, str(value))
