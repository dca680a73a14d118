from ipaddress import ip_address

import pytest

from gateway.core.errors import EgressDenied
from gateway.net.egress import Reach, check_url, origin_of

PUBLIC = Reach()

SPECIAL = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.0.2.1",
    "192.31.196.1",
    "192.52.193.1",
    "192.88.99.1",
    "192.168.1.1",
    "192.175.48.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::8.8.8.8",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:0:127.0.0.1",
    "64:ff9b::8.8.8.8",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:2::1",
    "2001:10::1",
    "2001:20::1",
    "2001:db8::1",
    "2002:808:808::1",
    "2002:7f00:1::1",
    "2620:4f:8000::1",
    "3fff::1",
    "4000::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%1",
    "fec0::1",
    "ff02::1",
]


@pytest.mark.parametrize("address", SPECIAL)
def test_a_special_address_is_out_of_reach(address: str) -> None:
    assert not PUBLIC.allows(ip_address(address))


@pytest.mark.parametrize("address", [a for a in SPECIAL if "%" not in a])
def test_a_url_that_names_a_special_address_is_refused(address: str) -> None:
    host = f"[{address}]" if ":" in address else address
    with pytest.raises(EgressDenied, match=r"not public|four decimal numbers"):
        check_url(f"https://{host}/a2a", PUBLIC)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "172.32.0.1", "2606:4700::1111", "::ffff:8.8.8.8"]
)
def test_a_public_address_is_in_reach(address: str) -> None:
    assert PUBLIC.allows(ip_address(address))


def test_a_listed_network_is_in_reach_and_no_other() -> None:
    reach = Reach.of(["10.1.0.0/16", "::1/128"])
    assert reach.allows(ip_address("10.1.2.3"))
    assert reach.allows(ip_address("::ffff:10.1.2.3"))
    assert reach.allows(ip_address("::1"))
    assert not reach.allows(ip_address("10.2.0.1"))
    assert not reach.allows(ip_address("127.0.0.1"))


def test_a_listed_tunnel_leads_only_where_one_may_go_anyway() -> None:
    reach = Reach.of(["64:ff9b::/96", "2002::/16"])
    assert reach.allows(ip_address("64:ff9b::8.8.8.8"))
    assert not reach.allows(ip_address("64:ff9b::10.0.0.1"))
    assert not reach.allows(ip_address("2002:7f00:1::1"))


def test_a_reach_is_the_same_for_the_same_networks_in_any_order() -> None:
    assert Reach.of(["10.0.0.0/8", "::1/128"]) == Reach.of(["::1/128", "10.0.0.0/8", "::1/128"])


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://example.com/", "must begin with https"),
        ("file:///etc/passwd", "must begin with https"),
        ("gopher://example.com/", "must begin with https"),
        ("//example.com/", "must begin with https"),
        ("", "must be a URL"),
        ("http://example.com/", "plain_http"),
        ("https:///path", "must name a host"),
        ("https://user@example.com/", "user or a password"),
        ("https://user:secret@example.com/", "user or a password"),
        ("https://example.com\\@10.0.0.1/", "backslashes"),
        ("https://example.com/\r\nX: y", "without spaces"),
        ("https://example.com/\x00", "without spaces"),
        ("https://exam ple.com/", "without spaces"),
        ("https://example.com/#there", "fragment"),
        ("https://2130706433/", "four decimal numbers"),
        ("https://0x7f000001/", "four decimal numbers"),
        ("https://0x7f.0.0.1/", "four decimal numbers"),
        ("https://0177.0.0.1/", "four decimal numbers"),
        ("https://127.1/", "four decimal numbers"),
        ("https://127.0.0.1./", "four decimal numbers"),
        ("https://①②⑦.⓪.⓪.①/", "ASCII"),
        ("https://bücher.example/", "ASCII"),
        ("https://exam%70le.com/", "letters, digits"),
        ("https://example..com/", "letters, digits"),
        ("https://-example.com/", "letters, digits"),
        (f"https://{'a' * 64}.com/", "letters, digits"),
        ("https://example.com:/", "port"),
        ("https://example.com:0/", "port"),
        ("https://example.com:99999/", "is not a URL"),
        ("https://[::1/", "is not a URL"),
        ("https://localhost/", "not public"),
        ("https://LOCALHOST./", "not public"),
        ("https://x.localhost/", "not public"),
    ],
)
def test_an_odd_url_is_refused_with_its_reason(url: str, reason: str) -> None:
    with pytest.raises(EgressDenied, match=reason):
        check_url(url, PUBLIC)


def test_the_refusal_does_not_repeat_a_secret_in_the_url() -> None:
    with pytest.raises(EgressDenied) as refused:
        check_url("https://user:hunter2@example.com/", PUBLIC)
    assert "hunter2" not in refused.value.message


@pytest.mark.parametrize(
    "url", ["https://example.com", "https://xn--bcher-kva.example:8443/a2a?x=1", "https://8.8.8.8/"]
)
def test_a_plain_url_of_the_public_internet_is_taken(url: str) -> None:
    assert check_url(url, PUBLIC).geturl() == url


def test_plain_http_is_taken_where_the_row_says_so() -> None:
    check_url("http://example.com/", Reach(plain_http=True))


def test_an_origin_is_alike_for_all_spellings() -> None:
    assert origin_of("https://Example.com") == origin_of("https://example.com.:443/a2a?b")
    assert origin_of("https://example.com") != origin_of("http://example.com")
    assert origin_of("https://example.com") != origin_of("https://example.com:8443")
