#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Input that nobody would write on purpose: keepalived -t answers in bounded time, and never dies of it."""
import json
import os
import resource
import subprocess
import sys
import threading

sys.path.insert(0, os.path.join(os.environ.get("top_srcdir", "."), "test"))
import tap  # noqa: E402
from ugly_input import BIN, DIR, STATUSES, check, clean_up, path, run, write  # noqa: E402

# Lines and characters
check("a line of 10 MB", write("long", b"a" * 10_000_000 + b"\nfoo\n"), 5, "(Line 1) line too long - ignoring")
check("the line after it counts", path("long"), 5, "(Line 2) Unknown keyword 'foo'")
check("100 000 opening braces", write("open", b"{\n" * 100_000), 5, "There are 100000 missing")
check("100 000 nested blocks", write("nest", b"vrrp_instance a {\n" * 100_000), 5, "Unexpected '{'")
check("100 000 closing braces", write("close", b"}\n" * 100_000), 5, "Extra '}' found")
check("NULs", write("nul", b"global_defs {\n router_id a\0b\n}\n\0\0\0"), 5, "embedded NULs")
check("invalid UTF-8", write("utf", b"\xff\xfe\xc3\x28 \x80\xbf {\n \xf0\x28\x8c\x28 5\n}\n"), 5, "Unknown keyword")
check("control characters", write("ctl", b"\x01\x02\x1b[31m x\n"), 5, "Unknown keyword '??")
check("an empty file", write("empty", b""), 0)
check("no final newline", write("noeol", b"global_defs {\n router_id x\n}"), 0)
check("random bytes", write("random", os.urandom(200_000)))
check("a line of quotes", write("quotes", b'"' * 99_999 + b"\n"), 5, "Unterminated quote")
check("a line of backslashes", write("back", b"\\" * 99_999 + b"\n"), 5)
check("a line of escapes", write("esc", b"\\#" * 400_000 + b"\n"), 5)
check("a line of words", write("words", b"vrrp_instance " + b"a " * 400_000 + b"{\n}\n"), 5, "must have a name")

# Many findings: all are counted, and the time grows with their number
write("errors", b"foo bar\n" * 100_000)
text = check("100 000 errors", path("errors"), 5, "(Line 20000) Unknown keyword")
tap.ok("80000 more findings are not shown" in text, "what is beyond the cap is counted")
write("errors1", b"foo bar\n" * 5_000)
write("errors2", b"foo bar\n" * 20_000)
small = min(run(path("errors1"))[2] for _ in range(3))
large = min(run(path("errors2"))[2] for _ in range(3))
tap.ok(large < 12 * small + 0.3, f"four times the errors in {large / small:.1f} times the time")
got = json.loads(subprocess.run([BIN, "-t", "--json", "-f", path("errors")], stdout=subprocess.PIPE, check=False).stdout)
tap.ok(len(got["findings"]) == 20_000 and got["not_shown"] == 80_000, "the same as JSON")

# Includes
write("self", f"include {path('self')}\n")
check("a file that includes itself", path("self"), 5, "Includes nested more than 64 deep")
write("ping", f"include {path('pong')}\n")
write("pong", f"include {path('ping')}\n")
check("two files that include each other", path("ping"), 5, "Includes nested more than 64 deep")
write("dir", f"include {DIR}\n")
check("include of a directory", path("dir"), 0, "is a directory - skipping")
os.mkfifo(path("fifo"))
write("incfifo", f"include {path('fifo')}\n")
check("include of a FIFO", path("incfifo"), 0, "not a regular non-executable file")
write("incdev", "include /dev/zero\n")
check("include of a device", path("incdev"), 0, "not a regular non-executable file")
write("exec", "global_defs {\n}\n", 0o755)
write("incexec", f"include {path('exec')}\n")
check("include of an executable", path("incexec"), 0, "not a regular non-executable file")
os.mkdir(path("many"))
for i in range(10_000):
    with open(path(f"many/{i:05d}.conf"), "w", encoding="ascii") as f:
        f.write(f"$A{i}={i}\n")
write("incmany", f"include {path('many')}/*.conf\nfoo\n")
check("include of 10 000 files", path("incmany"), 5, "Unknown keyword 'foo'")
if os.geteuid():
    write("secret", "foo\n", 0)
    write("incsecret", f"include {path('secret')}\n")
    check("include of an unreadable file", path("incsecret"), 0, "Failed to open configuration file")
else:
    tap.skip("include of an unreadable file", "root can read everything")
check("a missing file", path("nowhere"), 4, "Config files missing")
check("a directory", DIR, 4, "is a directory - skipping")
check("an executable file", path("exec"), 4, "not a regular non-executable file")
check("a FIFO", path("fifo"), 4, "not a regular non-executable file")
check("standard input", "/dev/stdin", 5, "Unknown keyword 'foo'", input=b"foo\n")

# Definitions and sequences
check("$B=${B}", write("rec", b"$B=${B}\nfoo ${B}\n"), 5, "Definition recursion too deep")
check("$A and $B of each other", write("rec2", b"$A=${B}\n$B=${A}\nfoo ${A}\n"), 5, "Definition recursion too deep")
expo = "".join(f"$A{i}=${{A{i - 1}}}${{A{i - 1}}}\n" for i in range(1, 40))
check("definitions that double", write("expo", "$A0=xxxxxxxxxxxxxxxx\n" + expo + "foo ${A39}\n"), 5)
check("a multi-line definition of itself", write("ml", b"$M= \\\nfoo \\\n$M \\\n\n$M\n"), 5, "recursion too deep")
double = "".join(f"$M{i}= \\\n$M{i - 1} \\\n$M{i - 1}\n" for i in range(1, 40))
check("multi-line definitions that double", write("mexpo", "$M0= \\\nfoo x\n" + double + "$M39\n"), 5, "Expansion of one line exceeds")
check("a long sequence", write("seq", b"~SEQ(A,1,2000000000) foo\n"), 5, "Expansion of one line exceeds")
check("sequences of sequences", write("seq2", b"~SEQ(A,1,100000) ~SEQ(B,1,100000) foo\n"), 5, "Expansion of one line exceeds")

# The world changes meanwhile
def keep_changing(stop):
    n = 0
    while not stop.is_set():
        n += 1
        try:
            write("moving", b"foo bar\n" * (n % 5000))
            if n % 3 == 0:
                os.unlink(path("moving"))
        except OSError:
            pass


stop = threading.Event()
thread = threading.Thread(target=keep_changing, args=(stop,))
thread.start()
statuses = {run(path("moving"))[0] for _ in range(60)}
stop.set()
thread.join()
tap.ok(statuses <= STATUSES, "a file that changes and vanishes while it is read", str(statuses))

# Outputs that fail
write("bad", "foo\n")
got = subprocess.run(f"exec '{BIN}' -t -f '{path('bad')}' 2>&-", shell=True, check=False).returncode
tap.ok(got == 5, f"closed standard error: status {got}")
got = subprocess.run(f"exec '{BIN}' -t -f '{path('bad')}' >&- 2>&- <&-", shell=True, check=False).returncode
tap.ok(got == 5, f"everything closed: status {got}")
check("-tFILE on a full disk", path("bad"), 1, "No space left on device", options=("-t/dev/full",)) \
    if os.path.exists("/dev/full") else tap.skip("-tFILE on a full disk", "no /dev/full")
check("-tFILE in a missing directory", path("bad"), 1, "errno = 2", options=(f"-t{DIR}/no/such",))
os.symlink(path("target"), path("link"))
check("-tFILE through a link", path("bad"), 1, "Unable to open", options=(f"-t{path('link')}",))
check("-tFILE appends", path("bad"), 5, options=(f"-t{path('log')}",))
check("-tFILE appends again", path("bad"), 5, options=(f"-t{path('log')}",))
with open(path("log"), encoding="utf-8") as f:
    tap.ok(f.read().count("(Line 1) Unknown keyword 'foo'") == 2, "both runs are in the file")

# Limits of the machine
def little_memory():
    resource.setrlimit(resource.RLIMIT_NOFILE, (12, 12))


check("12 descriptors", path("self"), preexec_fn=little_memory)
if os.geteuid() == 0:
    os.chmod(DIR, 0o755)
    got, text, _ = run(path("bad"), user=65534, group=65534)
    tap.ok(got == 5, f"as nobody: status {got}", text)
else:
    tap.skip("as nobody", "needs root")

clean_up()
tap.done()
