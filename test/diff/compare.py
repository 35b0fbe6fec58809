# SPDX-License-Identifier: GPL-2.0-or-later
"""Compares what two programs say to the same input, and knows which differences are meant.

An answer is a status and items. An item has a place (a line of a file, the key of a table row, the
time of a log line; "" for none), a text, and may be quiet: said by one side without any claim that
the other says it too. Three levels are told apart: the status, the set of places, the texts; the
order of items and repeated ones do not count.

Differences that are meant stand in a table with their reason (see Known), and count as equal. A
difference that is not listed is red, and so is a row that matches nothing any more.
"""
import fnmatch
import re
from dataclasses import dataclass, field

LEVELS = ("status", "line", "text")
EQUAL, LISTED, DIFFERS = "equal", "listed", "differs"


@dataclass(frozen=True)
class Item:
    place: str
    text: str
    quiet: bool = field(default=False, compare=False)

    def __str__(self):
        return f"({self.place}) {self.text}" if self.place else self.text


@dataclass
class Answer:
    status: str
    items: list


# -- findings on configurations ----------------------------------------------------------------

PLACED = re.compile(r"\((?:(?P<file>[^:()]+): )?Line (?P<line>\d+)\) ?(?P<text>.*)")
HINT = re.compile(r" - did you mean '[^']*'\?$")
QUIET = re.compile(r"(?:NOTE|WARNING) - ")


def finding(line, main_file, quiet=None):
    """The item that one line of findings is; QUIET overrides what the text looks like."""
    match = PLACED.fullmatch(line)
    place, text = "", line
    if match:
        text = match["text"]
        inside = match["file"] if match["file"] not in (None, main_file) else None
        place = f"{inside}: Line {match['line']}" if inside else f"Line {match['line']}"
    if quiet is None:
        quiet = bool(QUIET.match(text))
    return Item(place, HINT.sub("", text).rstrip(), quiet)


def findings(text, main_file, quiet=None):
    """The items of what a configuration test prints. QUIET: of all findings, or a list of each."""
    lines = [line for line in text.split("\n") if line and not line[0].isspace()]
    if not isinstance(quiet, list):
        quiet = [quiet] * len(lines)
    if len(quiet) != len(lines):
        raise ValueError(f"{len(lines)} findings in the text, {len(quiet)} expected")
    return [finding(line, main_file, q) for line, q in zip(lines, quiet)]


def without_quiet(items, others):
    """ITEMS without repeats and without the quiet ones, except those that OTHERS have as well."""
    texts = {item.text for item in others if not item.quiet}
    kept = {}
    for item in items:
        if item.quiet:
            bare = QUIET.sub("", item.text)
            known = item.text if item.text in texts else bare if bare in texts else None
            if known is None:
                continue
            item = Item(item.place, known)
        kept.setdefault(item)
    return list(kept)


# -- known differences -------------------------------------------------------------------------


class Row:
    """One line of the table of known differences."""

    def __init__(self, number, columns):
        if len(columns) != 6:
            raise ValueError(f"known difference in line {number}: {len(columns)} columns, not 6")
        kinds, cases, level, ours, theirs, self.reason = (c.strip() for c in columns)
        self.number = number
        self.cases = cases.split()
        self.kinds = set(kinds.split(","))
        self.statuses, self.level = [], None
        for word in level.split(","):
            status = re.fullmatch(r"status ([\d*]+)/([\d*]+)", word.strip())
            if status:
                self.statuses.append(status.groups())
            elif word.strip() in ("line", "text") and not self.level:
                self.level = word.strip()
            else:
                raise ValueError(f"known difference in line {number}: level '{word}'")
        (self.ours, ours_also), (self.theirs, theirs_also) = patterns(ours), patterns(theirs)
        self.also = ours_also, theirs_also
        if not self.reason:
            raise ValueError(f"known difference in line {number}: no reason")
        if (self.level == "line" and not self.ours and not self.theirs or
                self.level == "text" and not (self.ours and self.theirs)):
            raise ValueError(f"known difference in line {number}: no message")

    def __str__(self):
        return f"line {self.number}: {' '.join(self.cases)}: {self.reason}"

    def is_for(self, kind, case):
        return kind in self.kinds and any(fnmatch.fnmatchcase(case, c) for c in self.cases)


def patterns(column):
    """The messages of a column that differ, and those, with & before them, that must be there too."""
    differing, also = [], []
    for word in filter(None, (w.strip() for w in column.split("||"))):
        if word != "-":
            text = word.removeprefix("& ")
            pattern = re.compile(".*".join(map(re.escape, text.split("*"))), re.S)
            (also if text != word else differing).append(pattern)
    return differing, also


def matching(wanted, items):
    return {i for i in items if any(p.fullmatch(i.text) or p.fullmatch(str(i)) for p in wanted)}


def has_each(wanted, items):
    return all(matching([pattern], items) for pattern in wanted)


class Known:
    """The table: kind, case, level, messages of ours, messages of theirs, reason; by tabs.

    kind    what is compared (conf, log, dump ...), several by commas
    case    patterns of its name, by blanks
    level   text: the two messages of one place say the same; line: the messages are said by one
            side only, or elsewhere; status A/B: where ours is A and theirs B (* any). By commas.
    Messages are separated by ||; * in them is anything, and those that begin with "(Line " are with
    their place. A row that names messages of both sides applies where both differ; one with "& "
    before it need not differ, but must have been said.
    """

    def __init__(self, text=""):
        self.rows, self.used = [], set()
        for number, line in enumerate(text.splitlines(), 1):
            if line and not line.startswith("#"):
                self.rows.append(Row(number, line.split("\t")))

    @classmethod
    def load(cls, path):
        with open(path, encoding="utf-8") as table:
            return cls(table.read())

    def unused(self, kinds):
        """Rows that matched nothing, of those all of whose kinds were compared."""
        return [r for r in self.rows if r not in self.used and r.kinds <= set(kinds)]


# -- comparing ---------------------------------------------------------------------------------


@dataclass
class Result:
    levels: dict    # level -> EQUAL, LISTED or DIFFERS
    ours: list      # items that only ours has and that are not listed
    theirs: list
    statuses: tuple
    rows: list      # known differences that were met

    @property
    def is_equal(self):
        return DIFFERS not in (self.levels["status"], self.levels["line"])

    @property
    def is_same_text(self):
        return DIFFERS not in self.levels.values()

    def lines(self):
        """What differs, for people."""
        if self.levels["status"] == DIFFERS:
            yield f"status {self.statuses[0]}, theirs {self.statuses[1]}"
        for item in sorted(self.ours + self.theirs, key=place_order):
            yield f"{'ours  ' if item in self.ours else 'theirs'} {item}"


def place_order(item):
    numbers = re.findall(r"\d+", item.place)
    return (not item.place, int(numbers[-1]) if numbers else 0, item.place)


def pairs(ours, theirs):
    """Items of both that share a place."""
    shared = {i.place for i in ours} & {i.place for i in theirs}
    return {i for i in ours | theirs if i.place in shared}


def compare(kind, case, ours, theirs, known):
    """The Result for two Answers; the caller marks its rows as used."""
    said = without_quiet(ours.items, theirs.items), without_quiet(theirs.items, ours.items)
    only = set(said[0]) - set(said[1]), set(said[1]) - set(said[0])
    gone, reworded, rows, allowed = set(), set(), [], []

    for row in known.rows:
        if not row.is_for(kind, case):
            continue
        hits = matching(row.ours, only[0]), matching(row.theirs, only[1])
        if (row.ours and not hits[0]) or (row.theirs and not hits[1]):
            continue
        if not all(has_each(also, items) for also, items in zip(row.also, said)):
            continue
        met = hits[0] | hits[1]
        if row.level == "text":
            met = pairs(*hits)
            reworded |= met
        elif row.level == "line":
            gone |= met
        statuses = [s for s in row.statuses if status_fits(s, ours.status, theirs.status)]
        if met or (statuses and ours.status != theirs.status):
            rows.append(row)
            allowed += statuses

    places = [{i.place for i in items if i not in gone} for items in said]
    left = [[i for i in items if i in mine and i not in gone | reworded]
            for items, mine in zip(said, only)]
    levels = {
        "status": grade(ours.status == theirs.status, bool(allowed)),
        "line": grade(not gone and places[0] == places[1], places[0] == places[1]),
        "text": grade(not only[0] and not only[1], not left[0] and not left[1]),
    }
    return Result(levels, left[0], left[1], (ours.status, theirs.status), rows)


def grade(is_equal, is_listed):
    return EQUAL if is_equal else LISTED if is_listed else DIFFERS


def status_fits(pair, ours, theirs):
    return all(want in ("*", got) for want, got in zip(pair, (ours, theirs)))
