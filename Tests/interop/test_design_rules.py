"""The NLgov API Design Rules on small documents that break one each, and on a real node: python3 -m unittest test_design_rules"""
import copy
import http.client
import os
import re
import ssl
import unittest

import design_rules
from node_process import TOP, NodeProcess, binary

VERSION = {"API-Version": {"schema": {"type": "string"}}}
OPEN = {"Access-Control-Allow-Origin": {"schema": {"type": "string"}}}
PROBLEM = {"type": "object", "properties": {x: {"type": "string"} for x in ("type", "title", "status", "detail", "instance")}}


def answer(**more):
    return {"description": "x", "headers": VERSION, **more}


def operation(summary, **more):
    return {"summary": summary, **more, "responses": {
        "200": answer(content={"application/json": {"schema": {"$ref": "#/components/schemas/Gebouw"}}}),
        "404": answer(content={"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}})}}


# Made up here; it keeps every rule.
GOOD = {
    "openapi": "3.1.0", "info": {"title": "Gebouwen", "version": "1.0.2", "contact": {
        "name": "Beheer", "url": "https://gebouwen.example", "email": "beheer@gebouwen.example"}},
    "servers": [{"url": "https://gebouwen.example/v1"}],
    "paths": {
        "/openapi.json": {"get": {"summary": "Dit document", "responses": {
            "200": {"description": "x", "headers": VERSION | OPEN},
            "404": answer(content={"application/problem+json": {"schema": PROBLEM}})}}},
        "/gebouwen": {"get": operation("Alle gebouwen van de gemeente", parameters=[
            {"name": "bouwJaar", "in": "query", "schema": {"type": "integer"}}])},
        "/gebouwen/{id}": {"get": operation("Het gebouw", parameters=[
            {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}])},
        "/gebouwen/_zoek": {"post": operation("Een gebouw met dit adres")},
    },
    "components": {"schemas": {"Problem": PROBLEM, "Gebouw": {"type": "object", "properties": {
        "gebouwdOn": {"type": "string", "format": "date"}, "gezienAt": {"type": "string", "pattern": "^[0-9-]{10}T[0-9:]{8}Z$"}}}}},
}


def put(path, value):
    """A change of a document: the value at this path of keys; None takes what stands there away."""
    def change(document):
        *way, last = path
        for step in way:
            document = document[step]
        if value is None:
            del document[last]
        else:
            document[last] = value
    return change


GEBOUWEN, PLACE = ("paths", "/gebouwen", "get"), ("components", "schemas", "Gebouw", "properties")
BROKEN = [
    ("/core/naming-resources", put(("paths", "/opvragen"), {"get": operation("Alle gebouwen")})),
    ("/core/naming-collections", put(("paths", "/gebouw/{id}"), {"get": operation("Het gebouw")})),
    ("/core/interface-language", put((*GEBOUWEN, "summary"), "The list of all the buildings with this or that of the roofs")),
    ("/core/doc-language", put((*GEBOUWEN, "summary"), "The list of all the buildings with this or that of the roofs")),
    ("/core/no-trailing-slash", put(("paths", "/gebouwen/"), {"get": operation("Alle gebouwen")})),
    ("/core/path-segments-kebab-case", put(("paths", "/gebouwTypen"), {"get": operation("Alle typen")})),
    ("/core/path-segments-kebab-case", put(("paths", "/gebouw_typen"), {"get": operation("Alle typen")})),
    ("/core/path-segments-kebab-case", put(("paths", "/typen-"), {"get": operation("Alle typen")})),
    ("/core/path-segments-kebab-case", put(("paths", "/typen.txt"), {"get": operation("Alle typen")})),
    ("/core/path-segments-kebab-case", put(("paths", "/_zoek/typen"), {"get": operation("Alle typen")})),
    ("/core/query-keys-camel-case", put((*GEBOUWEN, "parameters", 0, "name"), "bouw-jaar")),
    ("/core/query-keys-camel-case", put((*GEBOUWEN, "parameters", 0, "name"), "BouwJaar")),
    ("/core/date-time", put((*PLACE, "gebouwdOn"), {"type": "string", "format": "date-time-local"})),
    ("/core/date-time", put((*PLACE, "gebouwdOn"), {"type": "string"})),
    ("/core/date-time", put((*PLACE, "gezienAt"), {"type": "string", "pattern": "^[0-9]{2}-[0-9]{2}-[0-9]{4}$"})),
    ("/core/http-methods", put(("paths", "/gebouwen", "trace"), operation("Een spoor"))),
    ("/core/http-response-code", put((*GEBOUWEN, "responses", "404"), None)),
    ("/core/http-response-code", put((*GEBOUWEN, "responses", "200"), None)),
    ("/core/stateless", put((*GEBOUWEN, "parameters", 0, "in"), "cookie")),
    ("/core/error-handling/problem-details",
     put((*GEBOUWEN, "responses", "404", "content"), {"application/json": {"schema": PROBLEM}})),
    ("/core/error-handling/problem-details", put(("components", "schemas", "Problem", "properties", "detail"), None)),
    ("/core/error-handling/problem-details", put(("components", "schemas", "Problem", "properties", "code"), {"type": "string"})),
    ("/core/doc-openapi", put(("openapi",), "2.0")),
    ("/core/doc-openapi", put((*GEBOUWEN, "responses", "200", "content", "application/json", "schema"), {"$ref": "#/components/schemas/X"})),
    ("/core/doc-openapi", put((*GEBOUWEN, "responses", "200", "content", "application/json", "schema"), {"$ref": "gebouw.json"})),
    ("/core/doc-openapi-contact", put(("info", "contact", "email"), None)),
    ("/core/publish-openapi", put(("paths", "/openapi.json"), None)),
    ("/core/publish-openapi", put(("paths", "/openapi.json", "post"), operation("Dit document"))),
    ("/core/publish-openapi", put(("paths", "/openapi.json", "get", "responses", "200", "headers"), VERSION)),
    ("/core/uri-version", put(("servers", 0, "url"), "https://gebouwen.example/api")),
    ("/core/semver", put(("info", "version"), "1.0")),
    ("/core/semver", put(("info", "version"), "01.0.0")),
    ("/core/version-header", put((*GEBOUWEN, "responses", "200", "headers"), OPEN)),
    ("/core/transport/tls", put(("servers", 0, "url"), "http://gebouwen.example/v1")),
    ("/core/transport/no-sensitive-uris", put((*GEBOUWEN, "parameters", 0, "name"), "bsn")),
]
SECURITY = {"cache-control": "no-store", "content-security-policy": "frame-ancestors 'none'", "x-content-type-options": "nosniff",
            "x-frame-options": "DENY", "strict-transport-security": "max-age="}


def exceptions():
    """The rules that Schemas/DECISIONS.md says are not kept."""
    text = (TOP / "Schemas" / "DECISIONS.md").read_text(encoding="utf-8")
    return re.findall(r"^\| `(/core/[\w/-]+)` \| ", text, re.M)


class Documents(unittest.TestCase):
    def test_good_document_keeps_every_rule(self):
        self.assertEqual(design_rules.faults(GOOD), {})

    def test_each_broken_rule_is_named_and_no_other(self):
        together = {"/core/interface-language", "/core/doc-language"}
        for rule, change in BROKEN:
            with self.subTest(rule=rule):
                document = copy.deepcopy(GOOD)
                change(document)
                found = design_rules.faults(document)
                self.assertIn(rule, found)
                self.assertLessEqual(set(found), together if rule in together else {rule}, found)

    def test_every_rule_has_a_document_that_breaks_it(self):
        self.assertEqual({rule for rule, _ in BROKEN}, set(design_rules.RULES))

    def test_exceptions_are_of_rules_that_there_are(self):
        known = [*design_rules.RULES, *design_rules.ANSWERED, *design_rules.JUDGED]
        self.assertEqual(len(known), 30)
        self.assertLessEqual(set(exceptions()), set(known))


@unittest.skipUnless(binary(), "no samenloop is built; set SAMENLOOP_BINARY")
class Node(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.node = NodeProcess("nhn")
        cls.addClassCleanup(cls.node.close)
        cls.node.start()
        cls.context = ssl.create_default_context(cafile=os.path.join(cls.node.home, "clients", "authority.pem"))
        cls.context.load_cert_chain(os.path.join(cls.node.home, "clients", "index.pem"))

    def ask(self, method, path, **headers):
        connection = http.client.HTTPSConnection("127.0.0.1", self.node.local_port, timeout=30, context=self.context)
        try:
            connection.request(method, path, headers=headers)
            with connection.getresponse() as response:
                response.read()
                return response.status, {name.lower(): value for name, value in response.getheaders()}, connection.sock
        finally:
            connection.close()

    def test_served_file_keeps_every_rule_but_the_exceptions(self):
        """An exception that is not needed any more is a fault, too."""
        found = design_rules.faults(self.node.ask_well("GET", "/v1/openapi.json"))
        self.assertEqual(set(found), set(exceptions()) & set(design_rules.RULES), found)

    def test_version_header_is_that_of_the_file(self):
        version = self.node.ask_well("GET", "/v1/openapi.json")["info"]["version"]
        for method, path in (("GET", "/v1/status"), ("GET", "/v1/nothing"), ("PATCH", "/v1/status"), ("OPTIONS", "/v1/status")):
            self.assertEqual(self.ask(method, path)[1].get("api-version"), version, path)

    def test_security_headers_stand_in_every_answer(self):
        for method, path in (("GET", "/v1/status"), ("GET", "/v1/nothing"), ("GET", "/v1/worklist"), ("OPTIONS", "/v1/status"),
                             ("GET", "/v1/signals"), ("GET", "/v1/openapi.json")):
            headers = self.ask(method, path)[1]
            for name, value in SECURITY.items():
                self.assertTrue(headers.get(name, "").startswith(value), f"{method} {path}: {name}")
            self.assertEqual([x for x in headers if x in ("set-cookie", "server", "x-powered-by")], [])

    def test_pages_of_other_origins_read_nothing(self):
        status, headers, _ = self.ask("GET", "/v1/openapi.json", Origin="https://elsewhere.example")
        self.assertEqual([x for x in headers if x.startswith("access-control-")], [], status)

    def test_trailing_slash_is_not_found(self):
        self.assertEqual([self.ask("GET", path)[0] for path in ("/v1/status", "/v1/status/", "/v1/openapi.json/")], [200, 404, 404])

    def test_other_method_is_told_what_there_is(self):
        status, headers, _ = self.ask("DELETE", "/v1/status")
        self.assertEqual((status, headers["allow"], headers["content-type"]), (405, "GET, HEAD, OPTIONS", "application/problem+json"))

    def test_only_tls_1_3_is_spoken(self):
        old = ssl.create_default_context(cafile=os.path.join(self.node.home, "clients", "authority.pem"))
        old.load_cert_chain(os.path.join(self.node.home, "clients", "index.pem"))
        old.maximum_version = ssl.TLSVersion.TLSv1_2
        connection = http.client.HTTPSConnection("127.0.0.1", self.node.local_port, timeout=30, context=old)
        self.addCleanup(connection.close)
        with self.assertRaises((ssl.SSLError, ConnectionError)):
            connection.request("GET", "/v1/status")


if __name__ == "__main__":
    unittest.main()
