"""docs/api.md says how a system is connected: each of its examples is sent, and each answers what stands there."""

import re
from pathlib import Path

from jinban.systems import rules
from tests.api.callers import Caller, registered

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text("utf-8")
EXAMPLE = re.compile(r"<!-- (GET|POST) /api/v1(\S+) (\d{3}) -->(?:\n```json\n(.*?)```)?", re.DOTALL)


def test_the_examples_of_the_guide_answer_as_it_says(city):
    caller, number = Caller(registered()), ""
    found = []
    for method, path, status, body in EXAMPLE.findall(GUIDE):
        path = path.replace("{number}", number)
        if method == "GET":
            answer = caller.client.get(f"/api/v1{path}", headers=caller.headers())
        else:
            headers = caller.headers(**{"Idempotency-Key": f"example-{len(found):04d}"})
            answer = caller.client.post(f"/api/v1{path}", body, "application/json", headers=headers)
        assert number or answer.status_code == 201, answer.content.decode()
        number = number or answer.json()["number"]
        found.append((path, answer.status_code, int(status)))

    assert len(found) >= 7
    assert [path for path, status, said in found if status != said] == []


def test_the_guide_names_every_scope_and_its_check_of_a_signature_is_right():
    code = GUIDE.partition("```python\n")[2].partition("```")[0]
    known: dict = {}
    exec(code, known)
    body = b'{"id": 7}'
    header = f"t=1000,v1={rules.signature('jbs_secret', 1000, body)}"

    checked = [known["is_ours"](header, "jbs_secret", body, now) for now in (1000, 1300, 1301)]

    assert [scope for scope in rules.SCOPES if f"`{scope}`" not in GUIDE] == []
    assert (checked, known["is_ours"](header, "jbs_other", body, 1000)) == ([True, True, False], False)
