package dev.keypool.gateway;

import dev.keypool.dialects.Fault;
import dev.keypool.dialects.StreamTranslation;
import java.util.Optional;

/** Hears a stream of another dialect and says it in the caller's. Confined to its attempt. */
final class TranslatingListener implements Listener {
    private static final byte[] NOTHING = new byte[0];

    private final StreamTranslation translation;
    private final Tally tally;
    private byte[] said = NOTHING;

    TranslatingListener(StreamTranslation translation, Tally tally) {
        this.translation = translation;
        this.tally = tally;
    }

    @Override
    public int hear(StreamEvent event, boolean begun) {
        event.look(tally.said());
        said = translation.event(event.bytes(), event.from(), event.to());
        tally.add(translation.model(), translation.usage(), translation.cost());
        if (translation.failure().isPresent()) return SUSPECT | BROKEN;
        if (event.done() || translation.ended()) {
            if (!translation.finished()) return LAST | HIDE;
            said = new Bytes(said.length + 128).add(said).add(translation.end()).take();
            return LAST;
        }
        return translation.substance() ? SUBSTANCE : 0;
    }

    @Override
    public Optional<Fault> fault() {
        return translation.failure();
    }

    @Override
    public byte[] broken(GatewayError error) {
        return translation.broken(new Fault(error.type(), error.code(), error.message()));
    }

    @Override
    public byte[] instead() {
        return said;
    }

    @Override
    public boolean finished() {
        return translation.finished();
    }

    @Override
    public byte[] farewell() {
        return translation.end();
    }
}
