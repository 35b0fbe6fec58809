# SPDX-License-Identifier: GPL-2.0-or-later
"""keepalived -t on input that nobody would write on purpose, in a folder that is made for it."""
import os
import subprocess
import tempfile
import time

import tap

BIN = os.environ.get("KEEPALIVED") or os.path.join(tap.BUILD, "keepalived/keepalived")
with open(BIN, "rb") as f:
    HAS_SANITIZERS = b"__asan_init" in f.read()
LIMIT = 240 if HAS_SANITIZERS else 60  # seconds, on a machine that has other work as well
DIR = tempfile.mkdtemp(prefix="ugly.")
STATUSES = {0, 2, 4, 5, 6}


def path(name):
    return os.path.join(DIR, name)


def write(name, data, mode=0o644):
    with open(path(name), "wb") as f:
        f.write(data if isinstance(data, bytes) else data.encode())
    os.chmod(path(name), mode)
    return path(name)


def run(conf, *options, **keywords):
    """Status, findings (text) and seconds of one test; a signal is a negative status."""
    start = time.monotonic()
    try:
        p = subprocess.run([BIN, "-t", "-f", conf, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                           timeout=LIMIT, **keywords)
    except subprocess.TimeoutExpired:
        return -999, "", LIMIT
    return p.returncode, (p.stderr + p.stdout).decode(errors="replace"), time.monotonic() - start


def check(name, conf, status=None, says=None, options=(), **keywords):
    got, text, seconds = run(conf, *options, **keywords)
    first = [line for line in text.splitlines() if line and line[0] != " "]
    good = got in STATUSES if status is None else got == status
    if says:
        good = good and any(says in line for line in first)
    tap.ok(good, f"{name}: status {got}", [f"status {got}, wanted {status}, {seconds:.1f} s, wanted: {says}"] + first[:8])
    return text


def clean_up():
    subprocess.run(["rm", "-rf", DIR], check=False)
