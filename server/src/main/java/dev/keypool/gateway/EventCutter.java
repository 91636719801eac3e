package dev.keypool.gateway;

/**
 * Cuts a stream of server-sent events at its blank lines, wherever the chunks happen to end, without changing a byte.
 * Lines end by LF, CRLF or CR. Confined to one stream.
 */
final class EventCutter implements Cutter {
    private static final byte[] NOTHING = new byte[0];

    /** Takes what was cut. */
    interface Sink {
        /** One whole event with its blank line: {@code bytes[from]} up to, not including, {@code bytes[to]}. */
        void event(byte[] bytes, int from, int to);
    }

    private final Sink sink;
    private byte[] rest = NOTHING;
    private int restSize;
    private boolean lineEmpty = true;
    private boolean afterReturn;

    EventCutter(Sink sink) {
        this.sink = sink;
    }

    @Override
    public int waiting() {
        return restSize;
    }

    @Override
    public void feed(byte[] chunk) {
        byte[] bytes = chunk;
        int at = 0;
        int size = chunk.length;
        boolean joined = restSize > 0;
        if (joined) {
            at = restSize;
            keep(chunk, 0, size);
            bytes = rest;
            size = restSize;
        }
        int from = 0;
        for (int i = at; i < size; i++) {
            if (!endsEvent(bytes[i])) continue;
            int to = i + 1;
            // The LF of a closing CRLF belongs to the event when it is already here; else it leads the next one.
            if (bytes[i] == '\r' && to < size && bytes[to] == '\n') {
                to++;
                i++;
                afterReturn = false;
            }
            sink.event(bytes, from, to);
            from = to;
        }
        if (joined) dropBefore(from);
        else if (from < size) keep(chunk, from, size);
    }

    /** What still waits counts as its last event, since some servers leave the last blank line out. */
    @Override
    public void end() {
        if (restSize == 0) return;
        int size = restSize;
        restSize = 0;
        sink.event(rest, 0, size);
    }

    private boolean endsEvent(byte b) {
        if (b == '\n') {
            if (afterReturn) {
                afterReturn = false;
                return false;
            }
        } else if (b == '\r') {
            afterReturn = true;
        } else {
            afterReturn = false;
            lineEmpty = false;
            return false;
        }
        boolean blank = lineEmpty;
        lineEmpty = true;
        return blank;
    }

    private void keep(byte[] bytes, int from, int to) {
        int length = to - from;
        int needed = Math.addExact(restSize, length);
        if (needed > rest.length) rest = java.util.Arrays.copyOf(rest, Math.max(needed, 2 * rest.length));
        System.arraycopy(bytes, from, rest, restSize, length);
        restSize = needed;
    }

    /** The array itself is given up, since the sink may still hold on to a part of it. */
    private void dropBefore(int from) {
        if (from == 0) return;
        int left = restSize - from;
        rest = left == 0 ? NOTHING : java.util.Arrays.copyOfRange(rest, from, restSize);
        restSize = left;
    }
}
