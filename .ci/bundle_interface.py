#!/usr/bin/env python3
"""Makes one OpenAPI file of Schemas/local-api.openapi.json and the schemas that it refers to: what the node serves at
/v1/openapi.json and what client generators read.

    bundle_interface.py            writes Sources/LocalAPI/InterfaceText.swift, which holds the file
    bundle_interface.py --check    fails where that is not what this makes
    bundle_interface.py --json     prints the file

No reference leads out of the file. The major version stands in the server's address, as generators and the API design
rules expect. Words that only JSON Schema needs are left out, and every enumeration says its type.
"""
import argparse
import json
import os
import re
import sys

from schemas import TOP, load

INTERFACE = "local-api.openapi.json"
TARGET = os.path.join(TOP, "Sources", "LocalAPI", "InterfaceText.swift")
BASE_PATH = "/v1"
# Of a schema file as a whole: where it stands and how it is called there.
DROPPED = {"$schema", "$id", "$defs", "title"}
# Names that generators would also give to an enumeration within another document.
CALLED = {"signal-objection": "ObjectionResult"}
TYPES = {str: "string", bool: "boolean", int: "integer", float: "number"}


def camel(*words):
    """UpperCamelCase of words with hyphens or in camelCase."""
    return "".join(part[:1].upper() + part[1:] for word in words for part in re.split(r"[-.]", word) if part)


class Bundle:
    def __init__(self):
        self.files, self.schemas, self.names = {}, {}, {}
        self.source = load(INTERFACE)

    def made(self):
        document = {key: value for key, value in self.source.items() if key not in ("jsonSchemaDialect", "paths", "components")}
        document["servers"] = [dict(server, url=server["url"] + BASE_PATH) for server in self.source["servers"]]
        document["paths"] = {path.removeprefix(BASE_PATH): self.path_item(item) for path, item in self.source["paths"].items()}
        document["components"] = self.converted(self.source["components"], INTERFACE)
        document["components"]["schemas"] = dict(sorted(self.schemas.items()))
        return document

    def path_item(self, item):
        made = {}
        for method, operation in item.items():
            operation = self.converted(operation, INTERFACE)
            name = operation["operationId"]
            bodies = [("Request", operation.get("requestBody", {}))]
            bodies += [("Answer", answer) for status, answer in operation["responses"].items() if status < "300"]
            for ending, body in bodies:
                for content in body.get("content", {}).values():
                    content["schema"] = self.named(camel(name, ending), content["schema"])
            made[method] = operation
        return made

    def named(self, name, schema):
        """An object that stands in an operation gets a name, by which generators call its type."""
        if schema.get("type") != "object":
            return schema
        return self.keep(name, schema)

    def keep(self, name, schema):
        if self.schemas.setdefault(name, schema) != schema:
            sys.exit(f"{INTERFACE}: two schemas would be called {name}")
        return {"$ref": f"#/components/schemas/{name}"}

    def converted(self, node, file):
        if isinstance(node, list):
            return [self.converted(item, file) for item in node]
        if not isinstance(node, dict):
            return node
        if isinstance(node.get("$ref"), str):
            others = {key: self.converted(value, file) for key, value in node.items() if key != "$ref"}
            return self.reference(node["$ref"], file) | others
        made = {key: self.converted(value, file) for key, value in node.items()}
        if "const" in made and not isinstance(made["const"], dict):
            made["enum"] = [made.pop("const")]
        if isinstance(made.get("enum"), list) and all(isinstance(choice, list) for choice in made["enum"]):
            # Of lists: generators know enumerations of texts only.
            choices = made.pop("enum")
            words, counts = sorted({word for choice in choices for word in choice}), [len(choice) for choice in choices]
            made |= {"type": "array", "items": {"type": "string"} | ({"enum": words} if words else {}),
                     "minItems": min(counts), "maxItems": max(counts)}
        if isinstance(made.get("oneOf"), list) and all(choice.keys() == {"required"} for choice in made["oneOf"]):
            # Which members go together: generators take it for documents of other types.
            del made["oneOf"]
        if made.get("enum") in ([True], [False]):
            # Generators compare it with a text.
            made["type"] = "boolean"
            del made["enum"]
        if isinstance(made.get("enum"), list) and "type" not in made:
            types = sorted({TYPES[type(value)] for value in made["enum"]})
            made["type"] = types[0] if len(types) == 1 else types
        return made

    def reference(self, text, file):
        name, _, pointer = text.partition("#")
        name = name or file
        if name == INTERFACE:
            return {"$ref": "#" + pointer}
        key = (name, pointer)
        if key not in self.names:
            stem = name.removesuffix(".schema.json")
            steps = [step for step in pointer.split("/") if step and step != "$defs"]
            self.names[key] = camel(*steps) if stem == "common" else camel(CALLED.get(stem, stem), *steps)
            if list(self.names.values()).count(self.names[key]) > 1:
                self.names[key] = camel(stem, *steps)
            target = self.files.setdefault(name, load(name))
            for step in pointer.split("/"):
                target = target[step] if step else target
            whole = {k: v for k, v in target.items() if k not in DROPPED}
            self.keep(self.names[key], self.converted(whole, name))
        return {"$ref": f"#/components/schemas/{self.names[key]}"}


def text_of(document):
    """The file: one line for each path and each component, so that a change shows where it is."""
    def line(value):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def lines(value, deep):
        if not deep or not isinstance(value, dict) or not value:
            return line(value)
        members = [f"{line(key)}:{lines(item, deep - 1)}" for key, item in value.items()]
        return "{\n" + ",\n".join(members) + "\n}"

    order = [key for key in ("openapi", "info", "servers", "security") if key in document]
    parts = [f"{line(key)}:{line(document[key])}" for key in order]
    parts += [f'"paths":{lines(document["paths"], 1)}', f'"components":{lines(document["components"], 2)}']
    return "{\n" + ",\n".join(parts) + "\n}\n"


def swift_of(text):
    if '"""##' in text or "\\##" in text:
        sys.exit("the text would end the literal that holds it")
    return ("// Made by .ci/bundle_interface.py of Schemas/local-api.openapi.json: change that, and make this anew.\n"
            "// swift-format-ignore-file\n\n"
            "extension InterfaceDocument {\n"
            "  /// The file as it is served.\n"
            "  package static let text: StaticString = ##\"\"\"\n"
            + text + "\n\"\"\"##\n}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    text = text_of(Bundle().made())
    if options.json:
        sys.stdout.write(text)
        return
    swift = swift_of(text)
    if options.check:
        with open(TARGET, encoding="utf-8") as f:
            if f.read() != swift:
                sys.exit(f"{os.path.relpath(TARGET, TOP)} is not of this {INTERFACE}: run .ci/bundle_interface.py")
        print(f"the file that is served is that of Schemas/ ({len(text)} bytes)")
        return
    with open(TARGET, "w", encoding="utf-8") as f:
        f.write(swift)


if __name__ == "__main__":
    main()
