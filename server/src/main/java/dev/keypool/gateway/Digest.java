package dev.keypool.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.keypool.values.BrandId;
import dev.keypool.values.Surface;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * What makes two requests the same: brand, surface and every member, whatever its order and however numbers and blanks are
 * written. Confined to one call.
 */
final class Digest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final MessageDigest sha;

    private Digest(MessageDigest sha) {
        this.sha = sha;
    }

    /**
     * @param headers that go along with the body
     * @param body JSON without the gateway's own members
     */
    static String of(BrandId brand, Surface surface, Map<String, String> headers, byte[] body) {
        try {
            var digest = new Digest(MessageDigest.getInstance("SHA-256"));
            digest.add('b', Long.toString(brand.value()));
            digest.add('f', surface.wire());
            new TreeMap<>(headers).forEach((name, value) -> {
                digest.add('h', name);
                digest.add('v', value);
            });
            digest.add(JSON.readTree(body));
            return Base64.getEncoder().encodeToString(digest.sha.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256", impossible);
        } catch (IOException read) {
            throw new UncheckedIOException("The body was JSON a moment ago", read);
        }
    }

    private void add(JsonNode node) {
        if (node.isObject()) {
            Map<String, JsonNode> sorted = new TreeMap<>();
            node.properties().forEach(member -> sorted.put(member.getKey(), member.getValue()));
            add('{', Integer.toString(sorted.size()));
            sorted.forEach((name, value) -> {
                add('k', name);
                add(value);
            });
        } else if (node.isArray()) {
            add('[', Integer.toString(node.size()));
            node.forEach(this::add);
        } else if (node.isNumber()) {
            add('n', node.decimalValue().stripTrailingZeros().toString());
        } else {
            add(node.isTextual() ? 's' : 'w', node.asText());
        }
    }

    /** Each piece with its kind and length, so that no two rows of pieces look alike. */
    private void add(char kind, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        sha.update((kind + Integer.toString(bytes.length) + ':').getBytes(StandardCharsets.US_ASCII));
        sha.update(bytes);
    }
}
