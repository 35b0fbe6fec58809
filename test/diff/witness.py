# SPDX-License-Identifier: GPL-2.0-or-later
"""Who is told: scripts that write down how they were called, and FIFOs that are read."""
import os

NOTIFY_KEYS = ("notify", "notify_master", "notify_backup", "notify_fault", "notify_stop")
FIFO_KEYS = ("notify_fifo", "vrrp_notify_fifo")
SCRIPT = """#!/bin/sh
# Because: one write for each call, so that calls at the same time do not mix.
line=
for word; do line="$line [$word]"; done
printf '%s\\n' "${{line# }}" >>{notes}
"""


class Witness:
    """In FOLDER: a script, what it was called with, and FIFOs that exist before the daemon does."""

    def __init__(self, folder):
        self.notes = os.path.join(folder, "notes")
        self.script = os.path.join(folder, "told")
        with open(self.script, "w", encoding="utf-8") as f:
            f.write(SCRIPT.format(notes=self.notes))
        os.chmod(self.script, 0o755)
        self.folder = folder
        self.readers = {}
        self.lines = {}

    def notify(self, name, *more):
        """Keywords for an object; the first words of each call say which one it is, and of whose."""
        return "\n".join(f"{key} \"{self.script} {key} '{name}'\"" for key in (*NOTIFY_KEYS, *more))

    def fifos(self):
        """global_defs for them; they are read from here on."""
        lines = []
        for key in FIFO_KEYS:
            path = os.path.join(self.folder, key)
            os.mkfifo(path, 0o600)
            self.readers[key] = os.open(path, os.O_RDWR | os.O_NONBLOCK)
            self.lines[key] = b""
            lines.append(f"{key} {path}")
        return "global_defs {\n" + "\n".join(lines) + "\n}\n"

    def sources(self):
        return {"script": self.called, **{key: lambda k=key: self.read(k) for key in self.readers}}

    def called(self):
        try:
            with open(self.notes, encoding="utf-8") as f:
                return f.read().splitlines()
        except FileNotFoundError:
            return []

    def read(self, key):
        """All whole lines so far, NULs as such."""
        try:
            while some := os.read(self.readers[key], 65536):
                self.lines[key] += some
        except BlockingIOError:
            pass
        return self.lines[key].decode(errors="replace").replace("\0", "\\0").split("\n")[:-1]
