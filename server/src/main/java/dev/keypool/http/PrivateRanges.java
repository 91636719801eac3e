package dev.keypool.http;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** Addresses that a tenant's base URL has no business with, by what they are. Immutable. */
final class PrivateRanges {
    private record Range(Cidr block, String what) {}

    /** The first that holds an address names it, so that the narrow ones stand before the wide ones. */
    private static final List<Range> RANGES = List.of(
            range("169.254.169.254/32", "a cloud metadata address"),
            range("168.63.129.16/32", "a cloud metadata address"),
            range("100.100.100.200/32", "a cloud metadata address"),
            range("192.0.0.0/24", "a cloud metadata or protocol address"),
            range("fd00:ec2::254/128", "a cloud metadata address"),
            range("127.0.0.0/8", "a loopback address"),
            range("::1/128", "a loopback address"),
            range("0.0.0.0/8", "an address of this machine"),
            range("::/128", "an address of this machine"),
            range("169.254.0.0/16", "a link-local address"),
            range("fe80::/10", "a link-local address"),
            range("10.0.0.0/8", "a private address"),
            range("172.16.0.0/12", "a private address"),
            range("192.168.0.0/16", "a private address"),
            range("198.18.0.0/15", "a private address"),
            range("fc00::/7", "a private address"),
            range("fec0::/10", "a private address"),
            range("64:ff9b:1::/48", "a private address"),
            range("100.64.0.0/10", "a carrier's private address"),
            range("224.0.0.0/4", "a multicast address"),
            range("ff00::/8", "a multicast address"),
            range("240.0.0.0/4", "a reserved or broadcast address"),
            range("2001::/32", "a Teredo tunnel address"));

    /** IPv6 blocks that carry an IPv4 address, which is then what counts, and the byte at which it stands. */
    private record Carrier(Cidr block, int at) {}

    private static final List<Carrier> CARRIERS = List.of(
            new Carrier(Cidr.parse("::/96"), 12),
            new Carrier(Cidr.parse("64:ff9b::/96"), 12),
            new Carrier(Cidr.parse("2002::/16"), 2));

    private PrivateRanges() {}

    /** What makes the address private; empty for a public one. */
    static Optional<String> what(InetAddress address) {
        return RANGES.stream()
                .filter(r -> r.block().contains(meant(address)))
                .map(Range::what)
                .findFirst();
    }

    /**
     * The address that packets will reach: the one carried, where there is one and the carrier is not private itself (as
     * {@code ::1} is). IPv4-mapped IPv6 is an IPv4 address to Java already.
     */
    static InetAddress meant(InetAddress address) {
        if (RANGES.stream().anyMatch(r -> r.block().contains(address))) return address;
        return CARRIERS.stream()
                .filter(c -> c.block().contains(address))
                .map(c -> Cidr.embedded(address, c.at()))
                .findFirst()
                .orElse(address);
    }

    private static Range range(String block, String what) {
        return new Range(Cidr.parse(block), what);
    }
}
