package dev.keypool.gateway;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.keypool.metering.WorstCase;
import dev.keypool.values.Surface;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON request as its caller wrote it: the bytes, what the gateway read of them, and where it may write. What goes
 * upstream is the same bytes with the model's name replaced and the gateway's own members cut out; nothing is re-encoded.
 * Confined to its request (it keeps the last splice).
 */
final class JsonAsk implements Ask {
    private static final byte[] USAGE_MEMBER =
            ",\"stream_options\":{\"include_usage\":true}".getBytes(StandardCharsets.US_ASCII);

    private final Surface surface;
    private final byte[] bytes;
    private final List<Edit> edits;
    private final String model;
    private final boolean stream;
    private final boolean usageAsked;
    private final Options options;
    private final WorstCase.Size size;
    private Map<String, String> headers = Map.of();
    private byte @Nullable [] last;
    private String lastTarget = "";
    private boolean lastAdded;

    /**
     * A stretch of the body that upstream reads differently.
     *
     * @param from first byte
     * @param to behind the last byte
     * @param kind what stands there instead
     */
    record Edit(int from, int to, Kind kind) {
        /** What stands in place of the stretch. */
        enum Kind {
            /** The target's model. */
            MODEL,
            /** Nothing: the member is the gateway's own. */
            CUT,
            /** {@code true}, when usage is wanted. */
            USAGE_VALUE,
            /** {@code "include_usage":true,} or without the comma: put into stream_options that lack it. */
            USAGE_FIRST,
            USAGE_ALONE,
            /** A whole stream_options in place of a null. */
            OPTIONS_VALUE
        }
    }

    JsonAsk(
            Surface surface,
            byte[] bytes,
            List<Edit> edits,
            String model,
            boolean stream,
            boolean usageAsked,
            Options options,
            WorstCase.Size size) {
        this.surface = surface;
        this.bytes = bytes;
        this.edits = edits;
        this.model = model;
        this.stream = stream;
        this.usageAsked = usageAsked;
        this.options = options;
        this.size = size;
    }

    @Override
    public Surface surface() {
        return surface;
    }

    @Override
    public String model() {
        return model;
    }

    @Override
    public boolean stream() {
        return stream;
    }

    @Override
    public boolean usageAsked() {
        return usageAsked;
    }

    @Override
    public Options options() {
        return options;
    }

    @Override
    public WorstCase.Size size() {
        return size;
    }

    /** The same with headers that go along with the body where its dialect is spoken. */
    JsonAsk with(Map<String, String> beside) {
        headers = beside;
        return this;
    }

    Map<String, String> headers() {
        return headers;
    }

    /** The caller's own bytes. */
    byte[] asItCame() {
        return bytes;
    }

    /** The same request without the gateway's own members. */
    byte[] plain() {
        return upstream(model, false);
    }

    /**
     * What is sent for that model.
     *
     * @param usage whether the provider is to be asked for a stream's usage; ignored when the request is not a stream
     */
    byte[] upstream(String target, boolean usage) {
        boolean add = usage && stream && !usageAsked;
        byte[] before = last;
        if (before != null && lastAdded == add && lastTarget.equals(target)) return before;
        byte[] spliced = splice(target, add);
        last = spliced;
        lastTarget = target;
        lastAdded = add;
        return spliced;
    }

    private byte[] splice(String target, boolean addUsage) {
        byte[] name = JsonStringEncoder.getInstance().quoteAsUTF8(target);
        var out = new Bytes(bytes.length + name.length + 64);
        boolean optionsStand = false;
        for (Edit edit : edits) optionsStand |= edit.kind != Edit.Kind.MODEL && edit.kind != Edit.Kind.CUT;
        int at = 0;
        for (Edit edit : edits) {
            if (!addUsage && edit.kind != Edit.Kind.MODEL && edit.kind != Edit.Kind.CUT) continue;
            out.add(bytes, at, edit.from);
            switch (edit.kind) {
                case MODEL -> {
                    out.add('"').add(name).add('"');
                    if (addUsage && !optionsStand) out.add(USAGE_MEMBER);
                }
                case CUT -> {}
                case USAGE_VALUE -> out.add("true");
                case USAGE_FIRST -> out.add("\"include_usage\":true,");
                case USAGE_ALONE -> out.add("\"include_usage\":true");
                case OPTIONS_VALUE -> out.add("{\"include_usage\":true}");
            }
            at = edit.to;
        }
        return out.add(bytes, at, bytes.length).take();
    }
}
