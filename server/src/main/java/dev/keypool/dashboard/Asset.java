package dev.keypool.dashboard;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * One file in memory, ready to send. Immutable: nobody writes to its buffers.
 *
 * @param type its media type
 * @param gzip null where compressing does not make it smaller
 * @param etag strong, of the plain bytes; the compressed ones have another, being other bytes
 */
record Asset(String type, Buffer plain, @Nullable Buffer gzip, String etag) {
    static Asset of(String name, byte[] content) {
        byte[] small = gzip(content);
        return new Asset(
                Types.of(name),
                Buffer.buffer(content),
                small.length < content.length ? Buffer.buffer(small) : null,
                '"' + Site.hash(content) + '"');
    }

    String gzipEtag() {
        return etag.substring(0, etag.length() - 1) + "-gzip\"";
    }

    private static byte[] gzip(byte[] content) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new BestGzip(out)) {
            gzip.write(content);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }

    /** Done once, at start: it may take its time. */
    private static final class BestGzip extends GZIPOutputStream {
        BestGzip(ByteArrayOutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }
}
