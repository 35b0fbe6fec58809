#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Our genhash and the packaged one, asking the same servers on loopback.

A case passes when both give the same digest, the same layout of -v (without the line of the time),
the same request or the same complaint. A failure passes when the sentences are equal: the packaged
one writes them to standard output and succeeds, ours to standard error with status 2. What differs
on purpose is listed in KNOWN, and must differ.
"""
import argparse
import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True
SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(SOURCE, "test/genhash"))
import server

KNOWN = {
    "digest /length-lower": "a header may be in any case",
    "digest /length-nul": "digits and a NUL are no number",
    "digest /header-64k": "a header may have 64 KiB",
    "digest /keep-open": "a page ends with its length",
    "-v /split": "a header is shown once",
    "-v /length-lower": "a header may be in any case",
    "-v /length-nul": "digits and a NUL are no number",
    "-v /header-64k": "a header may have 64 KiB",
    "-v /nul-header": "a NUL does not end a header",
    "words -s ::1 -p 1 -u / -t 0": "no time at all is no timeout",
    "words -s ::1 -p 1 -u / -m 4294967296": "a mark has 32 bits",
    "words -s 1 -p 0 -u /": "all mistakes are shown",
    "words -s ::1 -p 1": "the page is / unless given",
}
TIME_LINE = re.compile(rb"\nGlobal response time for \[.*\] = \d+ usecs\n\Z")
DIGEST = re.compile(rb"^[0-9a-f]{32}$", re.M)
PROTOCOLS = [(), ("-P1.0",), ("-P1.0c",), ("-P1.0C",), ("-P1.1",), ("-Vwww.example",), ("-Vwww.example", "-P1.1"), ("-u/other",)]
WORDS = [
    "", "-h", "-s ::1 -p 1", "-s 1 -p 1 -u /", "-s ::1 -p 0 -u /", "-s ::1 -p 65536 -u /", "-s ::1 -p x -u /", "-s 1 -p 0 -u /",
    "-s ::1 -p 1 -u / -m -1", "-s ::1 -p 1 -u / -m x", "-s ::1 -p 1 -u / -m 4294967296", "-s ::1 -p 1 -u / -P 2",
    "-s ::1 -p 1 -u / -P 1.1c", "-s ::1 -p 1 -u / -t x", "-s ::1 -p 1 -u / -t 1.5", "-s ::1 -p 1 -u / -t -1", "-s ::1 -p 1 -u / -t 0",
    "-s ::1 -p 1 -u / -Z", "-s ::1 -p 1 -u / -Z -Y", "-s ::1 -p 1 -u / -vZ", "-s ::1 -p 1 -u / --bogus", "-s ::1 -p 1 -u / --use",
    "-s ::1 -p 1 -u / --use-ssl=1", "-s ::1 -p 1 -v -u", "-s ::1 -p 1 -u / a b", "-s ::1 a -p 1 b -u /",
]


def run(program, *words):
    return subprocess.run([*program, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120,
                          check=False)


def answer(program, port, path, *options):
    """What stands on standard output with a digest, or the sentence of a failure, wherever it stands."""
    got = run(program, "-s", "127.0.0.1", "-p", str(port), "-u", path, "-t", "2", *options)
    out = TIME_LINE.sub(b"", got.stdout)
    if DIGEST.search(out):
        return got.returncode, out
    return "failure", out + got.stderr


def complaint(program, words):
    """Status, and what stands before the usage."""
    got = run(program, *words.split())
    return got.returncode, got.stdout, got.stderr.partition(b"Usage: ")[0]


def cases(ours, theirs):
    """(name, our answer, their answer)"""
    listener = server.Server()
    for path in [*server.ANSWERS, "/split", "/trickle", "/reset", "/reset-at-once", "/silent", "/stall", "/keep-open"]:
        yield "digest " + path, *(answer(p, listener.port, path) for p in (ours, theirs))
    # A layout shows the pieces that the system gave; those of a small page are one.
    for path, bytes_sent in server.ANSWERS.items():
        if b"\r\n\r\n" in bytes_sent and len(bytes_sent) < 4096 or path in ("/header-64k",):
            yield "-v " + path, *(answer(p, listener.port, path, "-v") for p in (ours, theirs))
    yield "-v /split", *(answer(p, listener.port, "/split", "-v") for p in (ours, theirs))
    for size in (0, 1, 100_000, 10_000_000):
        yield f"digest of {size} bytes", *(answer(p, listener.port, f"/size/{size}") for p in (ours, theirs))
    refusing = server.free_port()
    yield "refused", *(answer(p, refusing, "/") for p in (ours, theirs))
    for options in PROTOCOLS:
        requests = []
        for program in (ours, theirs):
            listener.requests.clear()
            answer(program, listener.port, "/a?b=c", *options)
            requests.append(listener.requests[:])
        yield "request " + " ".join(options), *requests
    for words in WORDS:
        yield "words " + words, *(complaint(p, words) for p in (ours, theirs))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ours", required=True)
    parser.add_argument("--peers", required=True, help="folder made by tools/peers")
    args = parser.parse_args()
    theirs = os.path.join(args.peers, "genhash")
    if not os.access(theirs, os.X_OK):
        print("the packaged genhash is not here\n0 passed, 0 failed, 1 skipped")
        return 0
    os.environ["LC_ALL"] = "C"

    passed, failed, listed = 0, 0, 0
    peer = ["env", "LD_LIBRARY_PATH=" + os.path.join(args.peers, "lib"), theirs]
    for name, our_answer, their_answer in cases([args.ours], peer):
        is_equal = our_answer == their_answer
        is_known = name in KNOWN
        listed += is_known and not is_equal
        if is_equal != is_known:
            passed += 1
            continue
        failed += 1
        print(f"not ok - {name}" + (": equal, but listed as different" if is_equal else ""))
        print(f"  ours:   {our_answer!r:.600}\n  theirs: {their_answer!r:.600}")
    print(f"{listed} of them differ as listed")
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
