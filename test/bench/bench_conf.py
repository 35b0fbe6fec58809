#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What reading a configuration costs, beside the packaged keepalived in the same run.

Runs "keepalived -t" of both on generated configurations, in a network namespace of its own, and
compares with the budgets: CPU time (user and system) and peak memory as ratios to the packaged
one's; growth as the exponent of CPU time with size, after what an empty configuration costs was
taken off; the time that another process needs to map the finished image and visit its pages. The
best of several runs counts, and while a budget is missed there are more of them, within limits.
The last line is "N passed, N failed, N skipped"; status 1 if anything failed.
"""
import argparse
import math
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import shapes  # noqa: E402
from table import Table  # noqa: E402

LONGEST_RUN = 40      # seconds of CPU time
ROUNDS = 5            # of ours
MOST_ROUNDS = 25      # while a budget is missed
THEIR_SECONDS = 2.0   # the packaged one runs once, and as often as it takes no longer than this
MOST_SECONDS = 150    # after which there are no more rounds, and
LAST_SECONDS = 180    # no more budgets
MOST_MS_TO_MAP = 20


@dataclass
class Budget:
    name: str
    shape: object
    small: int
    large: int
    exponent: float = 1.05
    cpu: float = 0.0         # ratios to the packaged one's; 0: none
    memory: float = 0.0
    is_mapped: bool = False  # mapping the image of the large one is measured too


BUDGETS = (
    Budget("virtual servers x 4, TCP_CHECK", shapes.servers, 2500, 10000, cpu=0.7, memory=1.5, is_mapped=True),
    Budget("vrrp_instances", shapes.instances, 4000, 16000, memory=1.3),
    Budget("vrrp_instances in sync groups", shapes.groups, 4000, 16000, memory=1.3),
    Budget("vrrp_instances with scripts", shapes.scripts, 4000, 16000, memory=1.3, is_mapped=True),
    Budget("$NAME=value definitions", shapes.definitions, 2000, 8000),
)


# -- runs --------------------------------------------------------------------------------------


class Broken(Exception):
    """A run did not come to a good end; says how."""


@dataclass
class Program:
    path: str
    libraries: str = ""

    def environment(self):
        return {**os.environ, "LC_ALL": "C", **({"LD_LIBRARY_PATH": self.libraries} if self.libraries else {})}


@dataclass
class Cost:
    """The best of several runs."""
    cpu: float = math.inf    # seconds
    memory: float = math.inf  # MB at the peak
    total: float = 0.0       # CPU seconds of all of them

    def measure(self, program, conf):
        """One run more."""
        child = subprocess.Popen([program.path, "-t", "-f", conf], env=program.environment(),
                                 stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        resource.prlimit(child.pid, resource.RLIMIT_CPU, (LONGEST_RUN, LONGEST_RUN))
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise Broken(f"{program.path}: {ending(child.returncode)}")
        cpu = usage.ru_utime + usage.ru_stime
        self.cpu = min(self.cpu, cpu)
        self.memory = min(self.memory, usage.ru_maxrss / 1024)
        self.total += cpu


def ending(status):
    return f"signal {-status}" if status < 0 else f"status {status}"


def own_memory():
    """MB. A child counts as having been this large, since it was a copy of us once."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class Series:
    """The costs of one program with nothing, the small and the large configuration of a budget."""

    def __init__(self, program, confs, sizes):
        self.program, self.confs, self.sizes = program, confs, sizes
        self.costs = [Cost() for _ in confs]

    def measure(self):
        for cost, conf in zip(self.costs, self.confs):
            cost.measure(self.program, conf)

    def spent(self):
        return sum(cost.total for cost in self.costs)

    def large(self):
        return self.costs[-1]

    def exponent(self):
        nothing, small, large = (cost.cpu for cost in self.costs)
        return math.log(max(large - nothing, 1e-6) / max(small - nothing, 1e-6)) / \
            math.log(self.sizes[1] / self.sizes[0])


def ms_to_map(tool, conf):
    said = subprocess.run([tool, "map", conf], stdout=subprocess.PIPE, check=False, text=True)
    found = re.match(r"mapped \d+ bytes in (\d+) us", said.stdout)
    if not found:
        raise Broken(f"{tool} map: {ending(said.returncode)} {said.stdout.strip()}")
    return int(found[1]) / 1000


# -- table -------------------------------------------------------------------------------------


# -- budgets -----------------------------------------------------------------------------------


def is_met(budget, ours, theirs):
    if ours.exponent() > budget.exponent:
        return False
    return not (budget.cpu and theirs) or ours.large().cpu <= budget.cpu * theirs.large().cpu


def measure_theirs(theirs):
    """Why there are no figures of the packaged one; empty if there are."""
    try:
        theirs.measure()
        while theirs.spent() < THEIR_SECONDS / 2:
            theirs.measure()
    except Broken as reason:
        return f"the packaged one ends with {str(reason).rsplit(': ', 1)[-1]}"
    return ""


def measure(budget, ours, theirs, table, deadline):
    why_not = "no packaged keepalived"
    if theirs:
        why_not = measure_theirs(theirs)
        theirs = None if why_not else theirs
    for done in range(MOST_ROUNDS):
        ours.measure()
        if done + 1 >= ROUNDS and (is_met(budget, ours, theirs) or time.monotonic() > deadline):
            break

    name = f"{budget.large} {budget.name}"
    ours_cpu, their_cpu = ours.large().cpu * 1000, theirs and theirs.large().cpu * 1000
    if budget.cpu:
        table.compare(f"{name}: CPU", "ms", ours_cpu, their_cpu, budget.cpu, why_not)
    if budget.memory and ours.large().memory <= own_memory():
        table.skip(f"{name}: memory", f"less than the {own_memory():.0f} MB of this program")
    elif budget.memory:
        table.compare(f"{name}: memory", "MB", ours.large().memory, theirs and theirs.large().memory,
                      budget.memory, why_not)
    table.judge(f"{budget.small} to {name}: exponent", f"{ours.exponent():.2f}",
                f"{theirs.exponent():.2f}" if theirs else "", ours.exponent(), budget.exponent)
    if not budget.cpu:
        table.line("", f"{ours_cpu:.1f} ms", f"{their_cpu:.1f} ms" if theirs else "",
                   f"{ours_cpu / their_cpu:.2f}" if theirs else "", "", "")


def write(folder, budget):
    """Nothing, the small and the large configuration."""
    paths = []
    for shape, n in ((shapes.empty, 0), (budget.shape, budget.small), (budget.shape, budget.large)):
        paths.append(os.path.join(folder, f"{shape.__name__}-{n}.conf"))
        with open(paths[-1], "w", encoding="ascii") as conf:
            conf.writelines(shape(n))
        os.chmod(paths[-1], 0o644)
    return paths


def measure_all(options, table):
    began = time.monotonic()
    ours = Program(options.ours)
    theirs = Program(os.path.join(options.peers, "keepalived"), os.path.join(options.peers, "lib"))
    for budget in BUDGETS:
        if time.monotonic() > began + LAST_SECONDS:
            table.skip(budget.name, "out of time")
            continue
        with tempfile.TemporaryDirectory() as folder:
            confs, sizes = write(folder, budget), (budget.small, budget.large)
            try:
                measure(budget, Series(ours, confs, sizes),
                        Series(theirs, confs, sizes) if os.access(theirs.path, os.X_OK) else None, table,
                        began + MOST_SECONDS)
                if budget.is_mapped:
                    took = min(ms_to_map(options.image_tool, confs[-1]) for _ in range(ROUNDS))
                    table.judge(f"{budget.large} {budget.name}: mapping", f"{took:.1f} ms", "", took,
                                MOST_MS_TO_MAP)
            except Broken as reason:
                table.fail(budget.name, reason)


# -- where it runs -----------------------------------------------------------------------------


def is_sanitized(program):
    with open(program, "rb") as text:
        return b"__asan_init" in text.read()


def enter_namespace():
    """Start over in a network namespace that is ours; the second time, make the interfaces."""
    if "--inside" not in sys.argv:
        space = ["unshare", "--net"]
        if subprocess.run([*space, "true"], stderr=subprocess.DEVNULL, check=False).returncode == 0:
            os.execvp(space[0], [*space, sys.executable, os.path.abspath(__file__), *sys.argv[1:], "--inside"])
        return False
    largest = max(budget.large for budget in BUDGETS)
    lines = "".join(f"link add {name} type bridge\nlink set {name} up\n" for name in shapes.interfaces(largest))
    subprocess.run(["ip", "-batch", "-"], input=lines, text=True, check=True)
    return True


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--ours", required=True, help="our keepalived")
    words.add_argument("--image-tool", required=True, help="the program of test/image")
    words.add_argument("--peers", required=True, help="folder that tools/peers made")
    words.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = words.parse_args()

    is_usable = not is_sanitized(options.ours)
    has_space = is_usable and enter_namespace()
    table = Table()
    if has_space:
        measure_all(options, table)
    else:
        for budget in BUDGETS:
            table.skip(budget.name, "no network namespace of its own here, which needs root" if is_usable else
                       "a build with sanitizers: its figures say nothing")
    return table.close()


if __name__ == "__main__":
    sys.exit(main())
