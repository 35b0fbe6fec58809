#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The init script, with a daemon that has nothing to serve, on a /run and a network of its own."""
import os
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import BUILD, ROOT, done, ok, skip  # noqa: E402

BIN = os.path.abspath(os.environ.get("KEEPALIVED") or os.path.join(BUILD, "keepalived/keepalived"))
HOLD = 'mount -t tmpfs none /run && echo ready && exec sleep infinity'
PATIENCE = 20


class Host:
    """A sleeper whose namespaces are those of the test."""

    def __init__(self, folder):
        self.folder = folder
        self.holder = subprocess.Popen(["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc",
                                        "sh", "-c", HOLD], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.is_ready = self.holder.stdout.readline() == "ready\n"
        self.script = os.path.join(folder, "init")
        with open(os.path.join(ROOT, "etc/keepalived.init.in"), encoding="utf-8") as source:
            text = source.read()
        os.mkdir(os.path.join(folder, "sbin"))
        for word, value in (("sbindir", folder + "/sbin"), ("etcdir", folder), ("config_dir", folder)):
            text = text.replace(f"@{word}@", value)
        with open(self.script, "w", encoding="utf-8") as out:
            out.write(text)

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)
        os.chmod(path, 0o644)

    def inside(self, *words):
        with open(f"/proc/{self.holder.pid}/task/{self.holder.pid}/children", encoding="utf-8") as children:
            first = children.read().split()[0]
        return subprocess.run(["nsenter", "-t", first, "-m", "-n", "-p", *words], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60, check=False)

    def do(self, *words):
        return self.inside("sh", self.script, *words)

    def pid(self):
        return self.inside("cat", "/run/keepalived.pid").stdout.strip()

    def close(self):
        self.holder.send_signal(signal.SIGKILL)  # and so the namespace of pids ends
        self.holder.wait()
        self.holder.stdout.close()


def status_of(host, *words):
    return host.do(*words).returncode


def test_all(host):
    silent = host.do("start")
    ok(silent.returncode == 0 and not silent.stdout + silent.stderr, "without a configuration: not a word", str(silent))
    conf = os.path.join(host.folder, "keepalived/keepalived.conf")
    host.write("keepalived/keepalived.conf", "global_defs {\n}\n")
    silent = host.do("start")
    ok(silent.returncode == 0 and not silent.stdout + silent.stderr, "nor without a program", str(silent))
    os.symlink(BIN, os.path.join(host.folder, "sbin/keepalived"))

    got = host.do("nonsense")
    ok(got.returncode == 1 and got.stderr.startswith("usage: ") and not got.stdout, "another word: usage", str(got))
    ok(host.do().returncode == 1, "no word: the same")
    ok(status_of(host, "status") == 3, "status 3: stopped")
    ok(status_of(host, "stop") == 0, "there is nothing to stop")
    ok(status_of(host, "reload") != 0, "nor to be told to reload")

    host.write("default/keepalived", 'DAEMON_ARGS="-G"\n')
    host.write("sysconfig/keepalived", f'KEEPALIVED_OPTIONS="-D -f {conf}"\n')
    ok(status_of(host, "start") == 0 and status_of(host, "status") == 0, "start, and it runs")
    first = host.pid()
    words = host.inside("cat", f"/proc/{first}/cmdline").stdout.split("\0")[1:-1]
    ok(words == ["-G", "-D", "-f", conf], "with the words of both options files", " ".join(words))
    ok(status_of(host, "start") == 0 and host.pid() == first, "a second start changes nothing")
    ok(status_of(host, "reload") == 0 and status_of(host, "force-reload") == 0 and status_of(host, "status") == 0,
       "reload, and it still runs")
    ok(status_of(host, "restart") == 0 and status_of(host, "status") == 0 and host.pid() not in ("", first),
       "restart: another one", f"{first} {host.pid()}")
    second = host.pid()
    ok(status_of(host, "stop") == 0 and host.inside("readlink", f"/proc/{second}/exe").returncode != 0, "stop has waited for the end")
    ok(status_of(host, "status") == 3, "status 3 again")

    host.do("start")
    host.inside("kill", "-KILL", host.pid())
    end = time.monotonic() + PATIENCE
    while status_of(host, "status") == 0 and time.monotonic() < end:
        time.sleep(0.02)
    ok(status_of(host, "status") == 1, "killed: status 1, dead with a pid file")
    host.inside("sh", "-c", "echo 1 >/run/keepalived.pid")
    ok(status_of(host, "stop") == 0 and host.holder.poll() is None, "a pid that is somebody else's is left alone")


with tempfile.TemporaryDirectory(prefix="init.") as scratch:
    lab = Host(scratch) if os.geteuid() == 0 else None
    if lab and lab.is_ready:
        try:
            test_all(lab)
        finally:
            lab.close()
    else:
        if lab:
            lab.close()
        skip("the init script", "needs root and namespaces")
done()
