#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Programs that are told of states: what, in which order, as whom; and what becomes of those that do not behave.
One router, alone, so that it is MASTER after a moment."""
import grp
import os
import pwd
import signal
import stat
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lab import Daemon, Lab, NoLab, eventually  # noqa: E402
from tap import BUILD, done, ok, skip  # noqa: E402

OURS = Daemon(os.environ.get("KEEPALIVED") or os.path.join(BUILD, "keepalived/keepalived"))

TELL = """#!/bin/sh
echo "$@ [$(id -u) $(id -g)]" >> {out}
"""

CONF = """
global_defs {{
    script_user root
    {defs}
}}
vrrp_instance V {{
    interface eth0
    virtual_router_id 51
    version 3
    priority 100
    advert_int {interval}
    virtual_ipaddress {{
        198.51.100.100/24
    }}
    {instance}
}}
vrrp_instance W {{
    interface eth0
    virtual_router_id 52
    version 3
    priority 90
    advert_int {interval}
    virtual_ipaddress {{
        198.51.100.200/24
    }}
}}
vrrp_sync_group G {{
    group {{
        V
        W
    }}
    {group}
}}
"""


class Stage:
    """A router with a script "tell", which writes down what it was told, and others."""

    def __init__(self, lab):
        self.router = lab.routers[0]
        self.folder = lab.folder
        self.out = self.path("out")

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as f:
            f.write(text)
        os.chmod(self.path(name), 0o755)
        return self.path(name)

    def start(self, defs="", instance="", group="", interval="0.1"):
        with open(self.out, "w", encoding="utf-8"):
            pass
        os.chmod(self.out, 0o666)
        with open(self.router.log, "w", encoding="utf-8"):
            pass
        self.tell = self.write("tell", TELL.format(out=self.out))
        self.router.start(OURS, CONF.format(defs=defs.format(s=self), instance=instance.format(s=self),
                                            group=group.format(s=self), interval=interval))

    def told(self):
        with open(self.out, encoding="utf-8") as f:
            return f.read().splitlines()

    def has_told(self, *lines):
        return eventually(lambda: all(line in self.told() for line in lines))

    def is_master(self):
        return eventually(lambda: "(V) Entering MASTER STATE" in self.router.said())

    def helper(self, name="ka-runner"):
        return next((pid for pid in self.router.pids() if self.router.name(pid) == name), None)


def in_order(lines, *wanted):
    places = [lines.index(line) for line in wanted if line in lines]
    return len(places) == len(wanted) and places == sorted(places)


def arguments(stage):
    nobody, group = pwd.getpwnam("nobody"), grp.getgrgid(pwd.getpwnam("nobody").pw_gid).gr_name
    stage.tell = stage.path("tell")
    stage.start(instance=f'notify_master "{{s.tell}} one two"\nnotify "{{s.tell}} all" nobody {group}\n'
                         'notify_stop "{s.tell} stop"',
                group='notify "{s.tell} group"\nnotify_backup "{s.tell} group backup"')
    them = f"[{nobody.pw_uid} {nobody.pw_gid}]"
    ok(stage.has_told("one two [0 0]", f"all INSTANCE V MASTER 100 {them}", f"all INSTANCE V BACKUP 100 {them}",
                      "group backup [0 0]", "group GROUP G BACKUP 0 [0 0]", "group GROUP G MASTER 0 [0 0]"),
       "scripts are told what the configuration says, the general ones four words more, as their users", stage.told())
    ok(in_order(stage.told(), f"all INSTANCE V BACKUP 100 {them}", "one two [0 0]", f"all INSTANCE V MASTER 100 {them}"),
       "those of an instance one after the other, the specific one first", stage.told())
    begin = time.monotonic()
    ok(stage.router.stop() == 0, "and it stops", stage.router.said())
    took = time.monotonic() - begin
    ok(1.0 <= took < 3, f"in about a second: {took:.2f}")
    ok(stage.has_told("stop [0 0]", f"all INSTANCE V STOP 100 {them}", "group GROUP G STOP 0 [0 0]"),
       "the scripts of the stop were run", stage.told())
    ok(not stage.router.pids(), "nothing is left")


def fifos(stage):
    reader = stage.write("reader", f"""#!/bin/sh
trap 'echo "term" >> {stage.out}; exit 0' TERM
while read line; do echo "got $line" >> {stage.out}; done < "$2"
""")
    f, g = stage.path("f"), stage.path("g")
    stage.start(defs=f'notify_fifo {f} nobody\nvrrp_notify_fifo {g}\nvrrp_notify_fifo_script "{reader} x"')
    got = [f'got {line}' for line in ('INSTANCE "V" MASTER 100', 'INSTANCE "W" MASTER 90', 'GROUP "G" MASTER 0')]
    ok(stage.has_told(*got), "the script of a FIFO is given it, and reads from it", stage.told())
    ok(stage.told().index(got[2]) > max(stage.told().index(got[0]), stage.told().index(got[1])),
       "the group after its members", stage.told())
    of_f = os.stat(f)
    ok(stat.S_ISFIFO(of_f.st_mode) and of_f.st_mode & 0o777 == 0o600 and of_f.st_uid == pwd.getpwnam("nobody").pw_uid,
       "a FIFO has the configured owner, and rights by the umask")
    os.kill(stage.router.child(), signal.SIGKILL)
    ok(eventually(lambda: stage.told().count('got INSTANCE "V" BACKUP 100') == 2), "it outlives the process that writes",
       stage.told())
    with open(f, "rb", buffering=0) as held:
        os.set_blocking(held.fileno(), False)
        text = held.read(65536).decode()
    ok('INSTANCE "V" MASTER 100\n' in text and 'GROUP "G" MASTER 0\n' in text, "what nobody has read is still there", text)
    os.kill(stage.helper(), signal.SIGKILL)
    ok(eventually(lambda: stage.helper() is not None and stage.told().count("term") == 1),
       "with the process that runs programs the script ends, and another one begins", stage.told())
    ok(eventually(lambda: stage.router.said().count("(V) Entering MASTER STATE") == 2) and stage.router.stop() == 0, "stop",
       stage.router.said())
    ok(in_order(stage.told(), 'got INSTANCE "V" STOP 100', 'got GROUP "G" STOP 0') and stage.told()[-1] == "term",
       "the last lines come before the end of the script", stage.told())
    ok(not os.path.exists(f) and not os.path.exists(g), "FIFOs that were made are gone")


def strange_fifos(stage):
    plain, kept = stage.write("plain", "text"), stage.path("kept")
    os.mkfifo(kept)
    stage.start(defs=f"notify_fifo {plain}\nvrrp_notify_fifo {kept}")
    ok(stage.is_master() and f"notify fifo {plain} is not a fifo we own - not using" in stage.router.said(),
       "a file is no FIFO", stage.router.said())
    ok(stage.router.stop() == 0 and os.path.exists(kept), "a FIFO that was there stays", stage.router.said())
    with open(plain, encoding="utf-8") as f:
        ok(f.read() == "text", "the file is as it was")


def full_fifo(stage):
    flap = "notify_priority_changes"
    stage.start(defs=f"notify_fifo {stage.path('full')}", instance=flap)
    ok(stage.is_master(), "MASTER", stage.router.said())
    fd = os.open(stage.path("full"), os.O_RDWR | os.O_NONBLOCK)
    try:
        while True:
            os.write(fd, b"x" * 4096)
    except BlockingIOError:
        pass
    router = stage.router
    router.cut()
    ok(eventually(lambda: "(V) Entering FAULT STATE" in router.said()), "a full FIFO stops nobody", router.said())
    router.cut(False)
    ok(eventually(lambda: router.said().count("(V) Entering MASTER STATE") == 2) and router.stop() == 0, "MASTER again, stop",
       router.said())
    os.close(fd)
    ok(sum("lines are lost" in line for line in router.said()) == 1, "and is named once", router.said())


def ugly(stage):
    """One that ignores TERM and lasts, one that goes on in the background, one that floods, one that is not there."""
    deaf = stage.write("deaf", f"#!/bin/sh\ntrap '' TERM\necho deaf >> {stage.out}\nwhile :; do sleep 1; done\n")
    ghost = stage.write("ghost", f"#!/bin/sh\nsetsid sh -c 'sleep 2; echo ghost >> {stage.out}' &\n")
    flood = stage.write("flood", "#!/bin/sh\nhead -c 50000000 /dev/zero\nhead -c 50000000 /dev/zero >&2\n"
                        f"echo flooded >> {stage.out}\n")
    gone = stage.write("gone", f"#!{stage.path('no-such-shell')}\n")
    stage.start(instance=f'notify_backup "{ghost}"\nnotify_master "{deaf}"\nnotify_stop "{deaf}"\nnotify "{flood}"',
                group=f'notify_master "{gone}"\nnotify_backup "{flood}"')
    ok(stage.has_told("deaf", "flooded", "ghost"), "each is run, and is in nobody's way", stage.told())
    ok(eventually(lambda: any(line.startswith(f"(G) cannot run {gone}") for line in stage.router.said())),
       "one that cannot be run is named", stage.router.said())
    ok(stage.router.has(), "the address is where it was")
    begin = time.monotonic()
    ok(stage.router.stop() == 0, "stop", stage.router.said())
    took = time.monotonic() - begin
    ok(took < 3, f"who does not listen does not hold it up: {took:.2f} s")
    ok(eventually(lambda: not stage.router.pids()), "nobody is left", stage.router.pids())


def at_start_and_end(stage):
    stage.start(defs='startup_script "{s.tell} up"\nshutdown_script "{s.tell} down"')
    ok(stage.is_master() and stage.told() == ["up [0 0]"], "the startup script", stage.told())
    ok(stage.router.stop() == 0 and stage.told() == ["up [0 0]", "down [0 0]"], "the shutdown script", stage.told())

    slow = stage.write("slow", f"#!/bin/sh\ntrap 'echo term >> {stage.out}; exit 1' TERM\nwhile :; do sleep 0.1; done\n")
    stage.start(defs=f'startup_script "{slow}"\nstartup_script_timeout 1\nshutdown_script "{slow}"\n'
                     'shutdown_script_timeout 1')
    ok(stage.is_master() and "startup script timed out" in stage.router.said() and stage.has_told("term"),
       "one that takes too long is ended, and the start goes on", stage.router.said())
    ok(stage.router.stop() == 0 and "shutdown script timed out" in stage.router.said(), "at the end, too",
       stage.router.said())

    stage.start(defs=f'startup_script "{slow}"\nshutdown_script "{stage.path("tell")} down"')
    ok(eventually(lambda: any("Running startup script" in line for line in stage.router.said())), "while it runs",
       stage.router.said())
    ok(stage.router.stop() == 0 and "down [0 0]" in stage.told(), "the daemon can be stopped", stage.router.said())
    ok(not any("Starting VRRP" in line for line in stage.router.said()), "before anything was begun", stage.router.said())

    stage.start(defs=f'startup_script "{slow}"')
    eventually(lambda: any("Running startup script" in line for line in stage.router.said()))
    os.kill(stage.helper(), signal.SIGKILL)
    ok(stage.is_master(), "the death of the process that runs it does not hold up the start", stage.router.said())
    ok(stage.router.stop() == 0, "stop", stage.router.said())


def stuck_kernel(stage):
    """The process that waits for the kernel comes back no more: a stop is told of all the same."""
    stage.start(defs=f"vrrp_notify_fifo {stage.path('stuck')}", instance='notify "{s.tell} all"')
    ok(stage.has_told("all INSTANCE V MASTER 100 [0 0]"), "MASTER", stage.told())
    with open(stage.path("stuck"), "rb", buffering=0) as fifo:
        os.kill(stage.helper("ka-hand"), signal.SIGSTOP)
        stage.router.stop()
        ok(any("has not answered in time" in line for line in stage.router.said()), "the kernel does not answer",
           stage.router.said())
        ok(stage.has_told("all INSTANCE V STOP 100 [0 0]"), "STOP is told to scripts all the same", stage.told())
        os.set_blocking(fifo.fileno(), False)
        ok(b'INSTANCE "V" STOP 100\nINSTANCE "W" STOP 90\nGROUP "G" STOP 0\n' in fifo.read(65536), "and to FIFOs")


def loss_of_runner(stage):
    stage.start(instance='notify "{s.tell} all"')
    ok(stage.has_told("all INSTANCE V MASTER 100 [0 0]"), "MASTER", stage.told())
    os.kill(stage.helper(), signal.SIGSTOP)
    stage.router.cut()
    eventually(lambda: "(V) Entering FAULT STATE" in stage.router.said())
    os.kill(stage.helper(), signal.SIGKILL)
    ok(stage.has_told("all INSTANCE V FAULT 100 [0 0]"), "what a dead runner had not read is run by the next one",
       stage.told() + stage.router.said())
    stage.router.cut(False)
    stage.is_master()
    os.kill(stage.router.process.pid, signal.SIGKILL)
    stage.router.process.wait()
    ok(eventually(lambda: not stage.router.pids()), "without the parent everybody leaves", stage.router.pids())


def main():
    try:
        with Lab(1) as lab:
            for scene in (arguments, fifos, strange_fifos, full_fifo, ugly, at_start_and_end, stuck_kernel,
                          loss_of_runner):
                scene(Stage(lab))
                lab.routers[0].kill_all()
    except NoLab as error:
        skip("scripts", f"no network namespaces here: {error}")
    done()


if __name__ == "__main__":
    main()
