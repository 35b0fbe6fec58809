#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Hosts that do not do what one relies on: processes that stand still, clocks that jump, notices that are lost,
directories that cannot be written to, hardly any descriptors. Each is named in the log, and nothing else comes of it."""
import os
import shutil
import signal
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lab import VIP, Daemon, Lab, NoLab, eventually, ip  # noqa: E402
from tap import BUILD, done, ok, skip  # noqa: E402

PROGRAM = os.environ.get("KEEPALIVED") or os.path.join(BUILD, "keepalived/keepalived")
OURS = Daemon(PROGRAM)
CONF = """
vrrp_instance V {{
    interface eth0
    virtual_router_id 51
    version 3
    priority {priority}
    advert_int 0.2
    promote_secondaries
    virtual_ipaddress {{
        198.51.100.100/24
    }}
}}
"""

# Where the file $JUMP is, it is a year later than it is. Once the file $LOSE is there, what a netlink socket has to tell
# is lost.
SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <linux/netlink.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
#define YEAR (366 * 24 * 3600L)
static long leap(void) { return access(getenv("JUMP"), F_OK) == 0 ? YEAR : 0; }
int clock_gettime(clockid_t clock, struct timespec *at)
{
	static int (*real)(clockid_t, struct timespec *);
	if (!real)
		real = dlsym(RTLD_NEXT, "clock_gettime");
	int r = real(clock, at);
	if (r == 0 && clock == CLOCK_REALTIME)
		at->tv_sec += leap();
	return r;
}
time_t time(time_t *at)
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	if (at)
		*at = now.tv_sec;
	return now.tv_sec;
}
int gettimeofday(struct timeval *restrict at, void *restrict zone)
{
	struct timespec now;
	(void)zone;
	clock_gettime(CLOCK_REALTIME, &now);
	*at = (struct timeval){ now.tv_sec, now.tv_nsec / 1000 };
	return 0;
}
static int is_listener(int fd)
{
	struct sockaddr_nl sa;
	socklen_t len = sizeof(sa);
	return getsockname(fd, (struct sockaddr *)&sa, &len) == 0 && sa.nl_family == AF_NETLINK && sa.nl_groups;
}
ssize_t recvmsg(int fd, struct msghdr *message, int flags)
{
	static ssize_t (*real)(int, struct msghdr *, int);
	char bytes[65536];
	if (!real)
		real = dlsym(RTLD_NEXT, "recvmsg");
	if (access(getenv("LOSE"), F_OK) < 0 || !is_listener(fd))
		return real(fd, message, flags);
	while (recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT) > 0)
		;
	unlink(getenv("LOSE"));
	errno = ENOBUFS;
	return -1;
}
"""


def conf(priority):
    return CONF.format(priority=priority)


def said(router, text):
    return sum(text in line for line in router.said())


def standing_still(lab):
    """The better one's process stops for longer than it takes the other to become MASTER."""
    better, worse = lab.routers
    better.start(OURS, conf(200))
    worse.start(OURS, conf(100))
    ok(lab.is_owned_by(1), "standing still: the better one has the address", lab.story())
    child = better.child()
    os.kill(child, signal.SIGSTOP)
    ok(eventually(lambda: worse.has() and said(worse, "Entering MASTER STATE")), "standing still: the other one takes over",
       lab.story())
    eventually(lambda: False, 1.2)
    os.kill(child, signal.SIGCONT)
    ok(eventually(lambda: said(better, "this process was not run for")), "standing still: it says that it did", lab.story())
    ok(eventually(lambda: said(worse, "Entering BACKUP STATE") == 2) and lab.is_owned_by(1),
       "standing still: in the end the better one has it again", lab.story())
    ok(better.child() == child, "standing still: it is the same process", lab.story())
    ok(better.stop() == 0 and worse.stop() == 0, "standing still: stop", lab.story())


def shim(lab):
    """None if this machine cannot compile."""
    source, library = os.path.join(lab.folder, "shim.c"), os.path.join(lab.folder, "shim.so")
    compiler = shutil.which(os.environ.get("CC", "cc").split()[0])
    with open(source, "w", encoding="utf-8") as f:
        f.write(SHIM)
    if not compiler or subprocess.run([compiler, "-shared", "-fPIC", "-o", library, source, "-ldl"], check=False).returncode:
        return None
    daemon = Daemon(PROGRAM)
    daemon.environment = dict(os.environ, LD_PRELOAD=library, JUMP=os.path.join(lab.folder, "jump"),
                              LOSE=os.path.join(lab.folder, "lose"),
                              ASAN_OPTIONS=f"{os.environ.get('ASAN_OPTIONS', '')}:verify_asan_link_order=0")
    return daemon


def touch(path):
    with open(path, "w", encoding="utf-8"):
        pass


def clock_and_notices(lab):
    daemon = shim(lab)
    if not daemon:
        skip("a clock that jumps, notices that are lost", "no compiler here")
        return
    better, worse = lab.routers
    better.start(daemon, conf(200))
    worse.start(daemon, conf(100))
    ok(lab.is_owned_by(1), "clock: the better one has the address", lab.story())
    eventually(lambda: False, 5.5)  # announcements are repeated once
    before = [len(r.said()) for r in lab.routers]
    touch(daemon.environment["JUMP"])
    eventually(lambda: False, 1)
    ok([len(r.said()) for r in lab.routers] == before and lab.owners() == [1], "clock: a year forward is no news",
       lab.story())
    ip("-n", better.namespace, "address", "delete", f"{VIP}/24", "dev", "eth0")
    ok(eventually(lambda: said(better, "put back")), "clock: lines are written", lab.story())
    with open(better.log, encoding="utf-8") as f:
        years = {int(line.split()[4].rstrip(":")) for line in f if line[:3].isalpha() and line.count(":") > 2}
    ok(len(years) == 2, "clock: in another year", [str(years)])
    os.remove(daemon.environment["JUMP"])
    eventually(lambda: False, 1)
    ok(said(better, "Entering MASTER STATE") == 1 and said(worse, "Entering MASTER STATE") == 0 and lab.owners() == [1],
       "clock: nor is a year back", lab.story())

    touch(daemon.environment["LOSE"])
    ip("-n", better.namespace, "address", "delete", f"{VIP}/24", "dev", "eth0")
    ok(lab.is_owned_by(1), "notices: what was lost is asked for, and the address put back", lab.story())
    ok(not os.path.exists(daemon.environment["LOSE"]), "notices: one was lost")
    ok(said(worse, "Entering MASTER STATE") == 0, "notices: nobody noticed", lab.story())
    ok(better.stop() == 0 and worse.stop() == 0, "notices: stop", lab.story())


def start_so(router, before, text=None):
    """With BEFORE, commands for a shell, in a mount namespace of its own."""
    path = os.path.join(router.lab.folder, "hard.conf")
    with open(path, "w", encoding="utf-8") as f:
        f.write(text or conf(100))
    os.chmod(path, 0o644)
    with open(router.log, "w", encoding="utf-8") as log:
        router.process = subprocess.Popen(  # pylint: disable=consider-using-with
            ["ip", "netns", "exec", router.namespace, "unshare", "-m", "sh", "-c",
             f'mount -t tmpfs -o mode=755 none /run && {before} && exec "$@"', "sh", PROGRAM, "-n", "-l", "-D", "-P",
             "-f", path], stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)


def becomes_master(router):
    return eventually(lambda: said(router, "Entering MASTER STATE") and router.has())


def poor_hosts(lab):
    router = lab.routers[0]

    start_so(router, "mount -o remount,ro /run")
    ok(router.process.wait(20) == 4 and said(router, "Cannot open"), "read-only /run: status 4 and a line", router.said())

    start_so(router, "mount -t tmpfs -o mode=755 none /run && mount -o bind,ro /proc/sys /proc/sys")
    ok(becomes_master(router), "read-only /proc/sys: MASTER all the same", router.said())
    ok(said(router, "promote_secondaries to 1") == 1, "read-only /proc/sys: named once", router.said())
    ok(router.stop() == 0, "read-only /proc/sys: stop", router.said())

    start_so(router, "ulimit -n 64")
    ok(becomes_master(router), "64 descriptors: MASTER", router.said())
    ok(router.stop() == 0, "64 descriptors: stop", router.said())

    start_so(router, "ulimit -n 9")
    ok(eventually(lambda: router.process.poll() is not None or said(router, "Too many open files")),
       "9 descriptors: said", router.said())
    ok(not router.has(), "9 descriptors: no address without somebody behind it", router.said())
    router.kill_all()

    start_so(router, "setpriv --bounding-set -all --inh-caps -all true && set -- setpriv --reuid 65534 --regid 65534 "
             '--clear-groups "$@"')
    ok(router.process.wait(20) == 4 and said(router, "Cannot open"), "not root: status 4 and a line", router.said())


def main():
    try:
        with Lab(2) as lab:
            for scene in (standing_still, clock_and_notices, poor_hosts):
                scene(lab)
                for router in lab.routers:
                    router.kill_all()
                    with open(router.log, "w", encoding="utf-8"):
                        pass
    except NoLab as error:
        skip("hard times", f"no network namespaces here: {error}")
    done()


if __name__ == "__main__":
    main()
