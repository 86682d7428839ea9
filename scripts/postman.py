"""Makes a Postman collection (format 2.1) from the API document: reads the document from standard input, writes the
collection to standard output. The same document always gives the same collection.

Logging in stores the token in the environment, listing or creating something stores its id and version, and the other
requests use them, so that a person can click from top to bottom. Examples are those of the document. Every request
tests that its answer is one that the document names; scripts/checks/postman runs them all.
"""

from __future__ import annotations

import json
import re
import sys

METHODS = ("get", "post", "put", "patch", "delete")
SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
UUID = re.compile(r"^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$")
LOG_INS = ("createSession", "refreshSession", "changePassword")
EARLY = ("sessions", "users", "clients", "agencies", "reports")
"""Folders whose objects the others need."""
GOODBYE = {"name": "goodbye", "description": "Sampai jumpa: what takes something away from the caller for good"}
GOODBYES = ("declareConflict", "deactivateAgency", "changePassword", "endCurrentSession", "createSession", "endSession")
"""These come last; the session that is ended by its id needs a log-in of its own."""
BODIES = {
    "createSession": {"username": "{{username}}", "password": "{{password}}"},
    "refreshSession": {"refresh_token": "{{refresh_token}}"},
    "changePassword": {"current_password": "{{password}}"},
    "createUser": {"username": "contoh.{{$timestamp}}", "role": "examiner"},
    "createClient": {"client_id": "contoh-{{$timestamp}}", "role": "office_client"},
    "createAgency": {
        "code": "63.C{{$timestamp}}",
        "kind": "department",
        "class": "PEMPROV",
        "parent_id": "{{agency_id}}",
        "active_from": "2020-01-01",
    },
    "searchReports": {"phone": "0811-0000-0001"},
    "trackReport": {"code": "{{tracking_code}}", "pin": "{{tracking_pin}}"},
    "issueToken": {"client_id": "{{client_id}}", "client_secret": "{{client_secret}}"},
    "revokeToken": {
        "client_id": "{{client_id}}",
        "client_secret": "{{client_secret}}",
        "token": "{{client_access_token}}",
    },
}
"""What a body has from the environment, or must have anew each time."""
FIRST_STEP = {"transition": "take_up"}
LEFT_OUT = {"createSession": {"otp"}, "createReport": {"tracking_pin"}, "issueToken": {"scope"}}
"""What an example shows, but a first request does better without."""
OWNERS = {"respondent_id": "agency"}
"""Whose id a member holds, where its name does not say so."""


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


def owner_of(path: str) -> str:
    """Whose object an address is about: `/v1/reports/{id}/notes` → `report`."""
    return singular(path.removeprefix("/v1/").strip("/").split("/")[0])


def variable(owner: str, what: str) -> str:
    """The environment's name for something of an object. A machine client's own id is not what it calls itself."""
    return f"{'machine_client' if owner == 'client' else owner}_{what}"


def url(document: Document, path: str, parameters: list[dict]) -> dict:
    """The address with its variables and query."""
    segments = path.strip("/").split("/")
    variables = []
    for index, segment in enumerate(segments):
        if segment.startswith("{"):
            name = segment.strip("{}")
            described = next((p for p in parameters if p["in"] == "path" and p["name"] == name), {})
            if name == "id" or name.endswith("_id"):
                owner = singular(segments[index - 1]) if name == "id" else name.removesuffix("_id")
                value = "{{" + variable(owner, "id") + "}}"
            else:
                value = text(document.example(described))
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


def headers(document: Document, path: str, parameters: list[dict]) -> list[dict]:
    """The headers of a request that are not Postman's own business."""
    own = {"If-Match": "{{" + variable(owner_of(path), "etag") + "}}", "Idempotency-Key": "{{$guid}}"}
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


def filled(operation_id: str, example):
    """An example with what the environment knows better."""
    if operation_id == "createReportTransition":
        return FIRST_STEP
    if not isinstance(example, dict):
        return example
    made = {}
    for name, value in example.items():
        if name.endswith("_id") and UUID.match(str(value)):
            value = "{{" + variable(OWNERS.get(name, name.removesuffix("_id")), "id") + "}}"
        made[name] = value
    made |= BODIES.get(operation_id, {})
    return {name: value for name, value in made.items() if name not in LEFT_OUT.get(operation_id, ())}


def body(document: Document, operation: dict) -> tuple[dict, dict] | None:
    """The body of a request and the header that names its kind."""
    content = document.follow(operation.get("requestBody", {})).get("content", {})
    for media_type, holder in content.items():
        example = filled(operation["operationId"], document.example(holder))
        header = {"key": "Content-Type", "value": media_type}
        if media_type == "application/x-www-form-urlencoded":
            form = [{"key": key, "value": text(value), "type": "text"} for key, value in example.items()]
            return {"mode": "urlencoded", "urlencoded": form}, header
        written = json.dumps(example, ensure_ascii=False, indent=2)
        return {"mode": "raw", "raw": written, "options": {"raw": {"language": "json"}}}, header
    return None


def script(path: str, method: str, operation: dict) -> list[str]:
    """What Postman does with the answer: test it, keep what later requests need."""
    named = sorted(int(status) for status in operation["responses"] if status < "500")
    operation_id = operation["operationId"]
    lines = [
        f'pm.test("a status that the document names", () => pm.expect(pm.response.code).to.be.oneOf({named}));',
        "let answer = {};",
        'pm.test("a body that parses", () => {',
        '    const type = pm.response.headers.get("Content-Type") ?? "";',
        "    if (/^application\\/([a-z.-]+\\+)?json(;|$)/.test(type)) answer = pm.response.json();",
        '    else pm.expect(pm.response.text() === "" || type !== "").to.equal(true);',
        "});",
        "const keep = (name, value) => { if (value) pm.environment.set(name, value); };",
    ]
    made = "if (pm.response.code < 300) "
    if operation_id in LOG_INS:
        lines += [made + f'keep("{name}", answer.{name});' for name in ("access_token", "refresh_token", "session_id")]
    if operation_id == "changePassword":
        lines.append(made + 'keep("password", JSON.parse(pm.request.body.raw).new_password);')
    if operation_id == "issueToken":
        lines.append(made + 'keep("client_access_token", answer.access_token);')
    if operation_id == "createReport":
        lines += [made + f'keep("tracking_{name}", answer.tracking?.{name});' for name in ("code", "pin")]
    if path.startswith("/v1/") and owner_of(path) != "session":
        owner = owner_of(path)
        of_object = path.endswith("/{id}") or (method == "post" and path.count("/") == 2)
        if of_object or method != "get":
            etag = 'pm.response.headers.get("ETag")'
            lines.append(made + f'keep("{variable(owner, "etag")}", {etag});')
        if path.count("/") == 2:
            # Of accounts only one's own making: their passwords and sessions are ended further down.
            found = {"get": "answer.items?.[0]?.id", "post": "(answer.user ?? answer.client ?? answer).id"}[method]
            if method == "post" or owner not in ("user", "client"):
                lines.append(made + f'keep("{variable(owner, "id")}", {found});')
    return lines


def request(document: Document, path: str, method: str, shared: list, operation: dict) -> dict:
    """One operation as Postman's item."""
    parameters = [document.follow(p) for p in shared + operation.get("parameters", [])]
    made = {
        "method": method.upper(),
        "header": headers(document, path, parameters),
        "url": url(document, path, parameters),
        "description": operation.get("description", ""),
    }
    if (content := body(document, operation)) is not None:
        made["body"], content_type = content
        made["header"].append(content_type)
    if not operation.get("security", document.root.get("security")):
        made["auth"] = {"type": "noauth"}
    lines = script(path, method, operation)
    return {
        "id": operation["operationId"],
        "name": operation.get("summary", operation["operationId"]),
        "request": made,
        "event": [{"listen": "test", "script": {"type": "text/javascript", "exec": lines}}],
        "response": [],
    }


def collection(document: Document) -> dict:
    """The whole collection: a folder for each tag, in the order of the document, and what ends sessions."""
    info = document.root["info"]
    tags = document.root.get("tags", [])
    folders = {
        tag["name"]: {"name": tag["name"], "description": tag.get("description", ""), "item": []}
        for tag in sorted(tags, key=lambda tag: EARLY.index(tag["name"]) if tag["name"] in EARLY else len(EARLY))
    }
    goodbyes = {}
    for path, item in document.root["paths"].items():
        for method in METHODS:
            if method not in item:
                continue
            operation = item[method]
            tag = (operation.get("tags") or ["api"])[0]
            folder = folders.setdefault(tag, {"name": tag, "item": []})
            made = request(document, path, method, item.get("parameters", []), operation)
            if operation["operationId"] == "createSession":
                folder["item"].insert(0, made)
            elif operation["operationId"] not in GOODBYES:
                folder["item"].append(made)
            if operation["operationId"] in GOODBYES:
                goodbyes[operation["operationId"]] = made
    again = goodbyes.get("createSession")
    if again:
        goodbyes["createSession"] = again | {"id": "createSession-again"}
    folders["goodbye"] = GOODBYE | {"item": [goodbyes[name] for name in GOODBYES if name in goodbyes]}
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
