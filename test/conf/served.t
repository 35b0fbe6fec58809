#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""keepalived -t says where something is asked for that this build does not serve, and that is no error."""
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.environ.get("top_srcdir", "."), "test"))
import tap  # noqa: E402

BIN = os.environ.get("KEEPALIVED") or os.path.join(tap.BUILD, "keepalived/keepalived")
CONF = """global_defs {
    enable_dbus
}
virtual_server 192.0.2.100 80 {
    lvs_sched rr
    lvs_method NAT
    protocol TCP
    real_server 192.0.2.8 80 {
    }
}
"""
WANTED = [(4, "virtual_server", 1), (2, "D-Bus", 5)]


def run(*options):
    return subprocess.run([BIN, "-t", *options, "-f", path], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, timeout=60, check=False)


with tempfile.NamedTemporaryFile("w", prefix="served.", suffix=".conf") as file:
    path = file.name
    file.write(CONF)
    file.flush()
    os.chmod(path, 0o644)

    text = run()
    tap.ok(text.returncode == 0, "nothing of it is an error", text.stderr)
    lines = text.stderr.splitlines()
    firsts = [line for line in lines if line and not line[0].isspace()]
    tap.ok(firsts == [f"(Line {line}) NOTE - {what}: not served by this build yet" for line, what, _ in WANTED],
           "one line for each", firsts)
    tap.ok(all(any(f"{path}:{line}:{column}" in l and "[not-served-yet]" in l for l in lines)
               for line, _, column in WANTED), "with its place", lines)

    answer = run("--json")
    report = json.loads(answer.stdout)
    found = [(f["line"], f["message"].split(":")[0], f["column"]) for f in report["findings"]
             if f["code"] == "not-served-yet" and f["class"] == "note"]
    tap.ok(answer.returncode == 0 and report["status"] == 0, "nor in JSON", answer.stdout)
    tap.ok(found == WANTED, "and the same there", found)
tap.done()
