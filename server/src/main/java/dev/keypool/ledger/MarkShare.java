package dev.keypool.ledger;

import dev.keypool.values.Money;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * How an agent's share lies behind a provider's name of at most {@link #AT} bytes in a mark: the 16 characters of its id, then a
 * word whose last bit says whether the request counts and whose other bits are what is held plus one (0: nothing). A mark without
 * an agent, or of an earlier version, has zeros there. No state.
 */
final class MarkShare {
    /** Where it begins. No provider's name of the catalogue is half as long. */
    static final int AT = 40;

    private static final String ID_PREFIX = "agt_";
    private static final int ID_BYTES = 16;
    private static final long MOST = Long.MAX_VALUE / 4;

    private MarkShare() {}

    static void write(byte[] name, @Nullable AgentShare share) {
        if (share == null) return;
        byte[] id = share.agent().substring(ID_PREFIX.length()).getBytes(StandardCharsets.US_ASCII);
        ByteBuffer to = ByteBuffer.wrap(name).position(AT).put(id, 0, Math.min(id.length, ID_BYTES));
        Money held = share.held();
        long word = held == null ? 0 : Math.min(MOST, held.nanos()) + 1;
        to.putLong(AT + ID_BYTES, word << 1 | (share.counts() ? 1 : 0));
    }

    static @Nullable AgentShare read(byte[] name) {
        if (name[AT] == 0) return null;
        String id = new String(name, AT, ID_BYTES, StandardCharsets.US_ASCII).replace("\0", "");
        long word = ByteBuffer.wrap(name).getLong(AT + ID_BYTES);
        long held = word >>> 1;
        return new AgentShare(ID_PREFIX + id, (word & 1) == 1, held == 0 ? null : new Money(held - 1));
    }
}
