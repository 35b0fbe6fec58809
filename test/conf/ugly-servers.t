#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Virtual servers that nobody would write on purpose: keepalived -t answers in bounded time, and never dies of it."""
import os
import sys

sys.path.insert(0, os.path.join(os.environ.get("top_srcdir", "."), "test"))
import tap  # noqa: E402
from ugly_input import check, clean_up, path, run, write  # noqa: E402


def service(servers, head="192.0.2.100 80", more=""):
    return f"virtual_server {head} {{\nprotocol TCP\nlb_algo rr\nlb_kind NAT\n{more}{servers}}}\n"


def server(number, checks=""):
    return f"real_server 10.{number >> 16}.{number >> 8 & 255}.{number & 255} 80 {{\n{checks}}}\n"


def url(more, name="/"):
    return f"url {{\npath {name}\n{more}}}\n"


def web(urls):
    return service(server(1, f"HTTP_GET {{\n{urls}}}\n"))


def check_growth(name, size, text):
    """Four times as much takes about four times as long."""
    seconds = []
    for n in (size // 4, size):
        results = [run(write("growing", text(n))) for _ in range(2)]
        tap.ok(all(got == 0 for got, _, _ in results), f"{n} {name}")
        seconds.append(min(result[2] for result in results))
    tap.ok(seconds[1] < 12 * seconds[0] + 0.3, f"four times the {name} in {seconds[1] / seconds[0]:.1f} times the time")


def servers(number):
    return service("".join(map(server, range(number))))


def services(number):
    return "".join(service(server(1), f"10.{i >> 16}.{i >> 8 & 255}.{i & 255} 80") for i in range(number))


def urls(number):
    return web("".join(url("", f"/{i}") for i in range(number)))


check_growth("real servers", 65_535, servers)
check_growth("virtual servers", 10_000, services)
check_growth("urls of one check", 10_000, urls)
check("65 535 real servers that are one", write("twins", service(server(1) * 65_535)), 5, "is duplicated - removing")

for name, entry in (("2^32 addresses", "0.0.0.0-255.255.255.255"),
                    ("2^128 addresses", "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
                    ("2^31 addresses of a prefix", "128.0.0.0/1"), ("2^127 addresses of a prefix", "8000::/1")):
    is_ipv6 = "::" in entry
    group = f"virtual_server_group G {{\n{entry} 80\n}}\n"
    one = "real_server 2001:db8::1 80 {\n}\n" if is_ipv6 else server(1)
    check(f"a group of {name}", write("group", group + service(one, "group G")), 0)
entries = "".join(f"10.{i >> 16}.{i >> 8 & 255}.{i & 255} 80\n" for i in range(100_000))
check("a group of 100 000 entries",
      write("group", f"virtual_server_group G {{\n{entries}}}\n" + service(server(1), "group G")), 0)

# Certificates are read when SSL_GET starts, not before
write("garbage", os.urandom(5_000))
write("locked", "secret", 0)
os.mkdir(path("dir"))
os.mkfifo(path("fifo"))
tls = web(url("")).replace("HTTP_GET", "SSL_GET")
for name in ("nowhere", "garbage", "locked", "dir", "fifo"):
    ssl = f"SSL {{\npassword x\nca {path(name)}\ncertificate {path(name)}\nkey {path(name)}\n}}\n"
    check(f"certificates: {name}", write("ssl", ssl + tls), 0)

# Patterns are tried on answers, not before
for pattern in ("(a+)+$", "(a|aa)+$", "(.*a){30}", "^(([a-z])+.)+[A-Z]([a-z])+$", "(x+x+)+y", "(?:(?:a?){30}){30}"):
    check(f"the pattern {pattern}", write("regex", web(url(f'regex "{pattern}"\n'))), 0)
check("a pattern of 30 kB", write("regex", web(url(f'regex "{"a" * 30_000}"\n'))), 0)
check("a pattern of 100 kB", write("regex", web(url(f'regex "{"a" * 100_000}"\n'))), 5, "too large")
for name, pattern in (
        ("a pattern beyond the limits of PCRE", "(a{1,65535}){1,65535}"),
        ("20 000 brackets", "(" * 20_000 + ")" * 20_000), ("a pattern without an end", "(" * 50_000),
        ("a pattern of NULs", "\0" * 100)):
    check(name, write("regex", web(url(f'regex "{pattern}"\n'))))

# Braces in wrong places
check("100 000 braces in a virtual_server", write("deep", service("{\n" * 100_000)), 5, "Unexpected '{'")
check("100 000 real servers in each other", write("deep", service("real_server 192.0.2.1 80 {\n" * 100_000)), 5,
      "Unexpected '{'")
check("100 000 urls in each other", write("deep", web("url {\n" * 100_000)), 5, "Unexpected '{'")
check("a virtual_server in a real_server", write("inner", service(server(1, service(server(2))))), 5,
      "Unknown keyword 'virtual_server'")
check("a real_server outside", write("outer", server(1)), 5, "Unknown keyword 'real_server'")
check("a check outside", write("outer", "TCP_CHECK {\n}\n"), 5, "Unknown keyword 'TCP_CHECK'")
check("a virtual_server that does not end", write("open", service(server(1))[:-2]), 5, "There are 1 missing '}'s")

# Names and numbers
for name, word in (("escapes", b"\x1b[31m\x1b]0;x\x07"), ("invalid UTF-8", b"\xff\xfe\xc3"),
                   ("100 kB", b"n" * 100_000), ("blanks", b'"a b"')):
    group = b"virtual_server_group " + word + b" {\n192.0.2.1 80\n}\n"
    for head in (b"group " + word, b"group x" + word):
        group += service(server(1), "HEAD").encode().replace(b"HEAD", head)
    text = check(f"names of {name}", write("names", group), 0, "Virtual server group x")
    tap.ok("\x1b" not in text and "\x07" not in text, f"names of {name} do not reach a terminal")
check("a NUL in a name", write("names", b"virtual_server_group a\0b {\n192.0.2.1 80\n}\n"), 5, "embedded NULs")
digits = "9" * 100_000
for keyword in ("delay_loop", "connect_timeout", "retry", "delay_before_retry", "warmup", "quorum", "hysteresis", "weight",
                "persistence_timeout", "failover_threshold"):
    check(f"{keyword} of 100 000 digits", write("digits", service(server(1), more=f"{keyword} {digits}\n")), 5, "number '999")
for head in (f"192.0.2.1 {digits}", f"fwmark {digits}", f"{digits} 80", f"192.0.2.1-{digits} 80", f"192.0.2.1/{digits} 80"):
    check(f"virtual_server {head[:20]}...", write("digits", service(server(1), head)))
check("status codes of 100 000 digits", write("digits", web(url(f"status_code {digits}-{digits}\n"))), 5)
check("100 000 status codes", write("codes", web(url("status_code " + "200 " * 100_000 + "\n"))), 0)
check("a payload of 100 kB", write("payload", service(server(1, f"UDP_CHECK {{\npayload {'ab' * 50_000}\n}}\n"))))

clean_up()
tap.done()
