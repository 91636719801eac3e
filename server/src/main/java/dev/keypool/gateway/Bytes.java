package dev.keypool.gateway;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing row of bytes. Confined to one request. */
final class Bytes {
    private byte[] content;
    private int size;

    Bytes(int capacity) {
        content = new byte[Math.max(16, capacity)];
    }

    private Bytes(byte[] own) {
        content = own;
        size = own.length;
    }

    /** A row that begins as that array, which is its own from here on: most bodies come in one piece. */
    static Bytes from(byte[] own) {
        return new Bytes(own);
    }

    int size() {
        return size;
    }

    Bytes add(byte[] from) {
        return add(from, 0, from.length);
    }

    /** Adds {@code from[start]} up to, not including, {@code from[end]}. */
    Bytes add(byte[] from, int start, int end) {
        int length = end - start;
        room(length);
        System.arraycopy(from, start, content, size, length);
        size += length;
        return this;
    }

    Bytes add(char ascii) {
        room(1);
        content[size++] = (byte) ascii;
        return this;
    }

    Bytes add(String text) {
        return add(text.getBytes(StandardCharsets.UTF_8));
    }

    private void room(int more) {
        int needed = Math.addExact(size, more);
        if (needed > content.length) content = Arrays.copyOf(content, Math.max(needed, content.length * 2));
    }

    /** The bytes as they are now. */
    byte[] copy() {
        return Arrays.copyOf(content, size);
    }

    /** The bytes; this row is not used afterwards. */
    byte[] take() {
        return size == content.length ? content : Arrays.copyOf(content, size);
    }
}
