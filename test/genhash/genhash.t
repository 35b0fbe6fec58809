#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""genhash against servers on loopback: what it prints, what it sends, and how it ends."""
import hashlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

sys.path[:0] = [os.path.join(os.environ.get("top_srcdir", "."), "test"),
                os.path.join(os.environ.get("top_srcdir", "."), "test/genhash")]
import server  # noqa: E402
import tap  # noqa: E402
from server import ANSWERS, HELLO, Server  # noqa: E402

GENHASH = os.environ.get("GENHASH") or os.path.join(tap.BUILD, "genhash/genhash")
KEEPALIVED = os.environ.get("KEEPALIVED") or os.path.join(tap.BUILD, "keepalived/keepalived")
DIR = tempfile.mkdtemp(prefix="genhash.")
LIMIT = 120  # seconds, on a machine that has other work as well
MB = 1_000_000

MD5_HELLO = "6f5902ac237024bdd0c176cb93063dc4"
MD5_5 = "5d41402abc4b2a76b9719d911017c592"
MD5_NOTHING = "d41d8cd98f00b204e9800998ecf8427e"
NO_DATA = "no data received from remote webserver"
TIME_LINE = re.compile(r"\nGlobal response time for \[[^\n]*\] = \d+ usecs\n\Z")


class Run:
    """One run: status, out and err (texts), seconds, and the peak of its memory in kB."""

    def __init__(self, *words, program=(GENHASH,), **keywords):
        start = time.monotonic()
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            keywords.setdefault("stdout", out)
            p = subprocess.Popen([*program, *words], stdin=subprocess.DEVNULL, stderr=err, **keywords)
            timer = threading.Timer(LIMIT, p.kill)
            timer.start()
            _, status, usage = os.wait4(p.pid, 0)
            timer.cancel()
            p.returncode = self.status = os.waitstatus_to_exitcode(status)
            self.seconds = time.monotonic() - start
            self.memory = usage.ru_maxrss
            out.seek(0)
            err.seek(0)
            self.out = out.read().decode("latin-1")
            self.err = err.read().decode("latin-1")

    def lines(self):
        return [f"status {self.status}, {self.seconds:.1f} s", *("out: " + x for x in self.out.splitlines()),
                *("err: " + x for x in self.err.splitlines())]


def fetch(port, path, *options, host="127.0.0.1", **keywords):
    return Run("-s", host, "-p", str(port), "-u", path, *options, **keywords)


def is_result(run, status, out, err=""):
    return run.status == status and run.out == out and run.err == err


def expect(name, run, status, out, err=""):
    tap.ok(is_result(run, status, out, err), name, run.lines() + [f"wanted: {status}, {out!r}, {err!r}"])


def expect_digest(name, run, digest, err=""):
    expect(name, run, 0, digest + "\n", err)


def expect_failure(name, run, *sentences):
    good = run.status == 2 and run.out == "" and run.err in [s + "\n" for s in sentences]
    tap.ok(good, name, run.lines() + [f"wanted one of: {sentences}"])


plain = Server()

# Digests

SHORT = "WARNING - Content-Length (50) does not match received bytes (12).\n"
for path, digest, err in [
    ("/plain", MD5_HELLO, ""),
    ("/length", MD5_HELLO, ""),
    ("/length-too-long", MD5_HELLO, SHORT),
    ("/length-too-short", MD5_5, ""),
    ("/length-lower", MD5_5, ""),
    ("/length-zero", MD5_NOTHING, ""),
    ("/length-negative", MD5_HELLO, ""),
    ("/length-huge", MD5_HELLO, ""),
    ("/length-ssize", MD5_HELLO, ""),
    ("/length-words", MD5_HELLO, ""),
    ("/length-tail", MD5_HELLO, ""),
    ("/length-twice", MD5_5, ""),
    ("/length-two", MD5_5, ""),
    ("/length-nul", MD5_HELLO, ""),
    ("/chunked", "05f37e0246afe558ca5391a506fd8fa8", ""),
    ("/moved", "11dfd868d93bc2b0e4ce0bee5756f8b1", ""),
    ("/nothing", MD5_NOTHING, ""),
    ("/only-end", MD5_NOTHING, ""),
    ("/missing", "727479ef7cedf30c03459bec7d87b0f0", ""),
    ("/big", "d5816f35916d1d9482fb0f1ec201101d", ""),
    ("/nul", hashlib.md5(b"\0a\0b\0\0").hexdigest(), ""),
    ("/nul-header", MD5_HELLO, ""),
    ("/no-status", MD5_HELLO, ""),
    ("/header-64k", MD5_HELLO, ""),
    ("/split", MD5_HELLO, ""),
    ("/trickle", MD5_HELLO, ""),
]:
    expect_digest(f"digest of {path}", fetch(plain.port, path), digest, err)

for size in [0, 1, 55, 56, 64, 4095, 4096, 65535, 65536, 65537, MB, 100 * MB]:
    body = (server.pattern() * (size // len(server.pattern()) + 1))[:size]
    expect_digest(f"digest of {size} bytes", fetch(plain.port, f"/size/{size}"), hashlib.md5(body).hexdigest())

expect_digest("a connection that stays open ends with the length", fetch(plain.port, "/keep-open", "-t", "3"), MD5_HELLO)

small, large = fetch(plain.port, "/size/1000"), fetch(plain.port, f"/size/{1000 * MB}")
whole = hashlib.md5()
for n in range(0, 1000 * MB, len(server.pattern())):
    whole.update(server.pattern()[:1000 * MB - n])
expect_digest("digest of 1 GB", large, whole.hexdigest())
tap.ok(large.memory < small.memory + 4000, f"memory for 1 GB: {large.memory} kB, for 1 kB: {small.memory} kB")

# Old forms

expect("-H MD5", fetch(plain.port, "/plain", "-H", "MD5"), 0, f"MD5SUM = {MD5_HELLO}\n\n")
expect("-H sha1", fetch(plain.port, "/plain", "--hash=sha1"), 0, f"SHA1SUM = {hashlib.sha1(HELLO).hexdigest()}\n\n")
run = Run("-r")
tap.ok(run.status == 0 and run.out == "" and re.fullmatch(r"genhash v[\d.]+ \([^)]*\)\n", run.err), "-r", run.lines())

# The layout of -v

DASHES = "-" * 23
PLAIN_HEADER = f"""\
{DASHES}[    HTTP Header Buffer    ]{DASHES}
0000  48 54 54 50 2f 31 2e 30 - 20 32 30 30 20 4f 4b 0d   HTTP/1.0 200 OK.
0016  0a 43 6f 6e 74 65 6e 74 - 2d 54 79 70 65 3a 20 74   .Content-Type: t
0032  65 78 74 2f 70 6c 61 69 - 6e 0d 0a 0d 0a            ext/plain....   
{DASHES}[ HTTP Header Ascii Buffer ]{DASHES}
HTTP/1.0 200 OK\r
Content-Type: text/plain\r
\r

"""
PLAIN_BODY = f"""\
{DASHES}[        HTML Buffer        ]{DASHES}
0000  68 65 6c 6c 6f 20 77 6f - 72 6c 64 0a               hello world.    
"""
PLAIN_DIGEST = f"""
{DASHES}[    HTML hash resulting    ]{DASHES}
0000  6f 59 02 ac 23 70 24 bd - d0 c1 76 cb 93 06 3d c4   oY..#p$...v...=.
{DASHES}[ HTML hash final resulting ]{DASHES}
{MD5_HELLO}
"""
NOTHING = f"""\
{DASHES}[    HTTP Header Buffer    ]{DASHES}
0000  48 54 54 50 2f 31 2e 30 - 20 32 30 34 20 4e 6f 20   HTTP/1.0 204 No 
0016  43 6f 6e 74 65 6e 74 0d - 0a 0d 0a                  Content....     
{DASHES}[ HTTP Header Ascii Buffer ]{DASHES}
HTTP/1.0 204 No Content\r
\r


{DASHES}[    HTML hash resulting    ]{DASHES}
0000  d4 1d 8c d9 8f 00 b2 04 - e9 80 09 98 ec f8 42 7e   ..............B~
{DASHES}[ HTML hash final resulting ]{DASHES}
{MD5_NOTHING}
"""


def expect_verbose(name, run, status, out, err=""):
    timed = TIME_LINE.search(run.out)
    good = timed and (run.status, TIME_LINE.sub("", run.out), run.err) == (status, out, err)
    tap.ok(good, name, run.lines() + ["wanted: " + x for x in out.splitlines()])


expect_verbose("-v: a page", fetch(plain.port, "/plain", "-v"), 0, PLAIN_HEADER + PLAIN_BODY + PLAIN_DIGEST)
expect_verbose("-v: a header in pieces", fetch(plain.port, "/split", "-v"), 0,
               PLAIN_HEADER + re.sub(r"0000.*\n", "".join(
                   f"0000  {b:02x}                      -                           {'.' if b < 32 else chr(b)}{' ' * 15}\n"
                   for b in HELLO), PLAIN_BODY) + PLAIN_DIGEST)
expect_verbose("-v: no body", fetch(plain.port, "/nothing", "-v"), 0, NOTHING)
expect_verbose("-v: with -H", fetch(plain.port, "/plain", "-v", "-H", "md5"), 0,
               PLAIN_HEADER + PLAIN_BODY + PLAIN_DIGEST.replace(f"\n{MD5_HELLO}", f"\nMD5SUM = {MD5_HELLO}\n"))
run = fetch(plain.port, "/big", "-v")
tap.ok(run.status == 0 and set(re.findall(r"^(\d+)  78.*\n0000", run.out, re.M)) <= {"4064", "4080"},
       "-v: a big body comes in the pieces of always", run.lines()[:20])
expect_verbose("-v: no data", fetch(plain.port, "/empty", "-v"), 2, f"{DASHES}[ HTML hash final resulting ]{DASHES}\n",
               NO_DATA + "\n")
expect_verbose("-v: refused, with the reason", fetch(server.free_port(), "/", "-v"), 2, "",
               "Connection failed\n  Connection refused\n")
run = fetch(plain.port, f"/size/{20 * MB}", "-v", stdout=subprocess.DEVNULL)
tap.ok(run.status == 0 and run.memory < small.memory + 4000, f"-v: memory for 20 MB: {run.memory} kB")

# Requests

AGENT = b"User-Agent: KeepAliveClient\r\n"


def expect_request(name, listener, options, request, host="127.0.0.1"):
    listener.requests.clear()
    run = fetch(listener.port, "/a?b=c", *options, host=host)
    request = request.replace(b"PORT", str(listener.port).encode())
    tap.ok(listener.requests == [request] and run.status == 0, name, [repr(r) for r in listener.requests] + run.lines())


OWN_HOST = b"Host: 127.0.0.1:PORT\r\n\r\n"
for options, request in [
    ((), b"GET /a?b=c HTTP/1.0\r\n" + AGENT + OWN_HOST),
    (("-P1.0",), b"GET /a?b=c HTTP/1.0\r\n" + AGENT + OWN_HOST),
    (("-P1.0c",), b"GET /a?b=c HTTP/1.0\r\n" + AGENT + b"Connection: close\r\n" + OWN_HOST),
    (("-P1.0C",), b"GET /a?b=c HTTP/1.0\r\n" + AGENT + b"Connection: close\r\n" + OWN_HOST),
    (("-P1.1",), b"GET /a?b=c HTTP/1.1\r\n" + AGENT + b"Connection: close\r\n" + OWN_HOST),
    (("-P1.0k",), b"GET /a?b=c HTTP/1.0\r\n" + AGENT + b"Connection: keep-alive\r\n" + OWN_HOST),
    (("-P1.1k",), b"GET /a?b=c HTTP/1.1\r\n" + AGENT + b"Connection: keep-alive\r\n" + OWN_HOST),
    (("-Vwww.example",), b"GET /a?b=c HTTP/1.0\r\n" + AGENT + b"Host: www.example\r\n\r\n"),
    (("-Vwww.example", "-P1.1"),
     b"GET /a?b=c HTTP/1.1\r\n" + AGENT + b"Connection: close\r\nHost: www.example\r\n\r\n"),
    (("-I", "-Vwww.example"), b"GET /a?b=c HTTP/1.0\r\n" + AGENT + b"Host: www.example\r\n\r\n"),
    (("-u", "/last"), b"GET /last HTTP/1.0\r\n" + AGENT + OWN_HOST),
]:
    expect_request(f"request of {' '.join(options) or 'no option'}", plain, options, request)
plain.requests.clear()
run = Run("-s", "127.0.0.1", "-p", str(plain.port))
tap.ok(plain.requests[:1] and plain.requests[0].startswith(b"GET / HTTP/1.0\r\n"), "without -u it is /", run.lines())
LONG = "/" + "x" * 100_000
plain.requests.clear()
run = fetch(plain.port, LONG)
tap.ok(run.status == 0 and plain.requests[0].startswith(f"GET {LONG} HTTP".encode()), "a path of 100 kB", run.lines())

try:
    ipv6 = Server("::1")
except OSError as error:
    tap.skip("IPv6", str(error))
else:
    host = b"GET /a?b=c HTTP/1.0\r\n" + AGENT + b"Host: [::1]:PORT\r\n\r\n"
    expect_request("request over IPv6", ipv6, (), host, host="::1")
    expect_request("an address in another form", ipv6, (), host, host="0:0::0:1")
    expect_request("a zone is not in the Host header", ipv6, (), host, host="::1%lo")
    expect_request("a zone as a number", ipv6, (), host, host="::1%1")

# TLS

TLS_NAMES = ["/plain", "/length", "/length-too-short", "/chunked", "/nothing", "/big", "/nul", "/split"]


ELLIPTIC = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")


def make_certificate(days, *options):
    """Files of a key and a certificate that it has signed itself; None: openssl cannot."""
    key, cert, request = (os.path.join(DIR, "server." + suffix) for suffix in ["key", "crt", "csr"])
    for command in [["req", "-new", "-nodes", "-keyout", key, "-out", request, "-subj", "/CN=other.example", *options],
                    ["x509", "-req", "-in", request, "-signkey", key, "-out", cert, "-days", str(days)]]:
        made = subprocess.run(["openssl", *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        if made.returncode:
            return None
    return key, cert


class SServer:
    """openssl s_server for one connection, beside the one by which it is seen to listen."""

    def __init__(self, key, cert, *options):
        self.port = server.free_port()
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(["openssl", "s_server", "-accept", f"127.0.0.1:{self.port}", "-key", key, "-cert", cert,
                                         "-naccept", "2", *options], cwd=DIR, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        for _ in range(400):
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except OSError:
                time.sleep(0.05)

    def end(self):
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.terminate()
            self.process.wait()
        self.log.seek(0)
        return self.log.read().decode("latin-1")


def check_tls():
    import ssl

    key, cert = make_certificate(30, *ELLIPTIC)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    tls = Server(tls=context)
    for path in TLS_NAMES:
        body = HELLO if path == "/split" else ANSWERS[path].partition(b"\r\n\r\n")[2]
        body = body[:5] if path == "/length-too-short" else body
        expect_digest(f"TLS: digest of {path}", fetch(tls.port, path, "-S"), hashlib.md5(body).hexdigest())
    size = 20 * MB
    body = (server.pattern() * (size // len(server.pattern()) + 1))[:size]
    expect_digest(f"TLS: digest of {size} bytes", fetch(tls.port, f"/size/{size}", "-S"), hashlib.md5(body).hexdigest())
    expect_verbose("TLS: the layout of -v is the same", fetch(tls.port, "/plain", "-S", "-v"), 0,
                   PLAIN_HEADER + PLAIN_BODY + PLAIN_DIGEST)
    expect_digest("TLS: ends with the length", fetch(tls.port, "/keep-open", "-S", "-t", "3"), MD5_HELLO)

    for options, name in [((), None), (("-I",), None), (("-V", "www.example"), None), (("-I", "-V", "www.example"), "www.example")]:
        tls.names.clear()
        run = fetch(tls.port, "/plain", "-S", *options)
        tap.ok(tls.names == [name] and run.status == 0, f"TLS: SNI with {' '.join(options) or 'no option'}: {name}",
               [str(tls.names)] + run.lines())

    expect_failure("TLS: silence behind the handshake", fetch(tls.port, "/silent", "-S", "-t1"), "Timeout SSL read")
    expect_failure("TLS: silence in the body", fetch(tls.port, "/stall", "-S", "-t1"), "Timeout SSL read")
    expect_failure("TLS: reset", fetch(tls.port, "/reset-at-once", "-S"), "SSL read error from")
    expect_failure("TLS: closed without a word", fetch(tls.port, "/empty", "-S"), NO_DATA)
    expect_failure("no TLS to a TLS server", fetch(tls.port, "/plain"), NO_DATA, "Read error with")
    expect_failure("TLS: a name that is too long", fetch(tls.port, "/", "-S", "-I", "-V", "x" * 300), "Unable to set up TLS")

    SPOKEN = "SSL handshake/communication error connecting to"
    for name, eager in [("TLS to a server of HTTP", ANSWERS["/plain"]), ("TLS to a server of garbage", b"\x16\x03\x03\x40\x00" + b"\xff" * 20000),
                        ("TLS to a server that closes", b""), ("TLS: an alert", b"\x15\x03\x03\x00\x02\x02\x28"),
                        ("TLS: half a record", b"\x16\x03\x03\x00\x7a\x02\x00")]:
        expect_failure(name, fetch(Server(eager=eager).port, "/", "-S"), SPOKEN)
    run = fetch(plain.port, "/", "-S", "-t", "1")
    expect_failure("TLS to a server that waits", run, "Timeout connecting")
    tap.ok(run.seconds > 0.9, f"after the timeout of 1 s: {run.seconds:.1f} s")

    for name, days, options in [("expired", -1, ELLIPTIC),
                                ("of 1024 bits, signed with SHA-1", 30, ("-newkey", "rsa:1024", "-sha1")),
                                ("for a name that is no name", 30, (*ELLIPTIC, "-subj", "/CN=\x01*"))]:
        made = make_certificate(days, *options)
        if not made:
            tap.skip(f"a certificate {name}", "openssl makes none")
            continue
        s = SServer(*made, "-www", "-cipher", "DEFAULT@SECLEVEL=0")
        run = fetch(s.port, "/", "-S")
        log = s.end()
        tap.ok(run.status == 0 and re.fullmatch(r"[0-9a-f]{32}\n", run.out), f"a certificate {name} is none of our business",
               run.lines() + log.splitlines()[-5:])

    key, cert = make_certificate(30, *ELLIPTIC)
    with open(os.path.join(DIR, "page"), "wb") as out:
        out.write(HELLO * 1000)
    for version in ["-tls1_2", "-tls1_3"]:
        s = SServer(key, cert, "-WWW", version)
        expect_digest(f"openssl s_server {version}: a file", fetch(s.port, "/page", "-S"), hashlib.md5(HELLO * 1000).hexdigest())
        s.end()
    for options, seen in [(("-I", "-V", "www.example"), True), (("-V", "www.example"), False), (("-I",), False)]:
        s = SServer(key, cert, "-www", "-key2", key, "-cert2", cert, "-servername", "www.example")
        run = fetch(s.port, "/", "-S", *options)
        log = s.end()
        tap.ok(run.status == 0 and ('Hostname in TLS extension: "www.example"' in log) == seen,
               f"openssl s_server sees {'the' if seen else 'no'} name with {' '.join(options)}", run.lines() + log.splitlines()[-8:])


if shutil.which("openssl"):
    check_tls()
else:
    tap.skip("TLS", "openssl is missing")

with open(os.path.join(DIR, "fips.cnf"), "w", encoding="ascii") as conf:
    conf.write("openssl_conf = init\n[init]\nproviders = providers\nalg_section = properties\n[providers]\ndefault = default\n"
               "[default]\nactivate = 1\n[properties]\ndefault_properties = fips=yes\n")
fips = dict(os.environ, OPENSSL_CONF=os.path.join(DIR, "fips.cnf"))
if shutil.which("openssl"):
    other = subprocess.run(["openssl", "dgst", "-md5", "/dev/null"], env=fips, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    tap.ok(other.returncode != 0, "where FIPS is asked for there is no MD5", other.stdout.decode(errors="replace"))
expect_digest("but here there is", fetch(plain.port, "/plain", env=fips), MD5_HELLO)

# Servers that fail

for path in ["/garbage", "/lf", "/empty", "/header-only", "/header-64k-1", "/header-endless"]:
    expect_failure(f"no header in {path}", fetch(plain.port, path), NO_DATA)
expect_failure("reset in the body", fetch(plain.port, "/reset"), "Read error with")
expect_failure("reset at once", fetch(plain.port, "/reset-at-once"), "Read error with")
expect_failure("refused", fetch(server.free_port(), "/"), "Connection failed")
expect_failure("an address that nobody can have", fetch(80, "/", host="255.255.255.255"), "Connection failed",
               "HTTP_CHECK - network unreachable")
for path, sentence in [("/silent", "Timeout WEB read"), ("/stall", "Timeout HTTP read")]:
    run = fetch(plain.port, path, "-t", "1")
    expect_failure(f"{path}: {sentence}", run, sentence)
    tap.ok(run.seconds > 0.9, f"{path}: after the timeout of 1 s: {run.seconds:.1f} s")
expect_failure("an answer before the question, then an end", fetch(Server(eager=b"HTTP/1.0 200").port, "/"), NO_DATA,
               "Read error with")

full = socket.create_server(("127.0.0.1", 0), backlog=0)
waiting = [socket.socket() for _ in range(4)]
for s in waiting:
    s.setblocking(False)
    s.connect_ex(full.getsockname())
time.sleep(0.2)
expect_failure("nobody takes the connection", fetch(full.getsockname()[1], "/", "-t", "1"), "Timeout connecting")
for s in [full, *waiting]:
    s.close()

# The command line

USAGE = "Usage: {} COMMAND [OPTIONS]\nCommands:\n   -s server-address -p port -u url\n   -S -s server-address -p port -u url\n   -h\n\nOptions:\n"


def expect_usage(name, run, complaint="", called=GENHASH):
    good = run.status == 1 and run.out == "" and run.err.startswith(complaint + USAGE.format(called))
    tap.ok(good and run.err.count("\n   --") == 11, name, run.lines())


expect_usage("no option", Run())
expect_usage("-h", Run("-h"))
expect_usage("-h among others", Run("-s", "::1", "-p", "1", "-u", "/", "-h"))
expect_usage("no port", Run("-s", "::1", "-u", "/"))
for words, complaint in [
    ("-s x -p 1 -u /", "server should be an IP, not x\n"),
    ("-s ::1%nowhere -p 1 -u /", "server should be an IP, not ::1%nowhere\n"),
    ("-s ::1 -p 65536 -u /", "invalid port number '65536'\n"),
    ("-s ::1 -p 1 -u / -m -1", "invalid fwmark '-1'\n"),
    ("-s ::1 -p 1 -u / -P 2.0", "invalid HTTP protocol version '2.0'\n"),
    ("-s ::1 -p 1 -u / -t x", "invalid timeout 'x'\n"),
    ("-s ::1 -p 1 -u / -H MD4", "unknown hash algorithm: MD4\n"),
    ("-s ::1 -p 1 -u / -Z", "Unknown option -Z\n"),
    ("-s ::1 -p 1 -u / --bogus", "Unknown option --bogus\n"),
    ("-s ::1 -p 1 -u", "Missing parameter for option -u\n"),
    ("-s ::1 -p 1 --url", "Missing parameter for option --url\n"),
    ("-s ::1 -p 1 -u / a b", "Unexpected argument(s): a b\n"),
]:
    expect_usage(words, Run(*words.split()), complaint)
expect_usage("keepalived -T", Run(program=(KEEPALIVED, "-T")), called=KEEPALIVED + " --genhash")
expect_usage("keepalived --genhash -Z x", Run("-Z", "x", program=(KEEPALIVED, "--genhash")),
             "Unknown option -Z\nUnexpected argument(s): x\n", KEEPALIVED + " --genhash")
link = os.path.join(DIR, "genhash")
os.symlink(KEEPALIVED, link)
expect_usage("a link to keepalived", Run(program=(link,)), called=link)
expect_digest("a digest by keepalived -T", fetch(plain.port, "/plain", program=(KEEPALIVED, "-T")), MD5_HELLO)
expect_digest("a digest by the link", fetch(plain.port, "/plain", program=(link,)), MD5_HELLO)
expect_digest("a digest by keepalived -Tu", Run("/plain", "-s127.0.0.1", f"-p{plain.port}", program=(KEEPALIVED, "-Tu")), MD5_HELLO)
expect_digest("options in one word", Run(f"-p{plain.port}", "-Iu/plain", "-s127.0.0.1"), MD5_HELLO)
run = fetch(plain.port, "/plain", program=(KEEPALIVED, "-n", "-T"))
tap.ok(run.status == 0 and run.out == MD5_HELLO + "\n" and "previous options ignored" in run.err, "keepalived -n -T", run.lines())

# Outputs

if os.path.exists("/dev/full"):
    with open("/dev/full", "wb") as full_disk:
        run = fetch(plain.port, "/plain", stdout=full_disk)
    tap.ok(run.status == 2 and run.err == "Unable to write the digest: No space left on device\n", "no room for the digest", run.lines())
else:
    tap.skip("no room for the digest", "there is no /dev/full")
plain.requests.clear()
closed = subprocess.run(f"exec '{GENHASH}' -s 127.0.0.1 -p {plain.port} -u /plain <&- >&- 2>&-", shell=True, check=False).returncode
tap.ok(closed == 0 and len(plain.requests) == 1 and MD5_HELLO.encode() not in plain.requests[0], f"everything closed: status {closed}")

# The mark: seen on the server's side, in a network of its own

MARKED = """
import socket, subprocess, sys
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
with open("/proc/sys/net/ipv4/tcp_fwmark_accept", "w") as f:
    f.write("1")
s = socket.create_server(("127.0.0.1", 0))
p = subprocess.Popen([sys.argv[1], "-s", "127.0.0.1", "-p", str(s.getsockname()[1]), "-u", "/", *sys.argv[2:]])
s.settimeout(60)
c = s.accept()[0]
print(c.getsockopt(socket.SOL_SOCKET, socket.SO_MARK))
c.sendall(b"HTTP/1.0 200 OK\\r\\n\\r\\n")
c.shutdown(socket.SHUT_WR)
p.wait()
"""
# A link-local address, there too: without its zone nobody knows where it is
ZONED = """
import socket, subprocess, sys
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
subprocess.run(["ip", "addr", "add", "fe80::1/64", "dev", "lo", "nodad"], check=True)
s = socket.socket(socket.AF_INET6)
s.bind(("fe80::1", 0, 0, 1))
s.listen()
s.settimeout(60)
port = str(s.getsockname()[1])
for server in ["fe80::1", "fe80::1%lo", "fe80::1%1"]:
    p = subprocess.Popen([sys.argv[1], "-s", server, "-p", port, "-u", "/"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if "%" in server:
        c = s.accept()[0]
        print(c.recv(4096).split(b"Host: ")[1].decode().strip().replace(port, "PORT"))
        c.sendall(b"HTTP/1.0 200 OK\\r\\n\\r\\n")
        c.close()
    print(p.wait())
"""
OWN_NETWORK = ["unshare", "--net", *(["--map-root-user"] if os.geteuid() else [])]
if subprocess.run([*OWN_NETWORK, "true"], stderr=subprocess.DEVNULL, check=False).returncode == 0:
    for mark in ["0", "1", "4294967295"]:
        got = subprocess.run([*OWN_NETWORK, sys.executable, "-c", MARKED, GENHASH, "-m", mark], stdout=subprocess.PIPE, check=False, timeout=120)
        tap.ok(got.stdout.decode().split()[:1] == [str(int(mark) if mark != "4294967295" else -1)], f"mark {mark}", got.stdout.decode())
    got = subprocess.run([*OWN_NETWORK, sys.executable, "-c", ZONED, GENHASH], stdout=subprocess.PIPE, check=False, timeout=120)
    tap.ok(got.stdout.decode().split() == ["2", "[fe80::1]:PORT", "0", "[fe80::1]:PORT", "0"], "a link-local address and its zone",
           got.stdout.decode())
    got = Run("-s", "192.0.2.1", "-p", "80", "-u", "/", program=[*OWN_NETWORK, GENHASH])
    expect_failure("no route", got, "HTTP_CHECK - network unreachable")
    got = Run("-S", "-s", "192.0.2.1", "-p", "80", "-u", "/", program=[*OWN_NETWORK, GENHASH])
    expect_failure("no route, with TLS", got, "SSL_CHECK - network unreachable")
else:
    tap.skip("a link-local address and its zone", "no network namespace of one's own here")
    tap.skip("mark", "no network namespace of one's own here")
    tap.skip("no route", "no network namespace of one's own here")
if os.geteuid() == 0:
    os.chmod(DIR, 0o755)
    run = fetch(plain.port, "/plain", "-m", "4", program=["setpriv", "--reuid=65534", "--clear-groups", GENHASH])
    if "Permission denied" in run.err:
        tap.skip("a mark without the right to set it", "nobody may run the program here")
    else:
        expect_failure("a mark without the right to set it", run, "Unable to make a socket")
else:
    expect_failure("a mark without the right to set it", fetch(plain.port, "/plain", "-m", "4"), "Unable to make a socket")

shutil.rmtree(DIR, ignore_errors=True)
tap.done()
