package dev.keypool.sandbox;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;

/**
 * Any method at {@code …/echo/…}: tells how the call arrived. Its status is {@code ?status=}; with {@code ?slowly=true} the body
 * goes out in the key's chunks and pauses. Billed nothing. Thread-safe.
 */
final class EchoSurface implements Surface {
    @Override
    public Ask read(Incoming call, KeyBehaviour behaviour) {
        String status = call.request().getParam("status", "200");
        if (!status.matches("[2-5]\\d\\d")) {
            return Ask.Wrong.because("status must be 200 to 599; it was " + status + ".");
        }
        boolean slowly = call.request().getParam("slowly", "false").equals("true");
        Buffer page = Buffer.buffer(page(call).toString());
        return Ask.Call.plain(
                "echo",
                1,
                performance -> slowly
                        ? new Answer.Pieces(new SlowFrames(page, performance), Usage.NOTHING)
                        : new Answer.Whole(
                                Integer.parseInt(status), Json.TYPE, page, Usage.NOTHING, performance::innerError));
    }

    private static ObjectNode page(Incoming call) {
        ObjectNode page = Json.object()
                .put("method", call.request().method().name())
                .put("path", call.path())
                .put("query", call.request().query())
                .put("length", call.body().length())
                .put("sha256", Hash.sha256(call.body().getBytes()));
        ArrayNode headers = page.putArray("headers");
        call.request().headers().names().stream().sorted().forEach(headers::add);
        return page;
    }

    private record SlowFrames(Buffer page, Performance performance) implements Frames {
        @Override
        public CharSequence type() {
            return Json.TYPE;
        }

        @Override
        public Buffer begin() {
            return Buffer.buffer();
        }

        @Override
        public int count() {
            return Math.min(performance.behaviour().pace().chunks(), page.length());
        }

        @Override
        public Buffer chunk(int index) {
            return page.slice(page.length() * index / count(), page.length() * (index + 1) / count());
        }

        @Override
        public Buffer finish(boolean complete) {
            return Buffer.buffer();
        }

        @Override
        public Buffer malformed() {
            return Buffer.buffer("{\"");
        }

        @Override
        public Buffer error() {
            return Buffer.buffer(performance.innerError());
        }
    }
}
