"""A small item that could be published, and ways to spoil it."""

from copy import deepcopy
from typing import Any

from jinban.catalogue.content import Content, decode

SOURCE = "演示"
VALUES: dict[str, Any] = {
    "task_type": "05",
    "kind": "promised",
    "objects": ["citizen"],
    "legal_limit": {"amount": "20", "unit": "workday"},
    "promised_limit": {"amount": "10", "unit": "workday"},
    "exercise_level": "4",
    "power_source": "1",
    "fee": "不收费",
    "visits": 1,
    "visit_reason": "要当面签字",
    "handle_forms": ["window"],
    "handle_scope": "5",
    "online_depth": "",
    "result_name": "救助告知书",
    "result_type": "20",
    "validity": "一次有效",
    "in_person": False,
    "sensitive": True,
    "limit_scene": "",
    "entry_center": True,
    "express": False,
    "national_code": "",
    "quantity_limit": "不限",
}


def _material(key: str, name: str, **more: Any) -> dict[str, Any]:
    fixed = {"kind": "other", "need": "required", "copy": "original", "originals": 1, "keep": "look"}
    return {"key": key, "name": name, **fixed, "from": "applicant", "source": SOURCE, **more}


def _step(name: str, power: str, amount: str) -> dict[str, Any]:
    limit = {"amount": amount, "unit": "workday"}
    return {"name": name, "who": "镇", "power": power, "limit": limit, "standard": "齐", "result": "", "source": SOURCE}


PLAIN: dict[str, Any] = {
    "key": "jiuzhu",
    "name": "救助认定",
    "plain_name": "救助",
    "summary": "难处的一次帮助。",
    "department": "minzheng",
    "item_class": "",
    "elements": {key: {"value": value, "source": SOURCE} for key, value in VALUES.items()},
    "conditions": [{"text": "家里有难处。", "source": SOURCE}],
    "basis": [{"document": "社会救助暂行办法", "article": "第47条", "text": "给予临时救助。"}],
    "questions": [
        {
            "key": "who",
            "text": "谁来交？",
            "answers": [
                {"key": "self", "text": "本人"},
                {"key": "agent", "text": "别人代办"},
                {"key": "kin", "text": "家人"},
            ],
        },
        {"key": "members", "text": "家里几口人？"},
    ],
    "materials": [
        _material("form", "申请书"),
        _material("mandate", "委托书", when=[{"question": "who", "is": "agent"}]),
        _material("agent-id", "来人身份证", when=[{"question": "who", "in": ["agent", "kin"]}]),
        _material("book", "户口簿", when=[{"question": "members", "over": "1"}]),
        _material("alone", "独居说明", when=[{"question": "members", "under": "2"}]),
    ],
    "form": {
        "fields": [
            {"key": "trouble", "label": "难处", "kind": "textarea", "max": 300, "source": SOURCE},
            {
                "key": "relation",
                "label": "关系",
                "kind": "choice",
                "choices": ["亲戚", "邻居"],
                "when": [{"question": "who", "is": "agent"}],
                "source": SOURCE,
            },
        ]
    },
    "steps": [_step("受理", "accept", "1"), _step("审批", "close", "5")],
    "faq": [],
    "advice": {"consult": "窗口", "complain": "12345", "reconsider": "60日", "sue": "6个月", "source": SOURCE},
    "stages": {"accept": "town_window", "check": "town_back", "decide": "dept_approver"},
}


def content(valid_from: str = "2024-01-01", **changes: Any) -> Content:
    """The item, with changes by path: elements.fee=…, materials.0.source=…; None takes the key away."""
    plain = deepcopy(PLAIN) | {"valid_from": valid_from}
    for path, value in changes.items():
        *way, last = path.split("__")
        part: Any = plain
        for step in way:
            part = part[int(step)] if step.isdigit() else part[step]
        if value is None:
            del part[last]
        elif isinstance(part, list):
            part[int(last)] = value
        else:
            part[last] = value
    return decode(plain)


def element(key: str, value: Any) -> dict[str, Any]:
    """A change of one element: content(**element("visits", 0))."""
    return {f"elements__{key}__value": value}
