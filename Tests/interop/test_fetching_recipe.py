"""The recipe by which operators fetch revocation lists, run as it stands in the document Operating, against a server of our own."""
import http.server
import os
import re
import subprocess
import tempfile
import threading
import unittest

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def recipe():
    with open(os.path.join(TOP, "Sources", "samenloop", "Documentation.docc", "Operating.md"), encoding="utf-8") as f:
        found = re.search(r"<!-- gate: fetch-lists -->\n *```sh\n(.*?)\n *```", f.read(), re.S)
    return found.group(1)


class Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        status, body = self.server.answers.get(self.path, (404, b"nothing"))
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class FetchingRecipe(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        federation = os.path.join(cls.folder.name, "federation")
        subprocess.run([os.path.join(TOP, "Certificates", "make-development-federation"), federation, "drenthe"], check=True,
                       capture_output=True)
        with open(os.path.join(federation, "root", "crl.pem"), "rb") as f:
            cls.pem = f.read()
        cls.der = subprocess.run(["openssl", "crl", "-outform", "DER"], input=cls.pem, check=True, capture_output=True).stdout

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def setUp(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self.server.answers = {"/pem": (200, self.pem), "/der": (200, self.der), "/page": (200, b"<html>moved</html>"),
                               "/cut": (200, self.der[:-20]), "/empty": (200, b"")}
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()
        self.addCleanup(self.stop)
        self.home = tempfile.TemporaryDirectory()
        self.addCleanup(self.home.cleanup)
        self.file = os.path.join(self.home.name, "lists.pem")
        with open(self.file, "wb") as f:
            f.write(b"the lists of before")

    def stop(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def run_recipe(self, *names, after=""):
        port = self.server.server_address[1]
        lists = " ".join(name if "://" in name else f"http://127.0.0.1:{port}/{name}" for name in names)
        script = recipe().replace("HOME/", self.home.name + "/") + after
        run = subprocess.run(["sh", "-c", script], env={"PATH": os.environ["PATH"], "LISTS": lists}, capture_output=True)
        with open(self.file, "rb") as f:
            return run.returncode, f.read()

    def test_lists_of_either_form_are_put_together(self):
        status, text = self.run_recipe("der", "pem")
        self.assertEqual(status, 0)
        self.assertEqual(text.count(b"BEGIN X509 CRL"), 2)
        self.assertEqual(os.listdir(self.home.name), ["lists.pem"])

    def test_any_address_that_fails_leaves_the_old_file(self):
        dead = "http://127.0.0.1:9/list"
        for bad in ["gone", "page", "cut", "empty", dead]:
            for names in [(bad, "der"), ("der", bad), ("der", bad, "pem")]:
                with self.subTest(names=names):
                    status, text = self.run_recipe(*names)
                    self.assertNotEqual(status, 0)
                    self.assertEqual(text, b"the lists of before")

    def test_failure_is_seen_by_whoever_waits_for_it(self):
        status, text = self.run_recipe("gone", "der", after=" || exit 7")
        self.assertEqual(status, 7)
        self.assertEqual(text, b"the lists of before")

    def test_no_addresses_are_an_error(self):
        status, text = self.run_recipe()
        self.assertNotEqual(status, 0)
        self.assertEqual(text, b"the lists of before")


if __name__ == "__main__":
    unittest.main()
