# SPDX-License-Identifier: GPL-2.0-or-later
"""A scenario of the simulator (test/sim/scenario.h has its words) with real routers, in real time.

What a router is told to tell others is compared, as a FIFO has it: the states of each instance and of its group, in
their order. Times are the simulator's to check. A fault is a pulled cable, whatever its reason is; routers that are
cut off are isolated, so only one pair at a time, and in both directions. What else cannot be done is refused.
"""
import os
import re
import subprocess
import time

from lab import NETWORKS, PATIENCE, Lab, eventually


class NotHere(Exception):
    """A word that has no meaning outside of the simulator."""


KEYWORDS = {"priority": "priority {}", "version": "version {}", "interval": "advert_int {}", "nopreempt": "nopreempt",
            "preempt_delay": "preempt_delay {}", "state": "state {}", "lower_prio_no_advert": "lower_prio_no_advert",
            "higher_prio_send_advert": "higher_prio_send_advert true", "startup_delay": None}
FLAGS = ("nopreempt", "lower_prio_no_advert", "higher_prio_send_advert")
STATES = "MASTER|BACKUP|FAULT|STOP"


class Replay:
    """SLOWER: everything takes that many times as long, so that what is close together can be told apart; in version 3,
    where skew times are in proportion."""

    def __init__(self, path, daemon, slower=1):
        self.daemon = daemon
        self.slower = slower
        self.names, self.settings = [], {}
        self.n_instances, self.is_group = 1, False
        self.events, self.end = [], 0
        with open(path, encoding="utf-8") as f:
            for line in f:
                words = line.partition("#")[0].split()
                if words:
                    self.take(words)

    def take(self, words):
        if words[0] == "routers":
            words = self.take_names(words[1:])
            self.take_settings(words)
        elif words[0] == "instances":
            self.n_instances, self.is_group = int(words[1]), words[2:3] == ["group"]
            self.take_settings(words[2 + self.is_group:])
        elif words[0] == "at":
            self.events.append((self.seconds(words[1]), words[2:]))
        elif words[0] == "delay":
            raise NotHere(" ".join(words))
        elif words[0] not in ("by", "until", "never"):
            self.take_settings(words)
        if words and words[0] in ("at", "by", "until"):
            self.end = self.seconds(words[1])

    def seconds(self, word):
        number, unit = re.fullmatch(r"([\d.]+)(ms|s)", word).groups()
        return float(number) / (1000 if unit == "ms" else 1) * self.slower

    def take_names(self, words):
        while words and words[0] not in KEYWORDS and words[0] not in ("all", *self.names):
            self.names.append(words.pop(0))
        self.settings = {name: {"interval": "1s", "version": "2", "priority": "100"} for name in self.names}
        return words

    def take_settings(self, words):
        whose = self.names
        while words:
            word = words.pop(0)
            if word == "all":
                whose = self.names
            elif word in self.names:
                whose = [word]
            elif word in KEYWORDS:
                value = "" if word in FLAGS else words.pop(0)
                for name in whose:
                    self.settings[name][word] = value
            else:
                raise NotHere(word)

    def conf(self, name, fifo):
        own = {word: f"{self.seconds(value):g}" if re.fullmatch(r"[\d.]+m?s", value) else value
               for word, value in self.settings[name].items()}
        lines = [f"global_defs {{\nvrrp_notify_fifo {fifo}"]
        if "startup_delay" in own:
            lines.append(f"vrrp_startup_delay {own['startup_delay']}")
        lines.append("}")
        if self.is_group:
            members = "\n".join(f"V{n}" for n in range(self.n_instances))
            lines.append(f"vrrp_sync_group G {{\ngroup {{\n{members}\n}}\n}}")
        for n in range(self.n_instances):
            lines.append(f"vrrp_instance V{n} {{\ninterface eth{n}\nvirtual_router_id {51 + n}")
            lines += [KEYWORDS[word].format(value) for word, value in own.items() if KEYWORDS[word]]
            lines.append(f"virtual_ipaddress {{\n{NETWORKS[n]}100/24\n}}\n}}")
        return "\n".join(lines) + "\n"

    def run(self, wanted):
        """What each instance and group told, once that is WANTED, or when patience ends."""
        with Lab(len(self.names), self.n_instances) as lab:
            self.routers = dict(zip(self.names, lab.routers))
            self.fifos = {name: self.open_fifo(lab, name) for name in self.names}
            self.heard = dict.fromkeys(self.names, b"")
            eventually(lambda: all(router.is_ready() for router in lab.routers))
            begin = time.monotonic()
            for at, words in self.events:
                time.sleep(max(0.0, begin + at - time.monotonic()))
                self.do(*words)
            time.sleep(max(0.0, begin + self.end - time.monotonic()))
            eventually(lambda: self.told() == wanted, PATIENCE / 2)
            return self.told(), lab.story()

    def open_fifo(self, lab, name):
        path = os.path.join(lab.folder, f"fifo-{name}")
        os.mkfifo(path, 0o600)
        return path, os.open(path, os.O_RDWR | os.O_NONBLOCK)

    def told(self):
        """"NAME V0" or "NAME G" -> states."""
        states = {}
        for name, (_, fd) in self.fifos.items():
            try:
                while some := os.read(fd, 65536):
                    self.heard[name] += some
            except BlockingIOError:
                pass
            for line in self.heard[name].decode().splitlines():
                match = re.fullmatch(rf'(?:INSTANCE|GROUP) "(\w+)" ({STATES}) \d+', line)
                if match:
                    states.setdefault(f"{name} {match[1]}", []).append(match[2])
        return states

    # -- what happens ----------------------------------------------------------------------

    def do(self, what, *words):
        act = {"cut": self.cut, "heal": self.cut, "fault": self.fault, "clear": self.fault}.get(what)
        if act:
            act(what, *words)
            return
        each = {"start": self.start, "stop": lambda name: self.routers[name].stop(),
                "kill": lambda name: self.routers[name].kill_all(),
                "pause": lambda name: self.routers[name].pause(), "resume": lambda name: self.routers[name].pause(False)}
        if what not in each:
            raise NotHere(what)
        # Because: none can be started while another one is. The better one first, what comes between only adds to its lead.
        for name in sorted(words, key=lambda name: -int(self.settings[name]["priority"])):
            each[what](name)

    def start(self, name):
        """The next one does not start before this one has."""
        n = len(self.told().get(f"{name} V0", []))
        self.routers[name].start(self.daemon, self.conf(name, self.fifos[name][0]))
        if "startup_delay" not in self.settings[name]:
            eventually(lambda: len(self.told().get(f"{name} V0", [])) > n)

    def cut(self, what, one, other, *instance):
        if ">" in (one, other):
            raise NotHere("one direction only")
        cables = [int(instance[1])] if instance else None
        for name in (one, other):
            self.routers[name].isolate(what == "cut", cables)

    def fault(self, what, name, *_):
        self.routers[name].cut(what == "fault")


def simulated(tool, path):
    """What the simulator has them tell, as Replay.told() has it."""
    out = subprocess.run([tool, "follow", path], check=True, stdout=subprocess.PIPE, text=True).stdout
    states = {}
    for match in re.finditer(rf"^ *[\d.]+ (\w+) (?:(\d+|group) )?notify ({STATES}) ", out, re.M):
        states.setdefault(f"{match[1]} {'G' if match[2] == 'group' else f'V{match[2] or 0}'}", []).append(match[3])
    return states
