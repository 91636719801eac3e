package dev.keypool.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST …/model/{id}/converse} and {@code …/converse-stream}, the dialect of Amazon Bedrock. A bearer is taken as it is; of
 * a signed call the form is checked, and the signature too when the key has a {@code secret}. Thread-safe.
 */
final class ConverseSurface implements Surface {
    private static final Pattern PATH = Pattern.compile(".*/model/([^/]+)/converse(-stream)?");
    private static final Set<String> TEXTS = Set.of("text");

    @Override
    public ErrorForm errors() {
        return ErrorForm.AWS;
    }

    static boolean matches(String path) {
        return PATH.matcher(path).matches();
    }

    @Override
    public Ask read(Incoming call, KeyBehaviour behaviour) {
        String unsigned = Signature.wrong(call, behaviour.ways().secret());
        if (unsigned != null) {
            return new Ask.Wrong(Refusal.badSignature(unsigned));
        }
        ObjectNode json = call.json();
        Matcher path = PATH.matcher(call.path());
        if (json == null || !path.matches() || !hasMessages(json)) {
            return Ask.Wrong.because(
                    "The model returned the following errors: messages: a list with at least one message is required.");
        }
        return new Ask.Call(
                URLDecoder.decode(path.group(1), StandardCharsets.UTF_8),
                path.group(2) != null,
                false,
                promptTokens(json),
                maxTokens(json),
                ConverseWish.of(json),
                ConverseSurface::answer);
    }

    private static boolean hasMessages(JsonNode json) {
        return json.path("messages").isArray() && !json.path("messages").isEmpty();
    }

    private static @Nullable Integer maxTokens(JsonNode json) {
        JsonNode most = json.at("/inferenceConfig/maxTokens");
        return most.isInt() ? most.asInt() : null;
    }

    private static int promptTokens(JsonNode json) {
        ObjectNode counted = Json.object();
        counted.set("system", json.path("system"));
        counted.set("messages", json.path("messages"));
        return Texts.tokens(counted, TEXTS);
    }

    private static Answer answer(Performance performance) {
        ConverseForm form = new ConverseForm(performance);
        return performance.ask().stream()
                ? new Answer.Pieces(new ConverseFrames(performance, form), form.usage())
                : Answer.Whole.json(form.whole(), form.usage(), performance::innerError);
    }
}
