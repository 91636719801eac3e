package dev.keypool.http;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Keeps custom and overridden base URLs away from what is private: loopback, link-local, private and metadata addresses
 * are refused unless the operator's allow-list ({@code KEYPOOL_OUTBOUND_ALLOW}) holds them. Thread-safe.
 */
public final class OutboundGuard {
    /** @param allowed CIDR blocks such as {@code 127.0.0.0/8}; a bad one fails with a sentence */
    public OutboundGuard(List<String> allowed) {
        throw new UnsupportedOperationException("seam: written by its owner");
    }

    /**
     * Resolves the host and gives the address to connect to. Blocks on DNS: not for an event loop. All of its addresses must
     * be allowed, else a {@link dev.keypool.values.Refusal} of kind INVALID says which setting would allow it.
     */
    public InetAddress approve(String host) {
        throw new UnsupportedOperationException("seam: written by its owner");
    }

    /** The approved address without blocking: an address literal, or a name approved less than 30 s ago; else empty. */
    public Optional<InetAddress> approvedNow(String host) {
        throw new UnsupportedOperationException("seam: written by its owner");
    }
}
