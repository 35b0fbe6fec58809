# SPDX-License-Identifier: GPL-2.0-or-later
"""Configurations of any size, for measuring: each function yields the text of one with N of something."""

PER_INTERFACE = 255  # virtual router identifiers
HEAD = "global_defs {\n  router_id bench\n  enable_script_security\n  script_user root\n}\n"


def interfaces(n):
    """The names that N instances need."""
    return [f"br{i}" for i in range((n - 1) // PER_INTERFACE + 1)]


def empty(_n):
    yield HEAD


def one_instance(i, more=""):
    return (f"vrrp_instance V{i} {{\n  interface br{i // PER_INTERFACE}\n"
            f"  virtual_router_id {i % PER_INTERFACE + 1}\n  priority 100\n{more}"
            f"  virtual_ipaddress {{\n    10.{i >> 8 & 255}.{i & 255}.1\n  }}\n}}\n")


def instances(n):
    yield HEAD
    for i in range(n):
        yield one_instance(i)


def groups(n, size=50):
    """Every SIZE instances are a sync group."""
    yield from instances(n)
    for first in range(0, n, size):
        members = "".join(f"    V{i}\n" for i in range(first, min(n, first + size)))
        yield f"vrrp_sync_group G{first} {{\n  group {{\n{members}  }}\n}}\n"


def scripts(n):
    """Every instance tracks a script of its own."""
    yield HEAD
    for i in range(n):
        yield f"vrrp_script s{i} {{\n  script \"/usr/bin/true\"\n  interval 1\n}}\n"
    for i in range(n):
        yield one_instance(i, f"  track_script {{\n    s{i}\n  }}\n")


def servers(n):
    """Virtual servers with four real servers each."""
    yield HEAD
    for i in range(n):
        yield (f"virtual_server 10.{i >> 16 & 255}.{i >> 8 & 255}.{i & 255} 80 {{\n"
               "  delay_loop 6\n  lb_algo rr\n  lb_kind NAT\n  protocol TCP\n")
        for k in range(1, 5):
            yield (f"  real_server 192.168.{i & 255}.{k} 80 {{\n    weight 1\n"
                   "    TCP_CHECK {\n      connect_timeout 3\n    }\n  }\n")
        yield "}\n"


def definitions(n):
    """Definitions, each used once."""
    for i in range(n):
        yield f"$D{i}=10.{i >> 8 & 255}.{i & 255}.1\n"
    yield HEAD + "static_ipaddress {\n"
    for i in range(n):
        yield f"  $D{i} dev br0\n"
    yield "}\n"
