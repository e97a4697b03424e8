"""The far side of ``NOTICE_GATEWAY``, an example: ``NOTICE_KEY=… python docs/gateway.py 8080``.

Standard library alone. It answers 204 to a message that is genuine, fresh and new, and prints it
where a real gateway would hand it to the network; 401 to what is forged, changed or old.
"""

import hashlib
import hmac
import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

#: seconds that a message and this machine's clock may be apart
FRESH = 300
LARGEST = 16 * 1024
#: ids of messages taken; a real gateway keeps those of a day in its database
SEEN: set[str] = set()


def is_genuine(key: str, stamp: str, signed: str, body: bytes) -> bool:
    """Tell whether ``body`` was signed with ``key`` within the last five minutes."""
    if not stamp.isdigit() or abs(time.time() - int(stamp)) > FRESH:
        return False
    digest = hmac.new(key.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(f"sha256={digest}".encode(), signed.encode())


class Gateway(BaseHTTPRequestHandler):
    """Takes messages; a repetition (same id) is answered like the first and not sent again."""

    def do_POST(self) -> None:
        """Take one message."""
        size = min(int(self.headers["Content-Length"] or 0), LARGEST)
        stamp = self.headers.get("X-Mingchuang-Timestamp", "")
        signed = self.headers.get("X-Mingchuang-Signature", "")
        body = self.rfile.read(size)
        if not is_genuine(os.environ["NOTICE_KEY"], stamp, signed, body):
            self.send_response(401)
        else:
            message = json.loads(body)
            if message["id"] not in SEEN:
                SEEN.add(message["id"])
                print(message["to"], message["text"], flush=True)
            self.send_response(204)
        self.end_headers()


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Gateway).serve_forever()
