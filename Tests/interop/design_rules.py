"""The NLgov API Design Rules 2.x of Logius, as far as an OpenAPI document shows them: each rule by its id, what breaks it in words.

Rules that only answers show are tested on a node in test_design_rules.py. Rules that take a person's judgement stand in JUDGED.
"""
import re

METHODS = {"get", "put", "post", "delete", "patch"}
NOT_METHODS = {"parameters", "summary", "description", "servers", "$ref"}
VERBS = {"get", "list", "create", "make", "add", "update", "change", "delete", "remove", "fetch", "find", "search", "send", "approve", "reject",
         "import", "export", "opvragen", "registreren", "zoek", "verwijder"}
SENSITIVE = re.compile(r"bsn|subject|birth|geboorte|password|secret|token|apikey|surname|achternaam", re.I)
TIMES = re.compile(r"(?:At|On|Date|date|Day|Month)$|^(?:at|from|until|since|date)$")
MOMENTS = ("2026-01-31T12:00:00Z", "2026-01-31", "2026-01")
SEMVER = r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?"
# What no document shows.
JUDGED = {
    "/core/hide-implementation": "no header names the program; the schemas are those of the trade",
    "/core/nested-child": "limit exceptions under their agreement, steps under their match, signal or review",
    "/core/resource-operations": "each operation on a resource is a resource under it, named by a noun, such as approval",
    "/core/deprecation-schedule": "Coupling an index, Versions",
    "/core/transition-period": "Coupling an index, Versions",
    "/core/changelog": ".github/CHANGELOG.md",
    "/core/geospatial": "there are no places in it",
    "/core/http-safety": "reads change nothing but the audit log; a PUT repeated gives unchanged",
}


def at(document, reference):
    for step in reference.removeprefix("#/").split("/"):
        document = document[step]
    return document


def resolved(document, node):
    return at(document, node["$ref"]) if isinstance(node, dict) and "$ref" in node else node


def operations(document):
    for path, item in document.get("paths", {}).items():
        for method, operation in item.items():
            if method in METHODS:
                yield path, method, operation


def answers(document):
    for path, method, operation in operations(document):
        for status, answer in operation.get("responses", {}).items():
            yield f"{method} {path} {status}", status, resolved(document, answer)


def parameters(document):
    for path, method, operation in operations(document):
        for parameter in operation.get("parameters", []) + document["paths"][path].get("parameters", []):
            yield f"{method} {path}", resolved(document, parameter)


def segments(document):
    for path in document.get("paths", {}):
        for segment in path.split("/")[1:]:
            yield path, segment


def walk(node):
    if isinstance(node, dict):
        yield node
    for item in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from walk(item)


def naming_resources(document):
    return [f"{path}: {x} is a verb" for path, x in segments(document) if x.split("-")[0] in VERBS]


def naming_collections(document):
    pairs = [(path, steps[n]) for path in document.get("paths", {}) for steps in [path.split("/")] for n in range(len(steps) - 1)
             if steps[n + 1].startswith("{") and steps[n] and not steps[n].startswith("{")]
    return [f"{path}: {x} is not plural" for path, x in pairs if not re.search(r"(s|en)$", x)]


def no_trailing_slash(document):
    return [f"{path} ends in a slash" for path in document.get("paths", {}) if path != "/" and path.endswith("/")]


def kebab_case(document):
    found = []
    for path in document.get("paths", {}):
        steps = path.split("/")[1:]
        for place, step in enumerate(steps):
            is_operation = place == len(steps) - 1 and re.fullmatch(r"_[a-z0-9]+", step)
            if path not in ("/", "/openapi.json") and step and not (is_operation or re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*|{[^}]+}", step)):
                found.append(f"{path}: {step} is not in kebab-case")
    return found


def query_keys(document):
    return [f"{where}: {x['name']} is not in camelCase" for where, x in parameters(document)
            if x["in"] == "query" and not re.fullmatch(r"[a-z0-9]+[a-zA-Z0-9]*", x["name"])]


def date_time(document):
    found = [f"format {x['format']} is no date or time of ISO 8601" for x in walk(document)
             if isinstance(x.get("format"), str) and re.match(r"date|time", x["format"]) and x["format"] not in ("date", "date-time")]
    for schema in walk(document.get("components", {}).get("schemas", {})):
        for name, member in schema.get("properties", {}).items() if isinstance(schema.get("properties"), dict) else ():
            for choice in [member, *member.get("anyOf", []), *member.get("allOf", [])] if TIMES.search(name) else ():
                choice = resolved(document, choice)
                if choice.get("type") != "string" or "enum" in choice or choice.get("format") in ("date", "date-time"):
                    continue
                if not any(re.search(choice.get("pattern", "$^"), moment) for moment in MOMENTS):
                    found.append(f"{name} does not say that it is a date or time")
    return found


def http_methods(document):
    return [f"{path}: {method}" for path, item in document.get("paths", {}).items() for method in item
            if method not in METHODS | NOT_METHODS and not method.startswith("x-")]


def http_response_code(document):
    return [f"{method} {path} names no {kind}" for path, method, operation in operations(document)
            for kind, sign in (("success", "2"), ("error", "4")) if not any(x.startswith(sign) for x in operation.get("responses", {}))]


def stateless(document):
    return [f"{where}: a cookie" for where, x in parameters(document) if x["in"] == "cookie"]


def problem_details(document):
    found = []
    for where, status, answer in answers(document):
        if status[0] not in "45":
            continue
        content = answer.get("content", {})
        kinds = [content[x] for x in ("application/problem+json", "application/problem+xml") if x in content]
        if not kinds:
            found.append(f"{where} is no problem of RFC 9457")
        for kind in kinds:
            members = resolved(document, kind.get("schema", {})).get("properties", {}).keys()
            found += [f"{where} lacks {x}" for x in ("status", "title", "detail") if x not in members]
            found += [f"a problem has {x}, too" for x in sorted(members - {"status", "title", "detail", "type", "instance"})]
    return found


def doc_openapi(document):
    found = [] if re.fullmatch(r"3(\.\d+){1,2}", str(document.get("openapi"))) else ["openapi is no version 3"]
    found += [] if document.get("paths") else ["there are no paths"]
    for node in walk(document):
        reference = node.get("$ref")
        if isinstance(reference, str):
            try:
                at(document, reference if reference.startswith("#/") else "#/nowhere")
            except (KeyError, TypeError):
                found.append(f"{reference} leads nowhere in this document")
    return found


def doc_openapi_contact(document):
    contact = document.get("info", {}).get("contact", {})
    return [f"info.contact.{x} is missing" for x in ("name", "url", "email") if not contact.get(x)]


def doc_language(document):
    words = re.findall(r"[a-z]+", " ".join(x.get("summary", "") for _, _, x in operations(document)).lower())
    english = sum(words.count(x) for x in ("the", "a", "of", "with", "this", "what", "all", "that"))
    dutch = sum(words.count(x) for x in ("de", "het", "een", "van", "met", "dit", "alle", "dat"))
    return ["the words are not Dutch"] if english > dutch else []


def publish_openapi(document):
    item = document.get("paths", {}).get("/openapi.json", {})
    if "get" not in item:
        return ["there is no GET /openapi.json"]
    found = [f"/openapi.json takes {x}, too" for x in item if x in METHODS - {"get"}]
    headers = {x.lower() for x in item["get"].get("responses", {}).get("200", {}).get("headers", {})}
    return found + ([] if "access-control-allow-origin" in headers else ["other origins may not read it"])


def uri_version(document):
    servers = document.get("servers") or [{"url": ""}]
    return [f"{x['url']} has no major version" for x in servers if not re.search(r"/v\d+(/|$)", x["url"])]


def semver(document):
    version = str(document.get("info", {}).get("version"))
    return [] if re.fullmatch(SEMVER, version) else [f"{version} is no semantic version"]


def version_header(document):
    return [f"{where} has no API-Version" for where, status, answer in answers(document)
            if status[0] in "23" and "api-version" not in {x.lower() for x in answer.get("headers", {})}]


def tls(document):
    return [f"{x['url']} is not https" for x in document.get("servers", []) if not x["url"].startswith("https://")]


def no_sensitive_uris(document):
    return [f"{where}: {x['name']}" for where, x in parameters(document) if x["in"] in ("path", "query") and SENSITIVE.search(x["name"])]


RULES = {
    "/core/naming-resources": naming_resources, "/core/naming-collections": naming_collections,
    "/core/interface-language": doc_language, "/core/no-trailing-slash": no_trailing_slash,
    "/core/path-segments-kebab-case": kebab_case, "/core/query-keys-camel-case": query_keys, "/core/date-time": date_time,
    "/core/http-methods": http_methods, "/core/http-response-code": http_response_code, "/core/stateless": stateless,
    "/core/error-handling/problem-details": problem_details, "/core/doc-openapi": doc_openapi,
    "/core/doc-openapi-contact": doc_openapi_contact, "/core/doc-language": doc_language,
    "/core/publish-openapi": publish_openapi, "/core/uri-version": uri_version, "/core/semver": semver,
    "/core/version-header": version_header, "/core/transport/tls": tls, "/core/transport/no-sensitive-uris": no_sensitive_uris,
}
# Seen in answers only.
ANSWERED = ["/core/transport/security-headers", "/core/transport/cors"]


def faults(document):
    """What breaks each rule; rules that are kept are not there."""
    found = {rule: sorted(set(check(document))) for rule, check in RULES.items()}
    return {rule: texts for rule, texts in found.items() if texts}
