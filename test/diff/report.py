# SPDX-License-Identifier: GPL-2.0-or-later
"""What a comparison prints: TAP, and the counts in its last line."""
import os

SHOWN = int(os.environ.get("SHOWN", 12))  # lines of one difference


class Report:
    """The TAP lines, and the counts of the last one."""

    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def number(self):
        return self.passed + self.failed + self.skipped

    def ok(self, good, name, detail=()):
        detail = list(detail)
        if good:
            self.passed += 1
        else:
            self.failed += 1
        print(f"{'ok' if good else 'not ok'} {self.number()} - {name}")
        self.say(detail)

    def skip(self, name, why, detail=()):
        self.skipped += 1
        print(f"ok {self.number()} - {name} # SKIP {why}")
        self.say(list(detail))

    def say(self, lines):
        for line in lines[:SHOWN]:
            print("#   " + line.encode("utf-8", "backslashreplace").decode())
        if len(lines) > SHOWN:
            print(f"#   and {len(lines) - SHOWN} more")

    def close(self):
        print(f"1..{self.number()}")
        print(f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped")
        return 1 if self.failed else 0
