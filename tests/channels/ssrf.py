"""Sixty addresses that a forger would have us fetch, addresses that are not public, and what sees a connection."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

_watching: list[list[object]] = []


def _see(event: str, told: tuple[object, ...]) -> None:
    if _watching and event in {"socket.connect", "socket.getaddrinfo"}:
        _watching[-1].append(told)


sys.addaudithook(_see)


@contextmanager
def connections() -> Iterator[list[object]]:
    """Every connection that this process begins, and every name that it looks up, while this is open."""
    seen: list[object] = []
    _watching.append(seen)
    yield seen
    _watching.pop()


ELSEWHERE = (
    "http://169.254.169.254/latest/meta-data/",
    "http://169.254.169.254/latest/api/token",
    "http://metadata.google.internal/computeMetadata/v1/",
    "http://100.100.100.200/latest/meta-data/",
    "http://192.0.0.192/latest/",
    "http://[fd00:ec2::254]/latest/meta-data/",
    "http://127.0.0.1/",
    "http://127.0.0.1:6379/",
    "https://127.0.0.1/",
    "http://127.1/",
    "http://127.0.1/",
    "http://0/",
    "http://0.0.0.0:8000/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0x0.0x0.0x1/",
    "http://017700000001/",
    "http://0177.0.0.1/",
    "http://3232235777/",
    "http://2852039166/latest/",
    "http://[::1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:a9fe:a9fe]/latest/",
    "http://[0:0:0:0:0:ffff:169.254.169.254]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[2002:7f00:1::]/",
    "http://[fe80::1%25lo]/",
    "http://[fe80::1]/",
    "http://localhost/",
    "http://localhost:6379/",
    "http://localhost.localdomain/",
    "http://ip6-localhost/",
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://192.168.0.1/",
    "http://100.64.0.1/",
    "http://127.0.0.1.nip.io/",
    "http://169.254.169.254.nip.io/",
    "http://customer.example/bill.pdf",
    "https://customer.example/bill.pdf",
    "http://api.provider.example/file",
    "https://api.provider.example:8443/file",
    "https://api.provider.example.customer.example/file",
    "https://api.provider.example@customer.example/file",
    "https://api.provider.example:x@169.254.169.254/file",
    "https://customer.example#@api.provider.example/file",
    "https://customer.example?@api.provider.example/file",
    "https://customer.example\\@api.provider.example/file",
    "https://someone@api.provider.example/file",
    "https://xapi.provider.example/file",
    "https://api.provider.example%2ecustomer.example/file",
    "//api.provider.example/file",
    "/file",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_FLUSHALL",
    "ftp://127.0.0.1/",
    "dict://127.0.0.1:6379/info",
    "data:text/plain,bill",
    "",
)
"""None lies at https://api.provider.example."""

NOT_PUBLIC = (
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",  # noqa: S104 -- nothing is bound to it
    "10.1.2.3",
    "172.31.255.255",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.169.254",
    "192.0.0.192",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::",
    "2001:0:4136:e378:8000:63bf:80ff:fffe",
    "fd00:ec2::254",
    "fe80::1%lo",
    "ff02::1",
)
