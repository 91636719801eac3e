package dev.keypool.sandbox;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A recorded stream, one chunk for each of its events (the last one left for the end). Confined to its call. */
final class ShapeFrames implements Frames {
    private static final Pattern BLANK_LINES = Pattern.compile("(\r\n|\n|\r)(\r\n|\n|\r)+");

    private final List<String> events;
    private final Performance performance;

    ShapeFrames(String name, Performance performance) {
        this.events = Shapes.events(name);
        this.performance = performance;
    }

    /** The stream in pieces, each with the blank lines that end it. */
    static List<String> cut(String stream) {
        List<String> events = new ArrayList<>();
        Matcher blank = BLANK_LINES.matcher(stream);
        int from = 0;
        while (blank.find()) {
            events.add(stream.substring(from, blank.end()));
            from = blank.end();
        }
        if (from < stream.length()) {
            events.add(stream.substring(from));
        }
        return events;
    }

    @Override
    public Buffer begin() {
        return Buffer.buffer();
    }

    @Override
    public int count() {
        return events.size() - 1;
    }

    @Override
    public Buffer chunk(int index) {
        return Buffer.buffer(events.get(index));
    }

    @Override
    public Buffer finish(boolean complete) {
        return Buffer.buffer(complete ? events.getLast() : "");
    }

    @Override
    public Buffer malformed() {
        return Buffer.buffer("data: {\"choices\":[{\"index\":0,\"del\n\n");
    }

    @Override
    public Buffer error() {
        return Buffer.buffer("data: " + performance.innerError() + "\n\n");
    }
}
