"""A runtime of Kubeless for Python, for tests: the function of a file answers every request. It reads the variables of the contract."""
import http.server
import importlib.util
import json
import os
import signal
import sys

spec = importlib.util.spec_from_file_location("function", "/kubeless/%s.py" % os.environ["MOD_NAME"])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
handler = getattr(module, os.environ["FUNC_HANDLER"])
context = {
    "function-name": os.environ["FUNC_HANDLER"],
    "timeout": os.environ["FUNC_TIMEOUT"],
    "runtime": os.environ["FUNC_RUNTIME"],
    "memory-limit": os.environ["FUNC_MEMORY_LIMIT"],
}


class Server(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == "/healthz":
            return self.send(200, "OK")
        data = body.decode()
        if self.headers.get("Content-Type") == "application/json":
            data = json.loads(data)
        event = {"data": data}
        for name in "id", "type", "time", "namespace":
            event["event-" + name] = self.headers.get("event-" + name)
        try:
            self.send(200, str(handler(event, context)))
        except Exception as failure:
            print("failed: %r" % failure, file=sys.stderr, flush=True)
            self.send(500, "Internal Server Error")

    do_GET = do_POST = answer

    def send(self, status, text):
        content = text.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
http.server.ThreadingHTTPServer(("", int(os.environ["FUNC_PORT"])), Server).serve_forever()
