# SPDX-License-Identifier: GPL-2.0-or-later
"""A web server on loopback that answers as it is told, byte by byte: the path names the answer."""
import socket
import struct
import threading
import time

HELLO = b"hello world\n"


def answer(status, body=b"", **headers):
    lines = [b"HTTP/1.0 " + status] + [b"%s: %s" % (k.replace("_", "-").encode(), v) for k, v in headers.items()]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


OK = b"200 OK"
ANSWERS = {
    "/plain": answer(OK, HELLO, Content_Type=b"text/plain"),
    "/length": answer(OK, HELLO, Content_Length=b"12"),
    "/length-too-long": answer(OK, HELLO, Content_Length=b"50"),
    "/length-too-short": answer(OK, HELLO, Content_Length=b"5"),
    "/length-lower": answer(OK, HELLO).replace(b"\r\n\r\n", b"\r\ncontent-length: 5\r\n\r\n"),
    "/length-zero": answer(OK, HELLO, Content_Length=b"0"),
    "/length-negative": answer(OK, HELLO, Content_Length=b"-5"),
    "/length-huge": answer(OK, HELLO, Content_Length=b"99999999999999999999999"),
    "/length-ssize": answer(OK, HELLO, Content_Length=b"9223372036854775808"),
    "/length-words": answer(OK, HELLO, Content_Length=b"five"),
    "/length-tail": answer(OK, HELLO, Content_Length=b"5 bytes"),
    "/length-twice": answer(OK, HELLO, Content_Length=b"5\r\nContent-Length: 5"),
    "/length-two": answer(OK, HELLO, Content_Length=b"5\r\nContent-Length: 3"),
    "/length-nul": answer(OK, HELLO, Content_Length=b"5\0"),
    "/chunked": answer(OK, b"c\r\nhello world\n\r\n0\r\n\r\n", Transfer_Encoding=b"chunked").replace(b"1.0", b"1.1"),
    "/moved": answer(b"302 Found", b"moved", Location=b"/plain"),
    "/nothing": answer(b"204 No Content"),
    "/missing": answer(b"404 Not Found", b"nope\n"),
    "/big": answer(OK, b"x" * 100000),
    "/nul": answer(OK, b"\0a\0b\0\0"),
    "/nul-header": answer(OK, HELLO, X_Nul=b"a\0b"),
    "/garbage": b"\x16\x03\x01 this is no HTTP \xff\xfe\0\n\n",
    "/lf": answer(OK, HELLO).replace(b"\r\n", b"\n"),
    "/empty": b"",
    "/header-only": b"HTTP/1.0 200 OK\r\nContent-Length: 5\r\n",
    "/header-64k": b"HTTP/1.0 200 OK\r\nX: ".ljust(65536 - 4, b"x") + b"\r\n\r\n" + HELLO,
    "/header-64k-1": b"HTTP/1.0 200 OK\r\nX: ".ljust(65537 - 4, b"x") + b"\r\n\r\n" + HELLO,
    "/header-endless": b"HTTP/1.0 200 OK\r\nX: " + b"x" * 3_000_000,
    "/no-status": b"\r\n\r\n" + HELLO,
    "/only-end": b"\r\n\r\n",
    "/dump": answer(OK, bytes(range(256)) * 3 + b"abc"),
}


def crlf_split(conn):
    """The end of the header in pieces of one byte each."""
    for byte in ANSWERS["/plain"]:
        conn.sendall(bytes([byte]))
        time.sleep(0.002)


def trickle(conn):
    conn.sendall(answer(OK))
    for byte in HELLO:
        conn.sendall(bytes([byte]))
        time.sleep(0.15)


def reset(conn):
    conn.sendall(answer(OK, HELLO))
    time.sleep(0.2)
    conn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def reset_at_once(conn):
    conn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def silent(conn):
    time.sleep(4)


def stall(conn):
    conn.sendall(answer(OK, b"hello"))
    time.sleep(4)


def keep_open(conn):
    conn.sendall(ANSWERS["/length"])
    time.sleep(4)


def sized(conn, n):
    """N bytes of a pattern that no period of ours divides."""
    conn.sendall(answer(OK))
    block = pattern()
    while n > 0:
        conn.sendall(block[:n])
        n -= len(block)


def pattern():
    return bytes((i * 31 + i // 257) & 0xff for i in range(65521)) * 16


DEEDS = {
    "/split": crlf_split, "/trickle": trickle, "/reset": reset, "/reset-at-once": reset_at_once, "/silent": silent,
    "/stall": stall, "/keep-open": keep_open,
}


class Server:
    """Listens on a free port of HOST. requests: what came in, whole, in order.

    EAGER: bytes that are sent to everyone at once, whatever comes in.
    """

    def __init__(self, host="127.0.0.1", tls=None, eager=None):
        self.eager = eager
        self.requests = []
        self.names = []  # SNI of each handshake; None: none was sent
        self.tls = tls
        if tls:
            tls.sni_callback = lambda sock, name, context: self.names.append(name)
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.socket = socket.create_server((host, 0), family=family, backlog=64)
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                conn = self.socket.accept()[0]
            except OSError:
                return
            threading.Thread(target=self.serve, args=(conn,), daemon=True).start()

    def serve(self, conn):
        try:
            conn.settimeout(20)
            if self.tls:
                conn = self.tls.wrap_socket(conn, server_side=True)
            if self.eager is not None:
                conn.sendall(self.eager)
                conn.shutdown(socket.SHUT_WR)
            request = b""
            while b"\r\n\r\n" not in request:
                piece = conn.recv(65536)
                if not piece:
                    break
                request += piece
            self.requests.append(request)
            if self.eager is not None:
                return
            path = request.split(b" ")[1].decode(errors="replace") if request.count(b" ") > 1 else ""
            if path in DEEDS:
                DEEDS[path](conn)
            elif path.startswith("/size/"):
                sized(conn, int(path[6:]))
            else:
                conn.sendall(ANSWERS.get(path, ANSWERS["/missing"]))
        except OSError:
            pass
        finally:
            conn.close()

    def close(self):
        self.socket.close()


def free_port():
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as s:
        return s.getsockname()[1]
