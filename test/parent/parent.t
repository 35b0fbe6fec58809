#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The parent: starts, watches and ends its children. The vrrp role is one that does as it is told.

Pid files lie in a folder of the test; what needs /run has one of its own, in a mount namespace.
"""
import contextlib
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import BUILD, done, ok, skip

TOOL = os.path.abspath(os.path.join(BUILD, "test/parent/parent_tool"))
PATIENCE = 20  # seconds that anything may take on a busy machine
CONSOLE = re.compile(r"[A-Z][a-z]{2} [A-Z][a-z]{2} [ 1-3]\d \d\d:\d\d:\d\d \d{4}: ")
ONE = """
global_defs {
    dynamic_interfaces
}
vrrp_instance VI_1 {
    interface none0
    virtual_router_id 51
    virtual_ipaddress {
        10.9.0.100
    }
    authentication {
        auth_type PASS
        auth_pass hidden
    }
}
"""


def eventually(question, patience=PATIENCE):
    """The first true answer; the last one when patience ends."""
    end = time.monotonic() + patience
    while not (answer := question()) and time.monotonic() < end:
        time.sleep(0.01)
    return answer


def read(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def comm(pid):
    return read(f"/proc/{pid}/comm").strip()


def is_there(pid):
    """A process that is no zombie."""
    state = re.search(r"^State:\s+(\w)", read(f"/proc/{pid}/status"), re.M)
    return bool(state) and state.group(1) not in "ZX"


def children(pid):
    return [int(word) for word in read(f"/proc/{pid}/task/{pid}/children").split()]


def helper(pid, name):
    return next((child for child in children(pid) if comm(child) == name), None)


class Daemon:
    """One that stays in the foreground; lines are what it says, each with the time when it was heard."""

    def __init__(self, conf, *words, fake="", env=None, wrapper=()):
        self.folder = tempfile.mkdtemp(dir=SCRATCH)
        self.conf = os.path.join(self.folder, "keepalived.conf")
        if conf is not None:
            with open(self.conf, "w", encoding="utf-8") as out:
                out.write(conf)
        self.pid_file = os.path.join(self.folder, "parent.pid")
        self.vrrp_pid_file = os.path.join(self.folder, "role.pid")
        self.lines = []
        paths = [] if wrapper else ["-p", self.pid_file, "-r", self.vrrp_pid_file]
        self.command = [*wrapper, TOOL, "-n", "-l", "-G", "-f", self.conf, *paths, *words]
        self.env = {**os.environ, "FAKE": fake, "FAKE_SCRATCH": self.folder, **(env or {})}
        self.process = subprocess.Popen(self.command, env=self.env, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace")
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stderr:
            self.lines.append((time.monotonic(), line.rstrip("\n")))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.reader.join(PATIENCE)
        self.process.stderr.close()

    def texts(self):
        return [CONSOLE.sub("", line) for _, line in list(self.lines)]

    def find(self, text, nth=1):
        """When the nth line was heard that has TEXT in it; None."""
        times = [when for when, line in list(self.lines) if text in line]
        return times[nth - 1] if len(times) >= nth else None

    def hears(self, text, nth=1):
        return eventually(lambda: self.find(text, nth))

    def role(self):
        return int(read(self.vrrp_pid_file) or 0)

    def other_role(self, *olds):
        return eventually(lambda: self.role() not in (0, *olds) and self.role())

    def signal(self, number):
        self.process.send_signal(number)

    def ends(self):
        """Its status, or None: it does not end."""
        status = None
        with contextlib.suppress(subprocess.TimeoutExpired):
            status = self.process.wait(PATIENCE)
            self.reader.join(PATIENCE)
        return status

    def stops(self):
        """TERM: (status, seconds)."""
        begin = time.monotonic()
        self.signal(signal.SIGTERM)
        status = self.ends()
        return status, time.monotonic() - begin

    def has(self, *wanted):
        """Do lines with these texts stand in that order?"""
        rest = iter(self.texts())
        return all(any(text in line for line in rest) for text in wanted)


def check(daemon, good, name):
    return ok(good, name, daemon.texts())


# -- a life ------------------------------------------------------------------------------------


def look_at_start(d):
    check(d, d.hears("Startup complete"), "it starts")
    check(d, d.has("Starting Keepalived v", "Running on Linux ", f"Command line: '{TOOL}' '-n' '-l' '-G' '-f'",
                   f"Opening file '{d.conf}'.", f"Configuration file {d.conf}",
                   "NOTICE: setting config option max_auto_priority should result in better keepalived performance",
                   "Starting VRRP child process, pid=", "Startup complete"), "the lines of a start, in order")
    check(d, all(CONSOLE.match(line) for _, line in d.lines), "every line has the time in front, and no name")
    role, hand = d.role(), helper(d.process.pid, "ka-hand")
    check(d, d.find(f"Starting VRRP child process, pid={role}"), "the pid file of the role has its pid")
    ok(read(d.pid_file) == f"{d.process.pid}\n", "that of the parent has the parent's", read(d.pid_file))
    ok([stat.S_IMODE(os.stat(path).st_mode) for path in (d.pid_file, d.vrrp_pid_file)] == [0o644, 0o644],
       "everybody may read them")
    ok(comm(role) == comm(d.process.pid), "parent and role have one name", comm(role))
    ok(hand and len(children(d.process.pid)) == 2, "the only other one is the hand", str(children(d.process.pid)))
    check(d, d.find("fake: 1 instances, ") and d.find("a hand"), "the role is born with configuration and hand")
    check(d, not d.find(" 0 bytes of secrets"), "and with the secrets")
    return role, hand


def look_at_second(d):
    before = read(d.pid_file), read(d.vrrp_pid_file)
    for status, env in ((0, {}), (1, {"NOTIFY_SOCKET": os.path.join(d.folder, "none")})):
        second = subprocess.run(d.command, env={**d.env, **env}, stderr=subprocess.PIPE, text=True, check=False)
        ok(second.returncode == status and "daemon is already running" in second.stderr,
           f"a second one says so and ends with {status}{' under a service manager' if env else ''}", second.stderr)
    ok((read(d.pid_file), read(d.vrrp_pid_file)) == before, "the pid files are as they were")


def test_life():
    with Daemon(ONE, "-D") as d:
        role, hand = look_at_start(d)
        look_at_second(d)
        d.signal(signal.SIGHUP)
        check(d, d.hears("A reload is not part of this build yet"), "HUP: a line")
        for number in (signal.SIGUSR1, signal.SIGUSR2, signal.SIGRTMIN + 2, signal.SIGRTMAX - 1):
            d.signal(number)
            check(d, d.hears(f"none is written on signal {int(number)}"), f"signal {int(number)}: a line")
        check(d, d.process.poll() is None and d.role() == role, "and nothing changes")

        status, took = d.stops()
        check(d, status == 0, f"TERM: status {status}")
        check(d, 1 <= took < 4, f"it takes the second that the role wants: {took:.2f} s")
        check(d, d.has("Stopping", "fake: signal 15", "fake: stopped", "CPU usage (self/children) user: ",
                       "Stopped Keepalived v"), "the lines of a stop, in order")
        ok(not os.path.exists(d.pid_file) and not os.path.exists(d.vrrp_pid_file), "the pid files are gone")
        ok(not is_there(role) and not is_there(hand), "and so are the children")


def test_signals():
    with Daemon(ONE, fake="quick") as d:
        d.hears("Startup complete")
        d.signal(signal.SIGINT)
        check(d, d.ends() == 0, "INT ends it")
    with Daemon(ONE, "--ignore-sigint", fake="quick") as d:
        d.hears("Startup complete")
        d.signal(signal.SIGINT)
        d.signal(signal.SIGHUP)
        d.hears("A reload is not")
        check(d, not d.find("Stopping") and d.stops()[0] == 0, "not where that is to be ignored")
    with Daemon(ONE) as d:
        d.hears("Startup complete")
        os.kill(d.role(), signal.SIGTERM)
        d.signal(signal.SIGTERM)
        d.signal(signal.SIGTERM)
        check(d, d.ends() == 0 and not d.find("Respawning"), "TERM to all at once, and twice: no death is reported")
    with Daemon(ONE, fake="deaf") as d:
        d.hears("Startup complete")
        role, hand = d.role(), helper(d.process.pid, "ka-hand")
        d.process.kill()
        d.process.wait()
        check(d, eventually(lambda: not is_there(role) and not is_there(hand)), "all leave when the parent is killed")
        check(d, d.hears("fake: the parent is gone"), "by the end of the channel")


def test_deaf():
    with Daemon("child_wait_time 1\n" + ONE, fake="deaf") as d:
        d.hears("Startup complete")
        status, took = d.stops()
        check(d, d.has("Stopping", "fake: signal 15", "vrrp process failed to die - forcing termination", "Stopped "),
              "who does not stop is made to")
        check(d, status == 0 and 1 <= took < 4, f"after child_wait_time: {took:.2f} s")


# -- deaths ------------------------------------------------------------------------------------


def test_killed():
    with Daemon(ONE, fake="quick") as d:
        d.hears("Startup complete")
        first, old_hand = d.role(), helper(d.process.pid, "ka-hand")
        os.kill(first, signal.SIGKILL)
        d.hears("Starting VRRP child process", 2)
        second = d.other_role(first)
        check(d, d.has(f"pid {first} exited due to signal 9 (Killed) - has rlimit_rttime been exceeded?",
                       f"VRRP child process({first}) died: Respawning",
                       "Restart of VRRP process delayed 0 seconds to limit respawn rate",
                       f"Starting VRRP child process, pid={second}"), "a killed role lives again, at once")
        check(d, eventually(lambda: helper(d.process.pid, "ka-hand") not in (None, old_hand)), "with another hand")
        check(d, d.hears("a hand", 2) or d.hears("another hand"), "which it is given")
        os.kill(second, signal.SIGKILL)
        d.hears("Starting VRRP child process", 3)
        check(d, d.has(f"pid {second} exited due to signal 9 (Killed)",
                       f"VRRP child process({second}) died: Respawning",
                       "Restart of VRRP process delayed 1 seconds to limit respawn rate"), "a second death costs a second")
        pause = d.find("Starting VRRP child process", 3) - d.find("Respawning", 2)
        check(d, 0.9 <= pause < 3, f"which it is: {pause:.2f} s")
        third = d.other_role(second)
        check(d, len([line for line in d.texts() if line == "Startup complete"]) == 1, "the start is complete only once")
        os.kill(third, signal.SIGKILL)
        d.hears("delayed 2 seconds")
        ok(eventually(lambda: not os.path.exists(d.vrrp_pid_file)), "meanwhile there is no pid file of the role")
        status, took = d.stops()
        check(d, status == 0 and took < 1.9, f"stopped while it waits: {took:.2f} s")


def test_hand():
    with Daemon(ONE, fake="quick") as d:
        d.hears("Startup complete")
        old = helper(d.process.pid, "ka-hand")
        os.kill(old, signal.SIGTERM)
        os.kill(old, signal.SIGUSR1)
        time.sleep(0.1)
        check(d, is_there(old), "a hand ignores signals")
        os.kill(old, signal.SIGKILL)
        check(d, d.hears("fake: another hand") and not d.find("that is none"), "a killed hand is replaced")
        check(d, d.hears(f"Hand process({old}) died: Respawning") and d.hears("fake: its hand is gone"), "with a line")
        new = helper(d.process.pid, "ka-hand")
        check(d, new not in (None, old) and d.process.poll() is None and is_there(d.role()), "and nobody else minds")
        check(d, d.stops()[0] == 0 and not is_there(new), "it leaves with its worker")


def test_stuck_hand():
    with Daemon(ONE, fake="stuck quick") as d:
        d.hears("Startup complete")
        old = helper(d.process.pid, "ka-hand")
        os.kill(d.role(), signal.SIGKILL)
        check(d, d.hears("no hand"), "while a hand is stuck the next role begins without one")
        check(d, is_there(old) and helper(d.process.pid, "ka-hand") == old, "and no other is there")
        check(d, d.hears("fake: another hand"), "it is given one later")
        pause = d.find("fake: another hand") - d.find("no hand")
        check(d, 0.9 <= pause < 3 and not is_there(old), f"when the old one is gone: {pause:.2f} s")
        status, took = d.stops()
        check(d, status == 0 and 0.9 <= took < 3, f"a stop takes as long: {took:.2f} s")
        check(d, not d.find("hand process failed to die"), "without a line")


def test_statuses():
    for status, name in ((1, "FATAL"), (2, "CONFIG"), (4, "missing permission")):
        with Daemon(ONE, fake=f"exit={status}") as d:
            got = d.ends()
            check(d, got == status and d.has(f"Keepalived_vrrp exited with permanent error {name}. Terminating",
                                             "Stopping", "Stopped Keepalived"), f"a role that ends with {status} is the end")
            check(d, not d.find("Respawning"), "of all")
    for status in (0, 3, 70):
        with Daemon(ONE, fake=f"once={status} quick") as d:
            check(d, d.hears("Startup complete") and d.has(f"exited with status {status}", "died: Respawning",
                                                           "delayed 0 seconds"), f"after status {status} another one lives")
            check(d, d.stops()[0] == 0, "and stops")
    with Daemon(ONE, fake="abort quick") as d:
        check(d, d.hears("Startup complete") and any(line.endswith("exited due to signal 6 (Aborted)") for line in d.texts()),
              "only a kill has a question behind it")
    with Daemon(ONE, "-R", fake="once=3") as d:
        check(d, d.ends() == 1 and d.has("exited with status 3", "died: Exiting", "Stopping", "Stopped Keepalived"),
              "-R: the first death is the end")


# -- configurations ----------------------------------------------------------------------------


def test_refused():
    with Daemon(None) as d:
        check(d, d.ends() == 6 and d.has(f"Config files missing '{d.conf}'.", "Stopped Keepalived"), "no file: status 6")
    with Daemon("vrrp_instance VI_1 {\n virtual_router_id\n}\n") as d:
        check(d, d.ends() == 2 and not d.find("permanent"), "a missing parameter: status 2")
    with Daemon(ONE.replace("virtual_router_id 51", "")) as d:
        check(d, d.ends() == 2 and d.find("Keepalived_vrrp exited with permanent error CONFIG. Terminating"),
              "an instance without its number: status 2, and the known line")
    with Daemon("unheard_of\n" + ONE, fake="quick") as d:
        check(d, d.hears("Startup complete") and d.find("(Line 1) Unknown keyword 'unheard_of'"),
              "an error is told, and no reason not to start")
    with Daemon("global_defs {\n reload_check_config\n}\nunheard_of\n" + ONE) as d:
        check(d, d.ends() == 2, "with reload_check_config it is one")
    with Daemon(ONE, fake="load=crash") as d:
        check(d, d.ends() == 1 and d.find("The process that reads the configuration has died"), "a loader that dies: status 1")
    with Daemon(ONE, fake="load=hang") as d:
        loader = eventually(lambda: helper(d.process.pid, "ka-loader"))
        status, took = d.stops()
        check(d, status == 0 and took < 5 and d.has("Stopping", "Stopped") and not is_there(loader),
              f"TERM while files are read: {took:.2f} s")
    with Daemon(ONE, "-r", "/proc/none/role.pid") as d:
        check(d, d.ends() == 4 and d.find("pidfile_write : Cannot open /proc/none/role.pid pidfile")
              and not os.path.exists(d.pid_file), "a pid file that cannot be: status 4")


def test_nothing_to_do():
    with Daemon("global_defs {\n}\n") as d:
        check(d, d.hears("Warning - keepalived has no configuration to run"), "no configuration: a line")
        check(d, d.process.poll() is None and not children(d.process.pid), "and a parent without children")
        check(d, d.stops()[0] == 0, "that can be stopped")
    with Daemon(ONE, "-C") as d:
        check(d, d.hears("no configuration to run") and not children(d.process.pid), "-C: no role")
    with Daemon("", "--all", fake="quick") as d:
        check(d, d.hears("Startup complete"), "--all: a role without any instance")
    more = ("virtual_server 10.9.0.100 80 {\n real_server 10.9.0.2 80 {\n}\n}\n"
            "virtual_server 10.9.0.100 81 {\n real_server 10.9.0.2 81 {\n}\n}\nvrrp_script a {\n script /bin/true\n}\n"
            "static_rules {\n from 10.9.1.0/24 table 5\n}\n")
    tracking = ONE.replace("interface none0", "interface none0\n track_script {\n a\n }")
    with Daemon(more + tracking, fake="quick") as d:
        check(d, d.hears("Startup complete") and d.find("virtual_server: not served by this build yet")
              and d.find("vrrp_script: not served by this build yet")
              and d.find("static_rules: not served by this build yet"), "what is not served is told")
        check(d, not d.find("virtual_server: not served", 2), "once")
        check(d, not d.find("bfd_instance: not served"), "what is not wanted is not")


# -- surroundings ------------------------------------------------------------------------------


def test_service_manager():
    path = os.path.join(SCRATCH, "notify")
    env = {"NOTIFY_SOCKET": path}
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(path)
        manager.settimeout(PATIENCE)
        with Daemon(ONE, fake="quick", env=env) as d:
            ready = manager.recv(4096).decode()
            check(d, ready == f"READY=1\nMAINPID={d.process.pid}\n" and d.hears("Startup complete"), "READY, once all are")
            d.stops()
            ok(manager.recv(4096).decode() == "STOPPING=1\n", "STOPPING")
        with Daemon(ONE, fake="exit=4", env=env) as d:
            d.ends()
            said = [manager.recv(4096).decode() for _ in range(2)]
            ok(said == ["ERRNO=1\n", "STOPPING=1\n"], "ERRNO after a permanent error", said)
        with Daemon("", env=env):
            ok(manager.recv(4096).decode().startswith("READY=1\n"), "READY where there is nothing to do")
        manager.settimeout(0.3)
        with Daemon(ONE, fake="silent quick", env=env) as d:
            d.hears("fake: 1 instances")
            early = ""
            with contextlib.suppress(TimeoutError):
                early = manager.recv(4096).decode()
            check(d, early == "" and not d.find("Startup complete"), "no READY before the role says so")


def test_background():
    folder = tempfile.mkdtemp(dir=SCRATCH)
    conf, pid_file, log = (os.path.join(folder, name) for name in ("k.conf", "p.pid", "k.log"))
    with open(conf, "w", encoding="utf-8") as out:
        out.write("unheard_of\n" + ONE.replace("interface none0", "interface none0\n    unheard_of_too"))
    run = subprocess.run([TOOL, "-G", "-D", f"-g{log}", "-f", "k.conf", "-p", "p.pid", "-r", "r.pid"], cwd=folder,
                         env={**os.environ, "FAKE": "quick"}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                         stderr=subprocess.PIPE, check=False)
    pid = int(read(pid_file) or 0)  # at once: it is there before the first process ends
    if not ok(run.returncode == 0 and pid and is_there(pid), f"in the background: status {run.returncode}", read(log)):
        return
    try:
        ok(os.readlink(f"/proc/{pid}/cwd") == "/", "it lives in /")
        ok({os.readlink(f"/proc/{pid}/fd/{fd}") for fd in range(3)} == {"/dev/null"}, "without in- and output")
        ok(os.getsid(pid) not in (pid, os.getsid(0)), "in a session that is neither ours nor led by it")
        ok(eventually(lambda: "Startup complete" in read(log)), "it logs to its file", read(log))
        ok(re.match(r"\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d\.\d{9} \d{4}: Starting Keepalived v", read(log)),
           "in the format of log files", read(log))
        role_log = read(os.path.join(folder, "k_vrrp.log"))
        ok("fake: 1 instances" in role_log, "the role to one of its own", role_log)
        ok("Unknown keyword 'unheard_of'" in read(log) and "Unknown keyword 'unheard_of_too'" in role_log
           and "unheard_of_too" not in read(log), "a finding stands in the log of its owner", read(log) + role_log)
    finally:
        os.kill(pid, signal.SIGTERM)
    ok(eventually(lambda: not is_there(pid)) and "Stopped Keepalived" in read(log), "and stops", read(log))
    ok(not os.path.exists(pid_file), "without its pid file")


def unshared(script):
    return ["unshare", "--user", "--map-root-user", "--mount", "--net", "sh", "-ec",
            f"mount -t tmpfs none /run; {script} exec \"$@\"", "sh"]


def pid_files(parent):
    """All pid files that the parent sees below /run: path -> pid."""
    found = {}
    root = f"/proc/{parent}/root"
    for folder, _, names in os.walk(f"{root}/run"):
        for path in (os.path.join(folder, name) for name in names if name.endswith(".pid")):
            found[path[len(root):]] = int(read(path) or 0)
    return found


PLACES = [  # keywords, options, preparation, suffix of the ident, pid files
    ("", (), "", "", "/run/keepalived.pid", "/run/vrrp.pid"),
    ("use_pid_dir\n", (), "", "", "/run/keepalived/keepalived.pid", "/run/keepalived/vrrp.pid"),
    ("instance X\n", (), "", "_X", "/run/keepalived/keepalived_X.pid", "/run/keepalived/vrrp_X.pid"),
    ("net_namespace N\n", (), "ip netns add N;", "_N", "/run/keepalived/keepalived.pid", "/run/keepalived/vrrp.pid"),
    ("net_namespace M\ninstance X\n", ("-s", "N"), "ip netns add N;", "_N_X", "/run/keepalived/keepalived_X.pid",
     "/run/keepalived/vrrp_X.pid"),
]


def look_at_places(words, options, script, suffix, parent_file, role_file):
    name = (words.replace("\n", " ") + " ".join(options)).strip() or "nothing given"
    with Daemon(words + ONE, *options, fake="quick", wrapper=unshared(script)) as d:
        if not check(d, d.hears("Startup complete"), f"{name}: it starts"):
            return
        root = f"/proc/{d.process.pid}/root"
        found = pid_files(d.process.pid)
        ok(found.get(parent_file) == d.process.pid and comm(found.get(role_file, 0)) == comm(d.process.pid),
           f"{name}: {parent_file}, {role_file}", str(found))
        said = [line for line in d.texts() if line.startswith("Changing syslog ident to ")]
        ok(said == ([f"Changing syslog ident to Keepalived{suffix}"] if suffix else []), f"{name}: the ident", said)
        if script:
            ok(os.stat(f"/proc/{d.process.pid}/ns/net").st_ino == os.stat(f"{root}/run/netns/N").st_ino,
               f"{name}: it lives in that namespace")
        run = os.open(f"{root}/run", os.O_RDONLY)
        check(d, d.stops()[0] == 0, f"{name}: it stops")
        left = os.listdir(run)
        os.close(run)
        ok(not [entry for entry in left if entry.endswith(".pid")] and (script or "keepalived" not in left),
           f"{name}: nothing is left", str(left))


def test_places():
    if subprocess.run([*unshared("ip netns add N;"), "true"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                      check=False).returncode:
        skip("pid files in /run", "no private /run to be had")
        return
    for place in PLACES:
        look_at_places(*place)
    with Daemon("net_namespace gone\n" + ONE, wrapper=unshared("")) as d:
        check(d, d.ends() == 1 and d.has("Failed to open /run/netns/gone",
                                         "Unable to set network namespace gone - exiting"), "a namespace that is not there")


with tempfile.TemporaryDirectory() as SCRATCH:
    for test in (test_life, test_signals, test_deaf, test_killed, test_hand, test_stuck_hand, test_statuses,
                 test_refused, test_nothing_to_do, test_service_manager, test_background, test_places):
        test()
done()
