package dev.keypool.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.keypool.values.Refusal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Reads the body that a caller sent, and distrusts it: strict UTF-8, each field once, bounded depth, names and numbers,
 * nothing after the end. The parser's own messages repeat what was sent, so only the place is told. Stateless.
 */
final class BodyText {
    private static final int DEPTH = 32;
    private static final int NAME_LENGTH = 256;
    private static final int NUMBER_LENGTH = 64;

    private static final ObjectMapper STRICT = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH)
                            .maxNameLength(NAME_LENGTH)
                            .maxNumberLength(NUMBER_LENGTH)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private BodyText() {}

    /** What was sent; a missing node for nothing but white space. Refuses with INVALID_JSON. */
    static JsonNode parse(byte[] body) {
        String text = decode(body);
        try {
            return Objects.requireNonNull(STRICT.readTree(text));
        } catch (StreamConstraintsException e) {
            throw invalid(
                    e,
                    "goes beyond what is read: at most " + DEPTH + " levels, names of " + NAME_LENGTH
                            + " and numbers of " + NUMBER_LENGTH + " characters");
        } catch (JsonEOFException e) {
            throw invalid(e, "ends too early");
        } catch (JsonProcessingException e) {
            boolean twice = e.getOriginalMessage().startsWith("Duplicate field");
            throw invalid(e, twice ? "names the same field twice" : "is not valid JSON");
        } catch (NumberFormatException e) {
            // an exponent beyond what BigDecimal knows comes unwrapped and without a place
            throw refusal("The body holds a number that cannot be read. Send it with fewer digits.");
        }
    }

    private static String decode(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw refusal("The body is not UTF-8. Encode it as UTF-8 and send it again.");
        }
    }

    private static Refusal invalid(JsonProcessingException fault, String what) {
        JsonLocation at = fault.getLocation();
        String place = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
        return refusal("The body " + what + place + ". Correct it there and send it again.");
    }

    private static Refusal refusal(String sentence) {
        return new Refusal(Refusal.Kind.INVALID_JSON, "invalid_json", sentence);
    }
}
