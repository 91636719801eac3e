package dev.keypool.gateway;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.keypool.values.BrandId;
import dev.keypool.values.Surface;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What makes two requests the same: brand, surface and every member, whatever its order and however numbers and blanks are
 * written. Confined to one call.
 */
final class Digest {
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
            try (JsonParser p = BodyScan.JSON.createParser(body)) {
                p.nextToken();
                digest.add(read(p));
            }
            return Base64.getEncoder().encodeToString(digest.sha.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256", impossible);
        } catch (IOException read) {
            throw new UncheckedIOException("The body was JSON a moment ago", read);
        }
    }

    /** A leaf as it is digested. */
    private record Leaf(char kind, String text) {}

    /** A tree of maps, lists and leaves: numbers of any size, which Jackson's trees do not take. */
    private static Object read(JsonParser p) throws IOException {
        return switch (p.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> members = new TreeMap<>();
                while (p.nextToken() != JsonToken.END_OBJECT) {
                    String name = p.currentName();
                    p.nextToken();
                    members.put(name, read(p));
                }
                yield members;
            }
            case START_ARRAY -> {
                List<Object> items = new ArrayList<>();
                while (p.nextToken() != JsonToken.END_ARRAY) items.add(read(p));
                yield items;
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Leaf('n', number(p.getText()));
            case VALUE_STRING -> new Leaf('s', p.getText());
            default -> new Leaf('w', p.getText());
        };
    }

    /** However it is written; what is beyond all reckoning is the same only when it is written the same. */
    private static String number(String written) {
        try {
            return new BigDecimal(written).stripTrailingZeros().toString();
        } catch (NumberFormatException | ArithmeticException e) {
            return written;
        }
    }

    private void add(Object node) {
        switch (node) {
            case Map<?, ?> members -> {
                add('{', Integer.toString(members.size()));
                members.forEach((name, value) -> {
                    add('k', (String) name);
                    add(value);
                });
            }
            case List<?> items -> {
                add('[', Integer.toString(items.size()));
                items.forEach(this::add);
            }
            case Leaf(char kind, String text) -> add(kind, text);
            default -> throw new IllegalStateException("Nothing else is read");
        }
    }

    /** Each piece with its kind and length, so that no two rows of pieces look alike. */
    private void add(char kind, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        sha.update((kind + Integer.toString(bytes.length) + ':').getBytes(StandardCharsets.US_ASCII));
        sha.update(bytes);
    }
}
