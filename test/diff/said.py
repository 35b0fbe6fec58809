# SPDX-License-Identifier: GPL-2.0-or-later
"""What a run said, made comparable: without what is never the same twice, and with what has an order.

Lines of an act become items for compare.py. How often a line came counts, except where that depends on how
long the act took. Of the lines that have an order, each pair of neighbours that the other side has the other
way round is an item as well.
"""
import re

from compare import Item

CHANGES = [(re.compile(p), r) for p, r in (
    (r"^\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}: ", ""),
    (r"\bKeepalived v\S+(?: \([^)]*\))?.*", "Keepalived vVERSION"),
    (r"^(Running on) .*", r"\1 KERNEL"),
    (r"^(Command line:) '[^']*/keepalived'", r"\1 'PROGRAM'"),
    (r"\bfe80::[0-9a-f]{1,4}:[0-9a-f:]+", "LINK-LOCAL"),
    (r"\bpid=\d+", "pid=PID"),
    (r"\b(pid|process)( ?\(?)\d+\b", r"\1\2PID"),
    (r"\bifindex\( *\d+\)", "ifindex(N)"),
    (r"\bfd\(\d+,\d+\)", "fd(N,N)"),
    (r"\d+\.\d{6}", "SECONDS"),
    (r"/tmp/lab\.\w+/r\d+\.conf", "CONF"),
    (r"/tmp/lab\.\w+/", "FOLDER/"),
)]
CONTINUED = re.compile(r"(?:\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}: )? {14}('.*)")
NOISE = re.compile(r"the kernel has not answered in time")  # others may hold it up, which is not what is compared
COUNTLESS = re.compile(r".*(discarding|forcing new election)$")
ORDERED = re.compile(r"\(\w+\) (Entering|entering|Receive advertisement timeout|sent 0 priority|setting|removing|Master received|"
                     r"Backup received|adopted|Sending/queueing)|VRRP_Group|INSTANCE|GROUP")


def whole(lines):
    """A long command line is one line, however many the log has made of it."""
    joined = []
    for line in lines:
        rest = CONTINUED.match(line)
        if rest and joined:
            joined[-1] += f" {rest[1]}"
        else:
            joined.append(line)
    return joined


def normal(line):
    for pattern, replacement in CHANGES:
        line = pattern.sub(replacement, line)
    return line


def counted(lines):
    """Each line once, with its number if that says anything."""
    for line in dict.fromkeys(lines):
        n = lines.count(line)
        yield line if n == 1 or COUNTLESS.match(line) else f"{line} ({n} times)"


def swapped(mine, others):
    """Neighbours among the ordered lines of both that the others have the other way round."""
    common = [line for line in dict.fromkeys(mine) if ORDERED.match(line) and line in others]
    return [f"{a}, then {b}" for a, b in zip(common, common[1:]) if others.index(a) > others.index(b)]


def items(act, source, mine, others):
    """The items of MINE, the lines of a source in an act, beside those of the other side."""
    place = act if source == "log" else f"{act}, {source}"
    mine, others = [[normal(line) for line in whole(lines) if not NOISE.match(line)] for lines in (mine, others)]
    return [Item(place, line) for line in [*counted(mine), *(swapped(mine, others) if source != "script" else [])]]
