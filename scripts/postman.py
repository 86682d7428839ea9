"""Makes a Postman collection (format 2.1) from the API document: reads the document from standard input, writes the
collection to standard output. The same document always gives the same collection.

Logging in stores the token in the environment, creating something stores its id, and the other requests use them, so
that a person can click from top to bottom. Examples are those of the document.
"""

from __future__ import annotations

import json
import sys

METHODS = ("get", "post", "put", "patch", "delete")
SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
TOKEN_OPERATIONS = {"createSession", "refreshSession", "issueToken"}
CREDENTIALS = {"username": "{{username}}", "password": "{{password}}", "refresh_token": "{{refresh_token}}"}
CLIENT = {"grant_type": "client_credentials", "client_id": "{{client_id}}", "client_secret": "{{client_secret}}"}


class Document:
    """The API document, with references followed."""

    def __init__(self, text: str):
        self.root = json.loads(text)

    def follow(self, node):
        """The node that a reference points at, or the node itself."""
        while isinstance(node, dict) and "$ref" in node:
            target = self.root
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part.replace("~1", "/").replace("~0", "~")]
            node = target
        return node

    def example(self, holder):
        """The example of a media type or parameter: its own, else its schema's, else one made of its properties."""
        if "example" in holder:
            return holder["example"]
        for named in (holder.get("examples") or {}).values():
            return self.follow(named).get("value")
        return self.example_of_schema(holder.get("schema", {}))

    def example_of_schema(self, schema):
        """An example of a schema; only what is required is filled in."""
        schema = self.follow(schema)
        if "example" in schema:
            return schema["example"]
        if schema.get("examples"):
            return schema["examples"][0]
        if "const" in schema or "default" in schema:
            return schema.get("const", schema.get("default"))
        if schema.get("enum"):
            return schema["enum"][0]
        for choice in ("oneOf", "anyOf"):
            if schema.get(choice):
                return self.example_of_schema(schema[choice][0])
        if "allOf" in schema:
            merged = {}
            for part in schema["allOf"]:
                merged |= self.example_of_schema(part) or {}
            return merged
        kind = schema.get("type")
        kind = next((k for k in kind if k != "null"), None) if isinstance(kind, list) else kind
        if kind == "object":
            wanted = schema.get("required", [])
            return {name: self.example_of_schema(schema["properties"][name]) for name in wanted}
        if kind == "array":
            return [self.example_of_schema(schema.get("items", {}))] if schema.get("minItems") else []
        return {"integer": 1, "number": 1, "boolean": True}.get(kind, "")


def singular(segment: str) -> str:
    """`reports` → `report`, `agencies` → `agency`, `corrective-actions` → `corrective_action`."""
    word = segment.replace("-", "_")
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word.removesuffix("s")


def url(document: Document, path: str, parameters: list[dict]) -> dict:
    """The address with its variables and query."""
    segments = path.strip("/").split("/")
    variables = []
    for index, segment in enumerate(segments):
        if segment.startswith("{"):
            name = segment.strip("{}")
            owner = singular(segments[index - 1]) if index else name
            value = "{{" + (f"{owner}_id" if name == "id" else name) + "}}"
            described = next((p for p in parameters if p["in"] == "path" and p["name"] == name), {})
            variables.append({"key": name, "value": value, "description": described.get("description", "")})
            segments[index] = ":" + name
    query = [
        {
            "key": parameter["name"],
            "value": text(document.example(parameter)),
            "description": parameter.get("description", ""),
            "disabled": not parameter.get("required", False),
        }
        for parameter in parameters
        if parameter["in"] == "query"
    ]
    raw = "{{base_url}}/" + "/".join(segments)
    made = {"raw": raw, "host": ["{{base_url}}"], "path": segments}
    if variables:
        made["variable"] = variables
    if query:
        made["query"] = query
    return made


def text(value) -> str:
    """A value as it stands in an address or header."""
    if isinstance(value, list):
        return ",".join(text(item) for item in value)
    return value if isinstance(value, str) else json.dumps(value)


def headers(document: Document, parameters: list[dict]) -> list[dict]:
    """The headers of a request that are not Postman's own business."""
    own = {"If-Match": "{{etag}}", "Idempotency-Key": "{{$guid}}"}
    return [
        {
            "key": parameter["name"],
            "value": own.get(parameter["name"], text(document.example(parameter))),
            "description": parameter.get("description", ""),
            "disabled": parameter["name"] not in own and not parameter.get("required", False),
        }
        for parameter in parameters
        if parameter["in"] == "header"
    ]


def body(document: Document, operation: dict) -> tuple[dict, dict] | None:
    """The body of a request and the header that names its kind."""
    content = document.follow(operation.get("requestBody", {})).get("content", {})
    for media_type, holder in content.items():
        example = document.example(holder)
        header = {"key": "Content-Type", "value": media_type}
        if media_type == "application/x-www-form-urlencoded":
            pairs = CLIENT | {k: text(v) for k, v in (example or {}).items() if k not in CLIENT and k != "scope"}
            form = [{"key": key, "value": value, "type": "text"} for key, value in pairs.items()]
            return {"mode": "urlencoded", "urlencoded": form}, header
        if isinstance(example, dict):
            example = {k: CREDENTIALS.get(k, v) for k, v in example.items()}
        written = json.dumps(example, ensure_ascii=False, indent=2)
        return {"mode": "raw", "raw": written, "options": {"raw": {"language": "json"}}}, header
    return None


def script(path: str, method: str, operation: dict) -> list[str]:
    """What Postman does with the answer: check the status, keep what later requests need."""
    promised = sorted(int(status) for status in operation["responses"] if int(status) < 500)
    lines = [
        f'pm.test("status of the document", () => pm.expect(pm.response.code).to.be.oneOf({promised}));',
        'const type = pm.response.headers.get("Content-Type") || "";',
        'if (type.includes("json")) pm.test("JSON", () => pm.response.json());',
    ]
    if operation["operationId"] in TOKEN_OPERATIONS:
        lines += [
            "if (pm.response.code < 300) {",
            "    const answer = pm.response.json();",
            '    pm.environment.set("access_token", answer.access_token);',
            '    if (answer.refresh_token) pm.environment.set("refresh_token", answer.refresh_token);',
            "}",
        ]
    elif method == "post" and not path.endswith("}") and "201" in operation["responses"]:
        name = singular(path.rsplit("/", 1)[-1]) + "_id"
        lines += [
            f'if (pm.response.code === 201 && pm.response.json().id) pm.environment.set("{name}", pm.response.json().id);',
        ]
    lines.append('if (pm.response.headers.has("ETag")) pm.environment.set("etag", pm.response.headers.get("ETag"));')
    return lines


def request(document: Document, path: str, method: str, shared: list, operation: dict) -> dict:
    """One operation as Postman's item."""
    parameters = [document.follow(p) for p in shared + operation.get("parameters", [])]
    made = {
        "method": method.upper(),
        "header": headers(document, parameters),
        "url": url(document, path, parameters),
        "description": operation.get("description", ""),
    }
    if (filled := body(document, operation)) is not None:
        made["body"], content_type = filled
        made["header"].append(content_type)
    if not operation.get("security", document.root.get("security")):
        made["auth"] = {"type": "noauth"}
    lines = script(path, method, operation)
    return {
        "name": operation.get("summary", operation["operationId"]),
        "request": made,
        "event": [{"listen": "test", "script": {"type": "text/javascript", "exec": lines}}],
        "response": [],
    }


def collection(document: Document) -> dict:
    """The whole collection: a folder for each tag, in the order of the document."""
    info = document.root["info"]
    folders = {
        tag["name"]: {"name": tag["name"], "description": tag.get("description", ""), "item": []}
        for tag in document.root.get("tags", [])
    }
    for path, item in document.root["paths"].items():
        for method in METHODS:
            if method not in item:
                continue
            operation = item[method]
            tag = (operation.get("tags") or ["api"])[0]
            folder = folders.setdefault(tag, {"name": tag, "item": []})
            folder["item"].append(request(document, path, method, item.get("parameters", []), operation))
    return {
        "info": {
            "name": info["title"],
            "version": info["version"],
            "description": info.get("description", ""),
            "schema": SCHEMA,
        },
        "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{{access_token}}", "type": "string"}]},
        "item": [folder for folder in folders.values() if folder["item"]],
    }


def environment(document: Document) -> dict:
    """The variables that the collection reads; credentials are left for the person to fill in."""
    base_url = "http://127.0.0.1:8080"
    values = {"base_url": base_url, "username": "", "password": "", "client_id": "", "client_secret": ""}
    secret = {"password", "client_secret"}
    return {
        "name": document.root["info"]["title"],
        "values": [
            {"key": key, "value": value, "type": "secret" if key in secret else "default", "enabled": True}
            for key, value in values.items()
        ],
        "_postman_variable_scope": "environment",
    }


if __name__ == "__main__":
    source = Document(sys.stdin.read())
    made = environment(source) if sys.argv[1:] == ["environment"] else collection(source)
    print(json.dumps(made, ensure_ascii=False, indent=2))
