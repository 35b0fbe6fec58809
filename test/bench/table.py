# SPDX-License-Identifier: GPL-2.0-or-later
"""What benchmarks print."""


class Table:
    """One line for each figure, with its budget; the last line counts."""

    def __init__(self):
        self.passed = self.failed = self.skipped = 0
        print(f"{'':52}{'ours':>10}{'packaged':>10}{'ratio':>8}{'budget':>9}")

    def line(self, what, ours, theirs, ratio, budget, verdict):
        print(f"{what:52}{ours:>10}{theirs:>10}{ratio:>8}{budget:>9}  {verdict}", flush=True)

    def judge(self, what, ours, theirs, figure, budget, ratio=""):
        good = figure <= budget
        self.passed += good
        self.failed += not good
        self.line(what, ours, theirs, ratio, f"<= {budget:g}", "PASS" if good else "FAIL")

    def compare(self, what, unit, ours, theirs, budget, why_not):
        """Ratio to the packaged one; without it, WHY_NOT."""
        if theirs is None:
            self.skip(what, why_not, f"{ours:.1f} {unit}")
            return
        ratio = ours / theirs
        self.judge(what, f"{ours:.1f} {unit}", f"{theirs:.1f} {unit}", ratio, budget, f"{ratio:.2f}")

    def skip(self, what, why, ours=""):
        self.skipped += 1
        self.line(what, ours, "", "", "", f"skipped: {why}")

    def fail(self, what, why):
        self.failed += 1
        self.line(what, "", "", "", "", f"FAIL: {why}")

    def close(self):
        print(f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped")
        return 1 if self.failed else 0
