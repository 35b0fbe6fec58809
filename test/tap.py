# SPDX-License-Identifier: GPL-2.0-or-later
"""TAP for the test scripts written in Python: ok(), skip(), and done() at the end."""
import os
import sys

ROOT = os.environ.get("top_srcdir") or os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.environ.get("top_builddir") or ROOT

_count = 0
_failed = 0


def ok(good, name, detail=""):
    """One result; DETAIL (text or lines) is shown when it is bad."""
    global _count, _failed
    _count += 1
    print(f"{'ok' if good else 'not ok'} {_count} - {name}")
    if not good:
        _failed += 1
        lines = detail.splitlines() if isinstance(detail, str) else detail
        for line in lines:
            print(f"# {line}")
    sys.stdout.flush()
    return good


def skip(name, why):
    global _count
    _count += 1
    print(f"ok {_count} - {name} # SKIP {why}")


def done():
    """The plan; ends the program."""
    print(f"1..{_count}")
    sys.exit(0)
