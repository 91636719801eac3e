package dev.keypool.gateway;

import org.jspecify.annotations.Nullable;

/** Cuts a provider's stream into its events. Confined to one stream. */
interface Cutter {
    /** Bytes of an event whose end has not come yet. */
    int waiting();

    /** The next bytes of the stream. The sink is called for each event that they complete, before this returns. */
    void feed(byte[] chunk);

    /** The stream is over. */
    void end();

    /** Why the bytes are no such stream, null while they are. */
    default @Nullable String fault() {
        return null;
    }
}
