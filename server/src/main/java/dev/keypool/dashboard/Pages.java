package dev.keypool.dashboard;

import dev.keypool.values.Refusal;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** Serves the {@link Site} from memory: compressed where that is welcome, and not at all where the browser has it already. Thread-safe. */
final class Pages {
    private final Site site;

    Pages(Site site) {
        this.site = site;
    }

    void handle(Reply reply) {
        HttpServerRequest request = reply.request();
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            reply.onlyTakes("GET, HEAD");
            return;
        }
        Site.Found found = site.at(reply.path());
        if (found == null) {
            reply.refuse(
                    new Refusal(
                            Refusal.Kind.NOT_FOUND,
                            "not_found",
                            "The dashboard has no such file; after an update its files have new addresses. Load /dashboard anew."));
            return;
        }
        send(found, reply);
    }

    private static void send(Site.Found found, Reply reply) {
        HttpServerRequest request = reply.request();
        Asset asset = found.asset();
        Buffer small = Accepted.gzip(request.getHeader(HttpHeaders.ACCEPT_ENCODING)) ? asset.gzip() : null;
        String etag = small == null ? asset.etag() : asset.gzipEtag();
        reply.header("ETag", etag);
        reply.header("Cache-Control", found.immutable() ? "public, max-age=31536000, immutable" : "no-cache");
        reply.header("Vary", "Accept-Encoding");
        if (has(etag, request.getHeader(HttpHeaders.IF_NONE_MATCH))) {
            reply.send(304);
            return;
        }
        reply.header("Content-Type", asset.type());
        if (small != null) reply.header("Content-Encoding", "gzip");
        reply.send(200, small == null ? asset.plain() : small);
    }

    /** Weak comparison, as RFC 9110 wants it of {@code If-None-Match}. */
    private static boolean has(String etag, @Nullable String known) {
        if (known == null) return false;
        for (String each : known.split(",", -1)) {
            String tag = each.strip();
            if (tag.equals("*") || tag.equals(etag) || tag.equals("W/" + etag)) return true;
        }
        return false;
    }
}
