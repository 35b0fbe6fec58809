# SPDX-License-Identifier: GPL-2.0-or-later
"""Routers on switches: each a network namespace with a cable to every bridge in one more, all made here and taken
away at the end. Router N has 198.51.100.N and 2001:db8::N on eth0, 203.0.113.N on eth1 if there is one. Nothing is
waited for but conditions, with a limit."""
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import traceback

PATIENCE = 20  # seconds that anything may take on a busy machine
VIP = "198.51.100.100"
NETWORKS = ("198.51.100.", "203.0.113.")  # of eth0, of eth1


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


def side_by_side(jobs, at_once=6):
    """Each of JOBS (name -> function of a check) in a process of its own, since they mostly wait: their names, and what
    they checked, in their order. A check is called with a verdict, what it is about, and detail."""
    waiting, running = list(jobs), {}
    try:
        for name in jobs:
            while waiting and len(running) < at_once:
                first = waiting.pop(0)
                running[first] = begin(jobs[first])
            pid, answer = running[name]
            text = answer.read()
            answer.close()
            os.waitpid(pid, 0)
            del running[name]
            told = json.loads(text) if text else [[False, "it came to no end", ""]]
            if isinstance(told, str):
                raise NoLab(told)
            yield name, told
    finally:
        for pid, answer in running.values():
            os.kill(pid, signal.SIGTERM)
            os.waitpid(pid, 0)
            answer.close()


def begin(job):
    """Process and end of a pipe that it tells its results through."""
    there, here = os.pipe()
    pid = os.fork()
    if pid:
        os.close(here)
        return pid, os.fdopen(there, encoding="utf-8")
    os.close(there)
    told = []
    try:
        job(lambda good, what, detail="": told.append((bool(good), what, detail)))
    except NoLab as why:
        told = str(why)
    except BaseException:  # pylint: disable=broad-exception-caught
        told.append((False, "an exception", traceback.format_exc()))
    finally:
        with os.fdopen(here, "w", encoding="utf-8") as answer:
            json.dump(told, answer)
        os._exit(0)


class Daemon:
    """A program with the libraries it needs: ours, or the packaged one."""

    def __init__(self, program, libraries=None):
        self.program = program
        self.environment = dict(os.environ, LD_LIBRARY_PATH=libraries) if libraries else None


def packaged():
    """The packaged keepalived in $PEERS; None if it is not there."""
    peers = os.environ.get("PEERS")
    if not peers or not os.access(os.path.join(peers, "keepalived"), os.X_OK):
        return None
    return Daemon(os.path.join(peers, "keepalived"), os.path.join(peers, "lib"))


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
        for cable in range(lab.n_cables):
            self.plug_in(cable)
        ip("-n", self.namespace, "address", "add", f"2001:db8::{number}/64", "dev", "eth0", "nodad")

    def port(self, cable=0):
        """Its end in the switch."""
        return f"p{self.number}-{cable}"

    def plug_in(self, cable):
        port, card = self.port(cable), f"eth{cable}"
        ip("-n", self.lab.switch, "link", "add", port, "type", "veth", "peer", "name", card, "netns", self.namespace)
        ip("-n", self.lab.switch, "link", "set", port, "master", f"br{cable}", "up")
        ip("-n", self.namespace, "address", "add", f"{NETWORKS[cable]}{self.number}/24", "dev", card)
        ip("-n", self.namespace, "link", "set", card, "up")

    def is_ready(self):
        """All its addresses may be used: none is still looked for elsewhere."""
        links = json.loads(ip("-n", self.namespace, "-j", "-6", "address", "show"))
        return not any(a.get("tentative") for link in links for a in link.get("addr_info", []))

    def start(self, daemon, text, *options):
        conf = os.path.join(self.lab.folder, f"r{self.number}.conf")
        with open(conf, "w", encoding="utf-8") as f:
            f.write(text)
        os.chmod(conf, 0o644)
        self.daemon = daemon
        eventually(self.is_ready)
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
        """None of them is to see another one die."""
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for pid in self.pids():
                try:
                    os.kill(pid, number)
                except ProcessLookupError:
                    pass
        if self.process:
            self.process.wait(PATIENCE)

    def pause(self, is_paused=True):
        for pid in self.pids():
            os.kill(pid, signal.SIGSTOP if is_paused else signal.SIGCONT)

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

    def cut(self, is_cut=True, cable=0):
        ip("-n", self.lab.switch, "link", "set", self.port(cable), "down" if is_cut else "up")

    def isolate(self, is_isolated=True, cables=None):
        """Links stay up; those that are isolated do not hear each other."""
        for cable in range(self.lab.n_cables) if cables is None else cables:
            subprocess.run(["bridge", "-n", self.lab.switch, "link", "set", "dev", self.port(cable), "isolated",
                            "on" if is_isolated else "off"], check=True)

    def lose_power(self):
        """It ends without a word, and its network card with it."""
        self.kill_all()
        self.is_powered = False
        for cable in range(self.lab.n_cables):
            ip("-n", self.lab.switch, "link", "delete", self.port(cable))

    def addresses(self, card="eth0", family=4):
        if not self.is_powered:
            return []
        links = json.loads(ip("-n", self.namespace, "-j", f"-{family}", "address", "show", "dev", card) or "[]")
        return [a["local"] for link in links for a in link.get("addr_info", []) if "local" in a]

    def has(self, address=VIP, card="eth0"):
        return address in self.addresses(card, 6 if ":" in address else 4)

    def said(self):
        """Log lines, without the time before them."""
        try:
            with open(self.log, encoding="utf-8", errors="replace") as f:
                return [re.sub(r"^\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}: ", "", line.rstrip("\n")) for line in f]
        except OSError:
            return []


class Lab:
    def __init__(self, n_routers, n_cables=1):
        signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended from outside"))  # and so through close()
        self.prefix = f"ka{os.getpid()}"
        self.switch = f"{self.prefix}sw"
        self.folder_object = tempfile.TemporaryDirectory(prefix="lab.")
        self.folder = self.folder_object.name
        self.routers = []
        self.namespaces = []
        self.n_cables = n_cables
        os.chmod(self.folder, 0o755)
        try:
            self.make_namespace(self.switch)
            for cable in range(n_cables):
                ip("-n", self.switch, "link", "add", f"br{cable}", "type", "bridge", "stp_state", "0",
                   "forward_delay", "0", "mcast_snooping", "0")
                ip("-n", self.switch, "link", "set", f"br{cable}", "up")
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
