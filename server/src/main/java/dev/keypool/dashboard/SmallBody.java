package dev.keypool.dashboard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.http.JsonBody;
import dev.keypool.values.Refusal;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.function.Consumer;

/** A body of one text, {@code {"token": "…"}}. Stateless. */
final class SmallBody {
    private static final int MOST = 4_096;

    private SmallBody() {}

    /**
     * Reads it on the event loop; a larger one is refused, and what still comes of it is thrown away.
     *
     * @param expected what the text is, for whoever sent something else
     */
    static void read(Reply reply, String field, String expected, Consumer<String> then) {
        Buffer kept = Buffer.buffer();
        HttpServerRequest request = reply.request();
        request.handler(chunk -> {
            if (kept.length() <= MOST) kept.appendBuffer(chunk);
        });
        request.exceptionHandler(broken -> {}); // nobody is left to be told
        request.endHandler(end -> {
            try {
                if (kept.length() > MOST) throw tooLarge(field);
                then.accept(text(JsonBody.object(request, kept.getBytes()), field, expected));
            } catch (Refusal refusal) {
                reply.refuse(refusal);
            }
        });
    }

    private static String text(ObjectNode body, String field, String expected) {
        var text = body.get(field);
        if (body.size() == 1 && text != null && text.isTextual()) return text.textValue();
        String sentence = "The body must be {\"" + field + "\": \"" + expected + "\"} and nothing else.";
        throw Refusal.invalid(List.of(new Refusal.Fault(List.of("body", field), sentence, "wrong_form")));
    }

    private static Refusal tooLarge(String field) {
        return new Refusal(
                Refusal.Kind.TOO_LARGE,
                "body_too_large",
                "The body is larger than " + MOST + " bytes, the most that is taken. Send the " + field + " alone.");
    }
}
