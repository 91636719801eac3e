package dev.keypool.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;

/**
 * {@code POST …/audio/transcriptions}: hears the length and the SHA-256 of the file, so that a caller sees that it came whole.
 * One prompt token for each started 100 bytes. Thread-safe.
 */
final class TranscriptionsSurface implements Surface {
    private static final int BYTES_PER_TOKEN = 100;

    private record Heard(String text, String format, int bytes) {}

    @Override
    public Ask read(Incoming call, KeyBehaviour behaviour) {
        List<Multipart.Part> parts = Multipart.read(call.body().getBytes(), call.header("content-type"));
        Optional<Multipart.Part> file = Multipart.named(parts, "file");
        if (file.isEmpty() || Multipart.named(parts, "model").isEmpty()) {
            return Ask.Wrong.because("A transcription needs multipart/form-data with a file and a model.");
        }
        byte[] bytes = file.get().bytes();
        String text =
                "The file " + file.get().file() + " has " + bytes.length + " bytes, sha256 " + Hash.sha256(bytes) + ".";
        Heard heard = new Heard(text, field(parts, "response_format", "json"), bytes.length);
        return Ask.Call.plain(
                field(parts, "model", ""),
                Math.max(1, Math.ceilDiv(bytes.length, BYTES_PER_TOKEN)),
                performance -> answer(performance, heard));
    }

    private static String field(List<Multipart.Part> parts, String name, String usual) {
        return Multipart.named(parts, name).map(Multipart.Part::text).orElse(usual);
    }

    private static Answer answer(Performance performance, Heard heard) {
        Usage usage = new Usage(
                performance.ask().promptTokens(), 0, Script.tokens(heard.text().length()), 0);
        if (heard.format().equals("text")) {
            return new Answer.Whole(
                    200,
                    "text/plain; charset=utf-8",
                    Buffer.buffer(heard.text() + "\n"),
                    usage,
                    performance::innerError);
        }
        ObjectNode page = Json.object();
        if (heard.format().equals("verbose_json")) {
            verbose(page, heard);
        } else {
            page.put("text", heard.text());
            page.putObject("usage")
                    .put("type", "tokens")
                    .put("input_tokens", usage.prompt())
                    .put("output_tokens", usage.completion())
                    .put("total_tokens", usage.prompt() + usage.completion());
        }
        return Answer.Whole.json(page.toString(), usage, performance::innerError);
    }

    private static void verbose(ObjectNode page, Heard heard) {
        double seconds = heard.bytes() / 16_000.0;
        page.put("task", "transcribe")
                .put("language", "english")
                .put("duration", seconds)
                .put("text", heard.text());
        ObjectNode segment = page.putArray("segments")
                .addObject()
                .put("id", 0)
                .put("seek", 0)
                .put("start", 0.0)
                .put("end", seconds)
                .put("text", heard.text());
        segment.putArray("tokens").add(1);
        segment.put("temperature", 0.0)
                .put("avg_logprob", -0.1)
                .put("compression_ratio", 1.0)
                .put("no_speech_prob", 0.0);
        page.putObject("usage").put("type", "duration").put("seconds", (int) Math.ceil(seconds));
    }
}
