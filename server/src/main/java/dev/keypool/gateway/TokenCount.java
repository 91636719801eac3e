package dev.keypool.gateway;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import dev.keypool.values.Surface;
import dev.keypool.values.TokenUsage;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

/**
 * Our own count of tokens, by OpenAI's o200k vocabulary: other vocabularies differ by some ten per cent. For what nobody else
 * has counted; everything it says is an estimate. Thread-safe. Takes milliseconds for a long text: not for event loops.
 */
final class TokenCount {
    private static final Set<Surface> SPOKEN =
            EnumSet.of(Surface.CHAT, Surface.COMPLETIONS, Surface.MESSAGES, Surface.RESPONSES);
    /** They hold addresses and sound, not words. */
    private static final Set<String> NO_WORDS =
            Set.of("model", "url", "image_url", "data", "file_data", "input_audio", "signature", "encrypted_content");
    /** What stands between two turns. */
    private static final int TOKENS_PER_OBJECT = 2;
    /** Of longer texts the beginning is counted and stands for the rest, characters. */
    private static final int MOST_COUNTED = 1 << 20;

    private TokenCount() {}

    /** The vocabulary is some megabytes: read when it is first needed. */
    private static final class Vocabulary {
        static final Encoding O200K = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
    }

    /** Whether answers of that surface are words. */
    static boolean applies(Surface surface) {
        return SPOKEN.contains(surface);
    }

    static long ofText(String text) {
        return text.isEmpty() ? 0 : Vocabulary.O200K.countTokensOrdinary(text);
    }

    /** Of all words in a JSON request. */
    static long ofRequest(byte[] body) {
        var words = new StringBuilder();
        long all = 0;
        long objects = 0;
        try (JsonParser p = BodyScan.JSON.createParser(body)) {
            for (JsonToken token = p.nextToken(); token != null; token = p.nextToken()) {
                if (token == JsonToken.START_OBJECT) objects++;
                else if (token == JsonToken.FIELD_NAME && NO_WORDS.contains(p.currentName())) {
                    p.nextToken();
                    p.skipChildren();
                } else if (token == JsonToken.VALUE_STRING) {
                    int length = p.getTextLength();
                    all += length + 1;
                    int kept = Math.min(length, MOST_COUNTED - Math.min(MOST_COUNTED, words.length()));
                    words.append(p.getTextCharacters(), p.getTextOffset(), kept).append('\n');
                }
            }
        } catch (IOException e) {
            return ofText(words.toString());
        }
        double stretch = words.isEmpty() ? 1 : Math.max(1, (double) all / words.length());
        return Math.round(ofText(words.toString()) * stretch) + TOKENS_PER_OBJECT * objects;
    }

    /** Of a request and as much of its answer as came. */
    static TokenUsage of(byte[] request, Said said) {
        long output = Math.round(ofText(unescaped(said.kept())) * said.stretch());
        return new TokenUsage(ofRequest(request), output, 0, 0);
    }

    /** JSON's escapes of line ends and quotes, which are most of them, undone. */
    private static String unescaped(String json) {
        return json.replace("\\n", "\n")
                .replace("\\\"", "\"")
                .replace("\\t", "\t")
                .replace("\\\\", "\\");
    }
}
