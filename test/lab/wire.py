# SPDX-License-Identifier: GPL-2.0-or-later
"""Frames that a stranger sends into the network of a lab, at any pace, and what is seen at the switch, with its time."""
import os
import socket
import struct
import subprocess
import sys
from dataclasses import dataclass

from lab import VIP, eventually

GROUP = "224.0.0.18"

# Sends the frames that it reads, over and over, at an even pace.
FLOOD = """
import socket, sys, time
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.bind(("eth0", 0))
frames = [bytes.fromhex(line) for line in sys.stdin]
pace, n = float(sys.argv[1]), int(sys.argv[2])
start = time.monotonic()
for i in range(n):
    ahead = start + i / pace - time.monotonic()
    if ahead > 0.002:
        time.sleep(ahead)
    s.send(frames[i % len(frames)])
"""

# One line for each advert and each gratuitous ARP that comes in.
WATCH = """
import socket, struct, sys
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
s.setsockopt(263, 23, 1)                   # PACKET_IGNORE_OUTGOING
s.setsockopt(socket.SOL_SOCKET, 35, 1)     # SO_TIMESTAMPNS
s.setsockopt(socket.SOL_SOCKET, 33, 1 << 24) # SO_RCVBUFFORCE
s.bind((sys.argv[1], 0))
print("ready", flush=True)
while True:
    frame, control, _, _ = s.recvmsg(2048, 256)
    seconds, nanoseconds = struct.unpack("qq", control[0][2][:16])
    when = f"{seconds}.{nanoseconds:09}"
    if frame[12:14] == b"\\x08\\x00" and frame[23] == 112:
        print("advert", when, frame[35], frame[36], flush=True)
    elif frame[12:14] == b"\\x08\\x06" and frame[28:32] == frame[38:42]:
        print("garp", when, socket.inet_ntoa(frame[28:32]), flush=True)
"""


def checksum(data):
    total = sum(struct.unpack(f"!{(len(data) + 1) // 2}H", data + b"\0" * (len(data) % 2)))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def frame(message, source, ttl=255, protocol=112, fragment=0, destination=GROUP):
    ip = bytearray(struct.pack("!BBHHHBBH4s4s", 0x45, 0xc0, 20 + len(message), 7, fragment, ttl, protocol, 0,
                               socket.inet_aton(source), socket.inet_aton(destination)))
    struct.pack_into("!H", ip, 10, checksum(bytes(ip)))
    return b"\x01\x00\x5e\x00\x00\x12\x02\x00\x00\x00\x00\x63\x08\x00" + bytes(ip) + message


def advert3(source, kind=0x31, vrid=51, priority=250, interval=10, more=b""):
    """Version 3, one address; SOURCE is in its checksum."""
    message = bytearray(struct.pack("!BBBBHH4s", kind, vrid, priority, 1, interval, 0, socket.inet_aton(VIP)))
    message += more
    pseudo = socket.inet_aton(source) + socket.inet_aton(GROUP) + struct.pack("!BBH", 0, 112, len(message))
    struct.pack_into("!H", message, 6, checksum(pseudo + bytes(message)))
    return bytes(message)


def advert2(auth=1, interval=1, password=b"secret", damage=0):
    message = bytearray(struct.pack("!BBBBBBH4s8s", 0x21, 51, 250, 1, auth, interval, 0,
                                    socket.inet_aton(VIP), password))
    struct.pack_into("!H", message, 6, checksum(bytes(message)) ^ damage)
    return bytes(message)


def flood_start(router, frames, pace, seconds):
    """A process that sends PACE frames a second from the router's namespace."""
    process = subprocess.Popen(  # pylint: disable=consider-using-with
        ["ip", "netns", "exec", router.namespace, sys.executable, "-c", FLOOD, str(pace), str(int(pace * seconds))],
        stdin=subprocess.PIPE, text=True)
    process.stdin.write("\n".join(f.hex() for f in frames))
    process.stdin.close()
    return process


def flood(router, frames, pace, seconds):
    assert flood_start(router, frames, pace, seconds).wait() == 0


@dataclass
class Advert:
    when: float
    vrid: int
    priority: int


class Watch:
    """What comes into the switch from a router: its adverts, and its gratuitous ARPs as (time, address)."""

    def __init__(self, lab, router):
        self.adverts = []
        self.garps = []
        self.seen = os.path.join(lab.folder, f"seen{router.number}")
        with open(self.seen, "w", encoding="utf-8") as seen:
            self.process = subprocess.Popen(  # pylint: disable=consider-using-with
                ["ip", "netns", "exec", lab.switch, sys.executable, "-c", WATCH, router.port()], stdout=seen)
        eventually(lambda: os.path.getsize(self.seen))

    def end(self):
        self.process.terminate()
        self.process.wait()
        with open(self.seen, encoding="utf-8") as seen:
            lines = seen.read().split("\n")[:-1]
        for words in map(str.split, lines):
            if len(words) == 4:
                self.adverts.append(Advert(float(words[1]), int(words[2]), int(words[3])))
            elif len(words) == 3:
                self.garps.append((float(words[1]), words[2]))
