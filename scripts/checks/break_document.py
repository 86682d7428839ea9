"""Plants one named fault in an API document: reads it from standard input, writes the broken copy to standard output."""

import json
import sys

METHODS = ("get", "post", "put", "patch", "delete")


def operations(document):
    """Every operation of the document with its path and method."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def secured_write(document):
    """The first operation that changes something and asks for a token."""
    for _, method, operation in operations(document):
        if method != "get" and operation.get("security"):
            return operation
    sys.exit("break_document: no operation with security")


def limited_string(node):
    """The first schema of a string whose length is limited by nothing but maxLength."""
    if isinstance(node, dict):
        if node.get("type") == "string" and "maxLength" in node and not {"format", "enum", "const"} & node.keys():
            return node
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            found = limited_string(child)
            if found is not None:
                return found
    return None


def plant(fault, document):
    """Changes the document in place."""
    first = next(operations(document))[2]
    if fault == "no-responses":
        first["responses"] = "none"
    elif fault == "dangling-reference":
        first["responses"]["200"] = {"$ref": "#/components/responses/NoSuchAnswer"}
    elif fault == "response-without-description":
        first["responses"]["299"] = {}
    elif fault == "operation-id-twice":
        every = [operation for _, _, operation in operations(document)]
        every[1]["operationId"] = every[0]["operationId"]
    elif fault == "unknown-security-scheme":
        secured_write(document)["security"] = [{"no_such_scheme": []}]
    elif fault == "string-without-limit":
        del limited_string(document)["maxLength"]
    elif fault == "no-429":
        first["responses"].pop("429", None)
    elif fault == "write-without-security":
        secured_write(document)["security"] = []
    elif fault == "report-with-status-for-state":
        report = document["components"]["schemas"]["OfficeReport"]
        report["properties"]["status"] = report["properties"].pop("state")
        report["required"] = ["status" if name == "state" else name for name in report["required"]]
    else:
        sys.exit(f"break_document: unknown fault {fault}")


if __name__ == "__main__":
    planted = json.load(sys.stdin)
    plant(sys.argv[1], planted)
    json.dump(planted, sys.stdout)
