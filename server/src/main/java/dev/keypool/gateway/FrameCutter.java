package dev.keypool.gateway;

import dev.keypool.dialects.EventStream;
import org.jspecify.annotations.Nullable;

/** Cuts AWS's frames out of a stream and hands them on as server-sent events. Confined to one stream. */
final class FrameCutter implements Cutter {
    private final EventStream frames;

    FrameCutter(EventCutter.Sink sink) {
        this.frames = new EventStream(json -> {
            byte[] event = new Bytes(json.length + 8)
                    .add("data: ")
                    .add(json)
                    .add("\n\n")
                    .take();
            sink.event(event, 0, event.length);
        });
    }

    @Override
    public int waiting() {
        return frames.waiting();
    }

    @Override
    public void feed(byte[] chunk) {
        frames.feed(chunk);
    }

    @Override
    public void end() {
        // Half a frame is none: a stream that was whole has said so before.
    }

    @Override
    public @Nullable String fault() {
        return frames.fault().orElse(null);
    }
}
