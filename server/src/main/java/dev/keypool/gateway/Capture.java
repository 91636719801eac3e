package dev.keypool.gateway;

import dev.keypool.ledger.Row;
import dev.keypool.values.BrandId;
import dev.keypool.values.Caller;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps what was asked and answered, for brands that turned it on; for all others nothing, ever. Thread-safe. */
public interface Capture {
    /** Keeps nothing. */
    Capture NONE = new Capture() {
        @Override
        public boolean wanted(BrandId brand) {
            return false;
        }

        @Override
        public void keep(String requestId, Caller caller, Clip ask, Clip answer) {
            // Nobody wants it.
        }

        @Override
        public Optional<Captured> find(BrandId brand, Row.@Nullable Asker asker, String requestId) {
            return Optional.empty();
        }
    };

    /** Whether that brand wants it now; from memory, for every request. */
    boolean wanted(BrandId brand);

    /**
     * Takes over what belongs to a request of a brand that {@link #wanted} it, and returns at once; it is written later.
     * What comes faster than it can be written is left out, which is logged. A brand that does not want it is passed over.
     */
    void keep(String requestId, Caller caller, Clip ask, Clip answer);

    /**
     * What was kept of the latest request of that id. Blocks.
     *
     * @param asker whose request it must be, null for anyone's of the brand
     */
    Optional<Captured> find(BrandId brand, Row.@Nullable Asker asker, String requestId);
}
