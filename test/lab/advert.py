# SPDX-License-Identifier: GPL-2.0-or-later
"""Adverts that no router sends, thrown into the network of a lab."""
import socket
import struct
import subprocess
import sys


def advert(source, ttl=255, priority=250, damage=None, vips=("198.51.100.100", "198.51.100.101"), interval=20):
    """An advert of version 3, IP header included; DAMAGE is a byte of the message to invert."""
    message = bytearray(struct.pack("!BBBBHH", 0x31, 51, priority, len(vips), interval, 0) +
                        b"".join(map(socket.inet_aton, vips)))
    pseudo = socket.inet_aton(source) + socket.inet_aton("224.0.0.18") + struct.pack("!BBH", 0, 112, len(message))
    words = struct.unpack(f"!{(len(pseudo) + len(message)) // 2}H", pseudo + bytes(message))
    total = sum(words)
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    struct.pack_into("!H", message, 6, ~total & 0xffff)
    if damage is not None:
        message[damage] ^= 0xff
    header = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(message), 0, 0, ttl, 112, 0, socket.inet_aton(source),
                         socket.inet_aton("224.0.0.18"))
    return header + bytes(message)


SEND = """
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(sys.argv[1]))
for line in sys.stdin:
    s.sendto(bytes.fromhex(line), ("224.0.0.18", 0))
"""


def throw(router, packets):
    subprocess.run(["ip", "netns", "exec", router.namespace, sys.executable, "-c", SEND, router.address],
                   input="\n".join(p.hex() for p in packets), text=True, check=True)
