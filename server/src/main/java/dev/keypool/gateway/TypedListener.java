package dev.keypool.gateway;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.keypool.values.Surface;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hears streams whose events name their {@code type}: Anthropic's Messages, OpenAI's Responses, pictures and transcripts. They
 * end by an event of their own, without {@code [DONE]}. Confined to its attempt.
 */
final class TypedListener implements Listener {
    private static final Set<String> LAST_ONES = Set.of(
            "message_stop",
            "response.completed",
            "response.incomplete",
            "image_generation.completed",
            "image_edit.completed",
            "transcript.text.done",
            "speech.audio.done");
    /** They announce an answer and hold nothing of it. */
    private static final Set<String> PREFACES =
            Set.of("message_start", "ping", "response.created", "response.in_progress", "response.queued");

    private static final Set<String> FAILURES = Set.of("error", "response.failed");

    private final Tally tally;
    private final Surface surface;
    private long heard;
    private boolean last;

    TypedListener(Tally tally, Surface surface) {
        this.tally = tally;
        this.surface = surface;
    }

    @Override
    public int hear(StreamEvent event, boolean begun) {
        if (event.done()) return LAST;
        heard++;
        boolean deep = event.look(tally.said()) != 0 || !begun;
        try (JsonParser p = BodyScan.JSON.createParser(event.bytes(), event.from(), event.to() - event.from())) {
            return judged(Seen.of(p, deep));
        } catch (JsonProcessingException e) {
            return SUSPECT | BROKEN;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int judged(Seen seen) {
        if (!seen.object) return BROKEN;
        UsageScan usage = seen.usage;
        if (usage == null) tally.add(seen.model, null, null);
        else tally.add(seen.model, usage.over(tally.usage()), usage.cost());
        if (FAILURES.contains(seen.type) || seen.error) return SUSPECT | BROKEN;
        if (LAST_ONES.contains(seen.type)) {
            last = true;
            return LAST;
        }
        return PREFACES.contains(seen.type) ? 0 : SUBSTANCE;
    }

    /** Responses number their events; clients call the number required. */
    @Override
    public byte @Nullable [] broken(GatewayError error) {
        return surface == Surface.RESPONSES ? Tone.numbered(error, heard) : null;
    }

    @Override
    public boolean finished() {
        return last;
    }

    @Override
    public byte[] farewell() {
        return new byte[0];
    }

    /** What one event says. */
    private static final class Seen {
        private boolean object;
        private String type = "";
        private boolean error;
        private @Nullable String model;
        private @Nullable UsageScan usage;

        /** @param deep whether more than the type may matter */
        static Seen of(JsonParser p, boolean deep) throws IOException {
            var seen = new Seen();
            if (p.nextToken() != JsonToken.START_OBJECT) return seen;
            seen.object = true;
            seen.members(p, !deep);
            if (deep && p.nextToken() != null) seen.object = false;
            return seen;
        }

        private void members(JsonParser p, boolean typeOnly) throws IOException {
            while (p.nextToken() == JsonToken.FIELD_NAME) {
                String name = p.currentName();
                JsonToken value = p.nextToken();
                switch (name) {
                    case "type" -> type = value == JsonToken.VALUE_STRING ? p.getText() : "";
                    case "error" -> error = value != JsonToken.VALUE_NULL;
                    case "model" -> model = value == JsonToken.VALUE_STRING ? p.getText() : model;
                    case "usage" -> usage(p);
                    case "message", "response" -> {
                        if (value == JsonToken.START_OBJECT) inner(p);
                    }
                    default -> {}
                }
                if (typeOnly && !type.isEmpty()) return;
                p.skipChildren();
            }
        }

        /** The answer itself, as its first and last events hold it. */
        private void inner(JsonParser p) throws IOException {
            while (p.nextToken() == JsonToken.FIELD_NAME) {
                String name = p.currentName();
                JsonToken value = p.nextToken();
                if (name.equals("model") && value == JsonToken.VALUE_STRING) model = p.getText();
                else if (name.equals("usage")) usage(p);
                else p.skipChildren();
            }
        }

        private void usage(JsonParser p) throws IOException {
            if (!p.hasToken(JsonToken.START_OBJECT)) return;
            usage = new UsageScan();
            usage.read(p);
        }
    }
}
