package dev.keypool.http;

import dev.keypool.values.Refusal;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps custom and overridden base URLs away from what is private: loopback, link-local, private and metadata addresses
 * are refused unless the operator's allow-list ({@code KEYPOOL_OUTBOUND_ALLOW}) holds them. Thread-safe.
 *
 * <p>The caller connects to the address that was approved, not to the name: a name that leads elsewhere a moment later
 * (DNS rebinding) gains nothing.
 */
public final class OutboundGuard {
    /** How long an approved name is good for without asking DNS again. */
    static final Duration APPROVAL = Duration.ofSeconds(30);

    /** More names than these at once are an attack on the memory; all are then forgotten and asked for again. */
    static final int MOST_NAMES = 10_000;

    private static final String SETTING = "KEYPOOL_OUTBOUND_ALLOW";

    private final List<Cidr> allowed;
    private final InstantSource clock;
    private final Resolver resolver;
    private final Map<String, Approval> approvals = new ConcurrentHashMap<>();

    /** Turns a name into addresses. May block. */
    @FunctionalInterface
    public interface Resolver {
        /** All addresses of the host, at least one. */
        List<InetAddress> resolve(String host) throws UnknownHostException;
    }

    private record Approval(InetAddress address, Instant until) {}

    /**
     * A guard that asks the machine's own DNS.
     *
     * @param allowed CIDR blocks such as {@code 127.0.0.0/8}
     * @throws IllegalArgumentException for a bad block, with a sentence that names the setting, the block and what would be right
     */
    public OutboundGuard(List<String> allowed, InstantSource clock) {
        this(allowed, clock, host -> List.of(InetAddress.getAllByName(host)));
    }

    public OutboundGuard(List<String> allowed, InstantSource clock, Resolver resolver) {
        this.allowed = allowed.stream().map(OutboundGuard::block).toList();
        this.clock = clock;
        this.resolver = resolver;
    }

    /**
     * Resolves the host and gives the address to connect to. Blocks on DNS: not for an event loop. All of its addresses must
     * be allowed, else a {@link Refusal} of kind INVALID says which setting would allow it.
     *
     * @param host a name or an address, IPv6 with or without brackets
     */
    public InetAddress approve(String host) {
        String name = normal(host);
        List<InetAddress> addresses = resolve(name);
        for (InetAddress address : addresses) {
            if (isAllowed(address)) continue;
            approvals.remove(name);
            throw refused(host, address);
        }
        remember(name, new Approval(addresses.getFirst(), clock.instant().plus(APPROVAL)));
        return addresses.getFirst();
    }

    /** The approved address without blocking: an address literal, or a name approved less than 30 s ago; else empty. */
    public Optional<InetAddress> approvedNow(String host) {
        Approval known = approvals.get(host);
        if (known != null && clock.instant().isBefore(known.until())) return Optional.of(known.address());
        String name = normal(host);
        Optional<InetAddress> literal = Cidr.address(name).filter(this::isAllowed);
        // What a literal means never changes, so it is judged once.
        literal.ifPresent(address -> remember(host, new Approval(address, Instant.MAX)));
        if (literal.isPresent()) return literal;
        return Optional.ofNullable(approvals.get(name))
                .filter(a -> clock.instant().isBefore(a.until()))
                .map(Approval::address);
    }

    private void remember(String name, Approval approval) {
        if (approvals.size() >= MOST_NAMES) approvals.clear();
        approvals.put(name, approval);
    }

    private boolean isAllowed(InetAddress address) {
        InetAddress meant = PrivateRanges.meant(address);
        return PrivateRanges.what(address).isEmpty() || allowed.stream().anyMatch(block -> block.contains(meant));
    }

    private List<InetAddress> resolve(String name) {
        Optional<InetAddress> literal = Cidr.address(name);
        if (literal.isPresent()) return List.of(literal.get());
        try {
            List<InetAddress> addresses = name.isEmpty() ? List.of() : resolver.resolve(name);
            if (!addresses.isEmpty()) return addresses;
        } catch (UnknownHostException notFound) {
            // Told below, as for a name without addresses.
        }
        throw new Refusal(
                Refusal.Kind.INVALID,
                "host_not_found",
                "The base URL's host '" + name + "' cannot be found by DNS. Check its spelling, or give an address.");
    }

    /** Says what kind of address it is, not which: a tenant shall not read the inner DNS from our refusals. */
    private static Refusal refused(String host, InetAddress address) {
        return new Refusal(
                Refusal.Kind.INVALID,
                "address_not_allowed",
                "The base URL's host '" + host + "' leads to "
                        + PrivateRanges.what(address).orElse("a private address")
                        + ", which Keypool does not connect to. If it is meant, the operator adds its CIDR block to "
                        + SETTING + ".");
    }

    private static Cidr block(String text) {
        try {
            return Cidr.parse(text.strip());
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(SETTING + ": " + wrong.getMessage(), wrong);
        }
    }

    private static String normal(String host) {
        String name = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        return name.toLowerCase(Locale.ROOT);
    }
}
