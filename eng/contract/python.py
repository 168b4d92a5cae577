"""Writes clients/python/kdiffe/{types,client}.py from docs/openapi.json. With a folder as its argument, writes them there."""

import json
import keyword
import pathlib
import re
import sys
import textwrap

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCUMENT = json.loads((ROOT / "docs/openapi.json").read_text())
OUT = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "clients/python/kdiffe"
HEADER = '"""{}\n\nGenerated from docs/openapi.json by eng/contract/python.py."""\n\n'
JSON = ("application/json", "application/merge-patch+json")
PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}


def snake(name):
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+", "_", name).strip("_").lower()
    return name + "_" if keyword.iskeyword(name) else name


def type_of(schema, quoted=False):
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return f'"{name}"' if quoted else f"types.{name}"
    if "oneOf" in schema:
        return "Union[" + ", ".join(dict.fromkeys(type_of(one, quoted) for one in schema["oneOf"])) + "]"
    if "enum" in schema:
        return "Literal[" + ", ".join(repr(value) for value in schema["enum"]) + "]"
    kind = schema.get("type")
    if isinstance(kind, list):
        return "Union[" + ", ".join(type_of({**schema, "type": one}, quoted) for one in sorted(kind, key=lambda one: one == "null")) + "]"
    if kind == "array":
        return f"list[{type_of(schema.get('items', {}), quoted)}]"
    if kind == "object":
        more = schema.get("additionalProperties")
        return f"dict[str, {type_of(more, quoted) if isinstance(more, dict) and more else 'Any'}]"
    return PLAIN.get(kind, "Any")


def comment(text, indent=""):
    return "".join(f"{indent}# {line}\n" for line in textwrap.wrap(text or "", 110, break_long_words=False, break_on_hyphens=False))


def write_types():
    parts = [HEADER.format("What the service takes and answers, as types."), "from typing import Any, Literal, Required, TypedDict, Union\n"]
    for name, schema in sorted(DOCUMENT["components"]["schemas"].items()):
        parts.append("\n" + comment(schema.get("description")))
        if "properties" not in schema:
            parts.append(f"{name} = {type_of(schema, quoted=True)}\n")
            continue
        required = set(schema.get("required", []))
        # By the functional form, because fields may be called what Python has taken.
        parts.append(f"{name} = TypedDict(\n    {name!r},\n    {{\n")
        for field, value in schema["properties"].items():
            kind = type_of(value, quoted=True)
            parts.append(comment(value.get("description"), "        "))
            parts.append(f"        {field!r}: {f'Required[{kind}]' if field in required else kind},\n")
        parts.append("    },\n    total=False,\n)\n")
    (OUT / "types.py").write_text("".join(parts))


def answer_of(operation):
    for code, response in sorted(operation["responses"].items()):
        if code[0] != "2":
            continue
        content = response.get("content", {})
        if "application/json" in content:
            return "json", type_of(content["application/json"]["schema"])
        if "text/event-stream" in content:
            return "events", "Iterator[Event]"
        if content:
            return "lines", "Iterator[str]"
    return "nothing", "None"


def write_client():
    parts = [
        HEADER.format("A method for each operation of the service."),
        "from collections.abc import Iterable, Iterator\nfrom typing import Any, Literal, Union\n\nfrom . import types\nfrom .transport import Event, Transport\n\n\n",
        'class Client(Transport):\n    """Asks a service, `Client("http://localhost:8080", key)`. What it refuses raises `Problem`."""\n',
    ]
    for path, operations in DOCUMENT["paths"].items():
        for method, operation in operations.items():
            parts.append(write_operation(path, method, operation, DOCUMENT["paths"][path].get("parameters", [])))
    (OUT / "client.py").write_text("".join(parts))


def write_operation(path, method, operation, shared):
    # The client gives what an answer says and not its headers, so nobody has a tag to ask by.
    parameters = [one for one in [*shared, *operation.get("parameters", [])] if one["name"] != "If-None-Match"]
    body = operation.get("requestBody")
    signature = ["self"] + [f"{snake(p['name'])}: {type_of(p['schema'])}" for p in parameters if p["in"] == "path"]
    content = list(body["content"]) if body else []
    is_json = bool(content) and content[0] in JSON
    if is_json:
        kind = type_of(body["content"][content[0]]["schema"])
        signature.append(f"body: {kind}" if body.get("required") else f"body: Union[{kind}, None] = None")
    elif content:
        signature.append("body: Union[bytes, Iterable[bytes]]")
    named = [p for p in parameters if p["in"] in ("query", "header")]
    if named or (content and not is_json):
        signature.append("*")
    if content and not is_json:
        signature.append(f"content_type: Literal[{', '.join(repr(one) for one in content)}] = {content[0]!r}")
    signature += [f"{snake(p['name'])}: Union[{type_of(p['schema'])}, None] = None" for p in named]
    how, answer = answer_of(operation)
    text = operation.get("summary", "").rstrip(".") + "."
    short = len(signature) < 3
    inside = ", ".join(signature) if short else "\n        " + ",\n        ".join(signature) + ",\n    "
    lines = [f"\n    def {snake(operation['operationId'])}({inside}) -> {answer}:\n"]
    said = textwrap.wrap(text, 110) + ([""] + textwrap.wrap(operation["description"], 110) if operation.get("description") else [])
    # The description writes backslashes that Python would read.
    lines.append('        r"""' + "\n".join(f"        {line}" if line else "" for line in said).strip().replace('"""', "'''") + ('\n        """\n' if len(said) > 1 else '"""\n'))
    for kind in ("query", "header"):
        values = [f"{p['name']!r}: {snake(p['name'])}" for p in parameters if p["in"] == kind]
        if values:
            lines.append(f"        {kind} = {{{', '.join(values)}}}\n")
    arguments = [repr(method.upper()), repr(path)]
    path_values = [f"{p['name']!r}: {snake(p['name'])}" for p in parameters if p["in"] == "path"]
    if path_values:
        arguments.append(f"path={{{', '.join(path_values)}}}")
    arguments += [f"{kind}={kind}" for kind in ("query", "header") if any(p["in"] == kind for p in parameters)]
    if content:
        arguments += ["body=body", f"content_type={content[0]!r}" if is_json else "content_type=content_type"]
    arguments.append(f"answer={how!r}")
    lines.append(f"        return self._ask({', '.join(arguments)})\n")
    return "".join(lines)


OUT.mkdir(parents=True, exist_ok=True)
write_types()
write_client()
