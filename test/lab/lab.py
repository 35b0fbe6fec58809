# SPDX-License-Identifier: GPL-2.0-or-later
"""Routers on one switch: each a network namespace with a cable to a bridge in one more, all made here and taken
away at the end. Router N has 198.51.100.N on eth0. Nothing is waited for but conditions, with a limit."""
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time

PATIENCE = 20  # seconds that anything may take on a busy machine
VIP = "198.51.100.100"


class NoLab(Exception):
    """Why this machine cannot have one."""


def eventually(question, patience=PATIENCE):
    """The first true answer; the last one when patience ends."""
    end = time.monotonic() + patience
    while not (answer := question()) and time.monotonic() < end:
        time.sleep(0.02)
    return answer


def ip(*words):
    return subprocess.run(["ip", *words], check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True).stdout


class Daemon:
    """A program with the libraries it needs: ours, or the packaged one."""

    def __init__(self, program, libraries=None):
        self.program = program
        self.environment = dict(os.environ, LD_LIBRARY_PATH=libraries) if libraries else None


class Router:
    def __init__(self, lab, number):
        self.lab = lab
        self.number = number
        self.namespace = f"{lab.prefix}r{number}"
        self.address = f"198.51.100.{number}"
        self.process = None
        self.is_powered = True
        self.log = os.path.join(lab.folder, f"r{number}.log")
        lab.make_namespace(self.namespace)
        ip("-n", lab.switch, "link", "add", f"p{number}", "type", "veth", "peer", "name", "eth0", "netns", self.namespace)
        ip("-n", lab.switch, "link", "set", f"p{number}", "master", "br0", "up")
        ip("-n", self.namespace, "address", "add", f"{self.address}/24", "dev", "eth0")
        ip("-n", self.namespace, "link", "set", "eth0", "up")

    def start(self, daemon, text, *options):
        conf = os.path.join(self.lab.folder, f"r{self.number}.conf")
        with open(conf, "w", encoding="utf-8") as f:
            f.write(text)
        os.chmod(conf, 0o644)
        self.daemon = daemon
        with open(self.log, "a", encoding="utf-8") as log:
            self.process = subprocess.Popen(  # pylint: disable=consider-using-with
                ["ip", "netns", "exec", self.namespace, "sh", "-c",
                 'mount -t tmpfs -o mode=755 none /run && exec "$@"', "sh",
                 daemon.program, "-n", "-l", "-D", "-P", "-f", conf, *options],
                env=daemon.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)

    def stop(self):
        """The exit status, or None of one that has to be killed."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill_all()
            return None

    def pids(self):
        return [int(pid) for pid in ip("netns", "pids", self.namespace).split()]

    def kill_all(self):
        for pid in self.pids():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        if self.process:
            self.process.wait(PATIENCE)

    def child(self):
        """The process that speaks VRRP: it is called as the parent is."""
        return next((pid for pid in self.pids() if pid != self.process.pid and self.name(pid) == "keepalived"), None)

    @staticmethod
    def name(pid):
        try:
            with open(f"/proc/{pid}/comm", encoding="utf-8") as f:
                return f.read().strip()
        except OSError:  # it has just ended
            return None

    def cut(self, is_cut=True):
        ip("-n", self.lab.switch, "link", "set", f"p{self.number}", "down" if is_cut else "up")

    def lose_power(self):
        """It ends without a word, and its network card with it."""
        self.kill_all()
        self.is_powered = False
        ip("-n", self.lab.switch, "link", "delete", f"p{self.number}")

    def addresses(self):
        if not self.is_powered:
            return []
        links = json.loads(ip("-n", self.namespace, "-j", "-4", "address", "show", "dev", "eth0") or "[]")
        return [a["local"] for link in links for a in link.get("addr_info", []) if "local" in a]

    def has(self, address=VIP):
        return address in self.addresses()

    def said(self):
        """Log lines, without the time before them."""
        try:
            with open(self.log, encoding="utf-8", errors="replace") as f:
                return [re.sub(r"^\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}: ", "", line.rstrip("\n")) for line in f]
        except OSError:
            return []


class Lab:
    def __init__(self, n_routers):
        signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended from outside"))  # and so through close()
        self.prefix = f"ka{os.getpid()}"
        self.switch = f"{self.prefix}sw"
        self.folder_object = tempfile.TemporaryDirectory(prefix="lab.")
        self.folder = self.folder_object.name
        self.routers = []
        self.namespaces = []
        os.chmod(self.folder, 0o755)
        try:
            self.make_namespace(self.switch)
            ip("-n", self.switch, "link", "add", "br0", "type", "bridge", "stp_state", "0", "forward_delay", "0",
               "mcast_snooping", "0")
            ip("-n", self.switch, "link", "set", "br0", "up")
            for number in range(1, n_routers + 1):
                self.routers.append(Router(self, number))
        except (OSError, subprocess.CalledProcessError) as error:
            self.close()
            raise NoLab(getattr(error, "stderr", None) or str(error)) from error

    def make_namespace(self, name):
        ip("netns", "add", name)
        self.namespaces.append(name)
        ip("-n", name, "link", "set", "lo", "up")

    def owners(self, address=VIP):
        return [router.number for router in self.routers if router.has(address)]

    def is_owned_by(self, *numbers):
        """Waits until just these have the address."""
        return eventually(lambda: self.owners() == list(numbers))

    def story(self):
        return [f"{r.namespace}: {line}" for r in self.routers for line in r.said()[-25:]]

    def close(self):
        for router in self.routers:
            router.kill_all()
        for name in self.namespaces:
            subprocess.run(["ip", "netns", "delete", name], check=False)
        self.folder_object.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
