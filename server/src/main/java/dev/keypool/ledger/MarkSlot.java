package dev.keypool.ledger;

import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Money;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a mark lies in its 128 bytes of the mapped file: the seal, the attempt id, brand, integration, moment, the length of
 * the provider's name, the name, what is held of the key's spend limit (nano-dollars; 0: nothing). The last 24 bytes of a name that
 * leaves them free tell of the agent that asked: see {@link MarkShare}. The seal is a checksum of the rest and is written last, so that a slot whose writer died
 * half-way is not mistaken for a mark; a seal of zero is a free slot. Numbers in the machine's own order. No state.
 */
final class MarkSlot {
    static final int BYTES = 128;

    private static final int SEAL = 0;
    private static final int ID_HIGH = 8;
    private static final int ID_LOW = 16;
    private static final int BRAND = 24;
    private static final int INTEGRATION = 32;
    private static final int SENT_AT = 40;
    private static final int NAME_LENGTH = 48;
    private static final int NAME = 56;
    private static final int NAME_BYTES = 64;
    private static final int HELD = 120;

    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    private MarkSlot() {}

    /** Writes the mark into the free slot that begins at that byte. A provider's name is cut at 64 bytes. */
    static void write(MemorySegment memory, long at, Ledger.Mark mark) {
        byte[] name = mark.provider().getBytes(StandardCharsets.UTF_8);
        memory.set(ValueLayout.JAVA_LONG, at + ID_HIGH, mark.attemptId().getMostSignificantBits());
        memory.set(ValueLayout.JAVA_LONG, at + ID_LOW, mark.attemptId().getLeastSignificantBits());
        memory.set(ValueLayout.JAVA_LONG, at + BRAND, mark.brand().value());
        memory.set(ValueLayout.JAVA_LONG, at + INTEGRATION, mark.integration().value());
        memory.set(ValueLayout.JAVA_LONG, at + SENT_AT, Micros.of(mark.sentAt()));
        memory.set(ValueLayout.JAVA_LONG, at + NAME_LENGTH, Math.min(name.length, NAME_BYTES));
        byte[] padded = Arrays.copyOf(name, NAME_BYTES);
        if (name.length <= MarkShare.AT) MarkShare.write(padded, mark.share());
        MemorySegment.copy(padded, 0, memory, ValueLayout.JAVA_BYTE, at + NAME, NAME_BYTES);
        memory.set(
                ValueLayout.JAVA_LONG,
                at + HELD,
                mark.held() == null ? 0 : mark.held().nanos());
        LONG.setRelease(memory, at + SEAL, seal(memory, at));
    }

    /** Frees the slot if it holds that attempt; false when it does not, so that nobody frees what is not his. */
    static boolean free(MemorySegment memory, long at, UUID attempt) {
        long seal = (long) LONG.getAcquire(memory, at + SEAL);
        return seal != 0
                && memory.get(ValueLayout.JAVA_LONG, at + ID_HIGH) == attempt.getMostSignificantBits()
                && memory.get(ValueLayout.JAVA_LONG, at + ID_LOW) == attempt.getLeastSignificantBits()
                && LONG.compareAndSet(memory, at + SEAL, seal, 0L);
    }

    /** The mark in that slot; empty when it is free or was not written to its end. */
    static Optional<Ledger.Mark> read(MemorySegment memory, long at) {
        long seal = (long) LONG.getAcquire(memory, at + SEAL);
        if (seal == 0 || seal != seal(memory, at)) return Optional.empty();
        return Optional.of(new Ledger.Mark(
                new UUID(
                        memory.get(ValueLayout.JAVA_LONG, at + ID_HIGH),
                        memory.get(ValueLayout.JAVA_LONG, at + ID_LOW)),
                new BrandId(memory.get(ValueLayout.JAVA_LONG, at + BRAND)),
                new IntegrationId(memory.get(ValueLayout.JAVA_LONG, at + INTEGRATION)),
                name(memory, at),
                Micros.instant(memory.get(ValueLayout.JAVA_LONG, at + SENT_AT)),
                held(memory, at),
                share(memory, at)));
    }

    private static @Nullable AgentShare share(MemorySegment memory, long at) {
        if (memory.get(ValueLayout.JAVA_LONG, at + NAME_LENGTH) > MarkShare.AT) return null;
        return MarkShare.read(memory.asSlice(at + NAME, NAME_BYTES).toArray(ValueLayout.JAVA_BYTE));
    }

    private static @Nullable Money held(MemorySegment memory, long at) {
        long nanos = memory.get(ValueLayout.JAVA_LONG, at + HELD);
        return nanos == 0 ? null : new Money(nanos);
    }

    private static String name(MemorySegment memory, long at) {
        int length = Math.toIntExact(memory.get(ValueLayout.JAVA_LONG, at + NAME_LENGTH));
        // A name cut inside a character loses that character.
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.IGNORE);
        try {
            return decoder.decode(memory.asSlice(at + NAME, length).asByteBuffer())
                    .toString();
        } catch (java.nio.charset.CharacterCodingException e) {
            throw new IllegalStateException("Malformed input is ignored, so this does not happen", e);
        }
    }

    /** Never zero. Not cryptographic: it tells an unfinished slot from a whole one. */
    private static long seal(MemorySegment memory, long at) {
        long hash = 0x9E37_79B9_7F4A_7C15L;
        // The last word is passed over when it is zero: so a mark that an earlier version left is whole too.
        int end = memory.get(ValueLayout.JAVA_LONG, at + HELD) == 0 ? HELD : BYTES;
        for (int word = ID_HIGH; word < end; word += Long.BYTES) {
            hash = (hash ^ memory.get(ValueLayout.JAVA_LONG, at + word)) * 0xBF58_476D_1CE4_E5B9L;
            hash ^= hash >>> 29;
        }
        return hash == 0 ? 1 : hash;
    }
}
