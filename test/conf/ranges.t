#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the rows promise about values: limits are taken, what is beyond them is found and handled.

A row is tried in the canonical text of a good file that contains its keyword, with one value changed. What
a bad value leads to is the canonical text of the same file with what the row says in place of the value.
"""
import functools
import glob
import json
import os
import re
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from conf_text import HERE, read, tool
from tap import done, ok, skip

NO_NUMBER = "nonsense"
YES, NO = ("true", "on", "yes"), ("false", "off", "no")
MOST_HOSTS = 12
FEWEST = 300  # rows; fewer are a mistake of the test

# What functions do about bad values, where a row cannot say it.
DROPPED = {"below": "drop", "above": "drop", "text": "drop"}
CLAMPED = {"below": "clamp", "above": "clamp"}
CUT = {"below": "drop", "above": "clamp", "text": "drop"}
POLICIES = {
    r"global_defs/(vrrp|checker|bfd)_rt_priority": CLAMPED,
    r"vrrp_script/weight": {"below": "keep", "above": "keep", "text": "keep"},  # 0 is what it was
    r"global_defs/smtp_server/.*": DROPPED,
    r".*_routes/(rtt|rttvar|rto_min)": CUT,
    r".*_routes/[^/]*": DROPPED,
    r".*_rules/[^/]*": DROPPED,
}

# How a value is written, where it is more than a number.
FORMS = {r".*_rules/(uidrange|sport|dport)": "{}-{}"}

# Limits that other keywords narrow.
LIMITS = {
    r".*_rules/goto": ["1", "4294967295"],  # beyond its preference
    r"virtual_server/hysteresis": ["0", "4294967294"],  # below the quorum
}

# Good values that become others, or none, and nothing is said.
SHOWN = {
    r"global_defs/.*_rlimit_rt+ime": {"1": "2"},
    r"bfd_instance/max_hops": {"-1": "255"},
    r"global_defs/lvs_timeouts/.*": {"0": None},  # as if it were not there
}

# Words in values, with ranges of their own.
OPTIONS = [
    *({"path": f"global_defs/lvs_timeouts/{word}", "max": 2678400} for word in ("tcp", "tcpfin", "udp")),
    {"path": "global_defs/lvs_sync_daemon/id", "max": 255},
    {"path": "global_defs/lvs_sync_daemon/maxlen", "min": 1, "max": 65507},
    {"path": "global_defs/lvs_sync_daemon/port", "min": 1, "max": 65535},
    {"path": "global_defs/lvs_sync_daemon/ttl", "min": 1, "max": 255},
    {"path": "global_defs/smtp_server/192.0.2.1", "min": 1, "max": 65535},
    {"path": "vrrp_instance/garp_extra_if/all", "max": 86400},
]

# Rows whose values are not tried, with the reason.
OTHERS = {
    "global_defs/smtp_server": "a name; its port is tried",
    "global_defs/child_wait_time": "the same as at the top level",
    "global_defs/lvs_timeouts": "its options are tried",
    "vrrp_instance/virtual_routes/features": "the name of a flag",
    "static_routes/features": "the name of a flag",
    "vrrp_track_file/weight": "another name of track_file",
}


def special(row, table, default):
    """What a table says of a row."""
    for pattern, what in table.items():
        if re.fullmatch(pattern, row.path):
            return what
    return default


# -- texts ---------------------------------------------------------------------------------------


class Host:
    """A keyword, with its value behind it, in a canonical text."""

    def __init__(self, name, lines, number, words, at, is_whole):
        self.name, self.lines, self.number, self.words, self.at = name, lines, number, words, at
        self.is_whole = is_whole  # keyword and value are all there is in the line

    def __str__(self):
        return f"{self.name}:{self.number}"

    def value(self):
        return self.words[self.at + 1]

    def is_simple(self, names):
        """Nothing behind the value belongs to it as well."""
        rest = self.words[self.at + 2:]
        return not rest or (not self.is_whole and rest[0] in names)

    def edited(self, words):
        """The text with other words in that line; None: without the line."""
        lines = list(self.lines)
        lines[self.number - 1:self.number] = [] if words is None else [" ".join(words)]
        return "\n".join(lines) + "\n"

    def renamed(self, keyword):
        words = list(self.words)
        words[self.at] = keyword
        return Host(self.name, self.lines, self.number, words, self.at, self.is_whole)

    def having(self, value):
        return self.edited(self.words[:self.at + 1] + [value] + self.words[self.at + 2:])

    def lacking(self):
        """Without keyword and value."""
        return self.edited(None if self.is_whole else self.words[:self.at] + self.words[self.at + 2:])

    def dropped(self):
        """Without the entry that they are words of."""
        return self.edited(None)


def hosts_in(name, lines, sorts):
    """(path of a keyword, Host) for all that have a word behind them."""
    stack = []
    for number, line in enumerate(lines, 1):
        words = re.findall(r'"[^"]*"|\S+', line)
        if words == ["}"]:
            stack.pop()
        elif words and words[-1] == "{":
            stack.append(words[0])
        elif words:
            block = "/".join(stack)
            for at in range(len(words) - 1):
                own = words[at] if sorts.get(block) == "lines" or not at else f"{words[0]}/{words[at]}"
                yield f"{block}/{own}".lstrip("/"), Host(name, lines, number, words, at,
                                                         sorts.get(block) != "lines" and not at)


@functools.cache
def all_hosts():
    """Path of a keyword -> [Host], those in small texts first."""
    found = {}
    sorts = dict(line.split() for line in tool(HERE, "--keywords")[0].splitlines())
    for path in sorted(glob.glob(os.path.join(HERE, "good/*.dump")), key=os.path.getsize):
        for keyword, host in hosts_in(os.path.basename(path), read(path).splitlines(), sorts):
            found.setdefault(keyword, []).append(host)
    return found


# -- answers -------------------------------------------------------------------------------------


class Answer:
    """What conf_tool says of a text: status, codes of the findings in each line, canonical text."""

    def __init__(self, text):
        said, status, self.dump = re.fullmatch(r"(.*\n|)status (\d+)\n(.*)", text, re.DOTALL).groups()
        self.status = int(status)
        self.codes = {}
        for line, code in re.findall(r"^ +--> \S+:(\d+):\d+.*\[([a-z-]+)\]$", said, re.MULTILINE):
            self.codes.setdefault(int(line), set()).add(code)


def ask(scratch, texts):
    """Name -> text becomes name -> Answer."""
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        for i, text in enumerate(texts.values()):
            with open(os.path.join(folder, f"{i}.conf"), "w", encoding="utf-8") as file:
                file.write(text)
        out, complaint = tool(folder, "-v", "--dump", *(f"{i}.conf" for i in range(len(texts))))
    if complaint:
        raise RuntimeError(complaint)
    return {name: Answer(part) for name, part in
            zip(texts, re.split(r"^== \S+\n", out, flags=re.MULTILINE)[1:], strict=True)}


# -- rows ----------------------------------------------------------------------------------------


def number_text(number, places):
    """A number of units of 10^-PLACES."""
    if not places:
        return str(number)
    text = f"{'-' if number < 0 else ''}{abs(number) // 10 ** places}.{abs(number) % 10 ** places:0{places}}"
    return text.rstrip("0").rstrip(".")


class Row:
    """A row as conf_tool shows it, or an option of OPTIONS."""
    kind, bad = "custom", "keep"
    canonical = zero = None
    min = places = 0
    zero_is_good = is_in_ms = uses_trailing = ignores_case = False

    def __init__(self, row):
        self.__dict__.update(row)
        block, _, self.name = self.path.rpartition("/")
        self.shown_name = self.canonical or self.name
        self.shown_path = f"{block}/{self.shown_name}".lstrip("/")

    def numbers(self):
        """Good values, one below and one above."""
        step = 10 ** ((3 if self.is_in_ms else 6) - self.places) if self.kind == "span" else 1
        low, high = -(-self.min // step), self.max // step
        below = -1 if self.zero_is_good and low == 1 else low - 1
        good = [low, high] + ([0] if self.zero_is_good else [])
        if self.zero and low == 0:
            good[0] = 1  # 0 counts as 1, and is a finding
        form = special(self, FORMS, "{}")
        texts = [number_text(number, self.places) for number in good + [below, high + 1]]
        texts = [form.format(*[text] * form.count("{}")) for text in texts]
        return special(self, LIMITS, texts[:-2]), texts[-2], texts[-1]

    def good(self):
        """Value -> what stands for it in canonical text."""
        if self.kind == "bool":
            return {word: "true" if word in YES else "false" for word in YES + NO}
        if self.kind == "word":
            words = {word: word for word in self.words}
            return words | ({word.swapcase(): word for word in self.words} if self.ignores_case else {})
        return {text: special(self, SHOWN, {}).get(text, text) for text in self.numbers()[0]}

    def bad_ones(self):
        """How it is bad -> value."""
        if self.kind == "bool":
            return {"text": "maybe", "upper case": "TRUE"}
        if self.kind == "word":
            return {"text": NO_NUMBER}
        _, below, above = self.numbers()
        return {"below": below, "above": above, "text": NO_NUMBER}

    def fits(self, host):
        """Can the value there be replaced by another one?"""
        return self.kind in ("word", "bool") or re.fullmatch(r"-?[0-9.]+(-[0-9]+)?", host.value())

    def outcome(self, host, how):
        """The text that stands for HOST with a bad value."""
        what = special(self, POLICIES, {}).get(how) or self.bad
        if how == "text" and self.kind == "span" and self.uses_trailing and self.min <= 0:
            return host.having("0")  # the number that it begins with
        if what == "keep" or (what == "clamp" and how == "text"):  # no number is near to a text
            return host.lacking()
        if what == "drop":
            return host.dropped()
        if what == "clamp":
            return host.having(self.numbers()[0][0 if how == "below" else 1])
        return host.having(str(self.bad_value // 1000000 if self.kind == "span" else self.bad_value))


# -- faults --------------------------------------------------------------------------------------


def has(dump, row, value):
    """Does the keyword stand in a canonical text with that value?"""
    return re.search(rf"(^| ){re.escape(row.shown_name)} {re.escape(value)}( |$)", dump, re.MULTILINE | re.IGNORECASE)


def good_faults(row, host, answers):
    """Value -> what is wrong about it, though it is good."""
    faults, base = {}, answers["base"]
    for value, shown in row.good().items():
        answer = answers[f"good {value}"]
        more = answer.codes.get(host.number, set()) - base.codes.get(host.number, set())
        if answer.status > base.status or (base.status and more):
            faults[value] = f"{value}: status {answer.status}, {sorted(more)}"
        elif shown is None and answer.dump != answers["without"].dump:
            faults[value] = f"{value}: is not as if the keyword were not there"
        elif shown is not None and not has(answer.dump, row, shown):
            faults[value] = f"{value}: not in the canonical text"
    return faults


def bad_faults(row, host, answers):
    """What is wrong about values that are bad."""
    faults = []
    for how, value in row.bad_ones().items():
        answer, wanted = answers[f"bad {how}"], answers[f"wanted {how}"]
        if not answer.codes.get(host.number, set()) - answers["base"].codes.get(host.number, set()):
            faults.append(f"{value}: no finding in its line")
        if answer.status < 4:
            faults.append(f"{value}: status {answer.status}")
        if answer.dump != wanted.dump:
            faults.append(f"{value}: is not treated as the row says")
    return faults


def answers_in(row, host, scratch):
    texts = {"base": host.edited(host.words), "without": host.lacking()}
    texts |= {f"good {value}": host.having(value) for value in row.good()}
    for how, value in row.bad_ones().items():
        texts |= {f"bad {how}": host.having(value), f"wanted {how}": row.outcome(host, how)}
    return ask(scratch, texts)


def try_row(row, scratch):
    """Hosts, and faults: each good value is taken in one of the hosts, and bad ones are bad in the first."""
    names = {path.rpartition("/")[2] for path in all_hosts()}
    hosts = [host for host in all_hosts().get(row.shown_path, []) if host.is_simple(names) and row.fits(host)]
    used, faults, refused = [], [], None
    for host in hosts[:MOST_HOSTS]:
        host = host.renamed(row.name)
        answers = answers_in(row, host, scratch)
        wrong = good_faults(row, host, answers)
        if refused is None:
            refused, faults = wrong, bad_faults(row, host, answers)
            used.append(host)
        elif set(refused) - set(wrong):
            refused = {value: fault for value, fault in refused.items() if value in wrong}
            used.append(host)
        if not refused:
            break
    if refused is None:
        return [], ["in no canonical text"]
    return used, faults + sorted(refused.values())


def is_tried(row):
    return row.kind in ("uint", "int", "span", "word", "bool") or (row.kind == "custom" and (row.min or row.max))


def check_test(scratch):
    """That what is wrong is noticed, with rows that are wrong about the program."""
    for wrong, fault in (({"max": 254}, "255: no finding in its line"),
                         ({"max": 256}, "256: status 5"),
                         ({"min": 2}, "1: no finding in its line"),
                         ({"bad": "keep", "bad_value": 0}, "0: is not treated as the row says"),
                         ({"bad_value": 99}, "256: is not treated as the row says")):
        row = {"path": "vrrp_instance/priority", "kind": "uint", "min": 1, "max": 255, "bad": "use", "bad_value": 100}
        faults = try_row(Row(row | wrong), scratch)[1]
        ok(any(text.startswith(fault) for text in faults), f"noticed: a priority with {wrong}", faults)


def main():
    shown = {line.split()[0] for line in tool(HERE, "--keywords")[0].splitlines()}
    rows = [Row(json.loads(line)) for line in tool(HERE, "--rows")[0].splitlines()]
    rows = [row for row in rows if row.path in shown and is_tried(row)] + [Row(option) for option in OPTIONS]
    ok(len(rows) >= FEWEST, f"{len(rows)} rows and options have ranges, words or booleans")
    strays = set(OTHERS) - {row.path for row in rows}
    ok(not strays, "rows that are not tried are rows", sorted(strays))
    with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor(os.cpu_count()) as pool:
        check_test(scratch)
        results = list(pool.map(lambda row: None if row.path in OTHERS else try_row(row, scratch), rows))
    for row, result in zip(rows, results):
        if result is None:
            skip(row.path, OTHERS[row.path])
        else:
            ok(not result[1], f"{row.path} in {' '.join(map(str, result[0]))}", result[1])
    done()


main()
