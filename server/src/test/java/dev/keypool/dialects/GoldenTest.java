package dev.keypool.dialects;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every case under {@code resources/dialects}: {@code requests/<case>/client.<dialect>.json} to each provider's dialect,
 * {@code answers/<case>/<dialect>.json} and {@code .sse} of a provider to each client's.
 */
final class GoldenTest {
    private static final List<Dialect> CLIENTS =
            List.of(Dialect.OPENAI_CHAT, Dialect.OPENAI_RESPONSES, Dialect.ANTHROPIC_MESSAGES);
    private static final List<Dialect> PROVIDERS = List.of(Dialect.values());

    record Case(Path folder, Dialect client, Dialect provider) {
        Translator translator() {
            return Translator.between(client, provider).orElseThrow();
        }

        Path given(String ending) {
            return folder.resolve(provider.wire() + ending);
        }

        Path expected(String ending) {
            return folder.resolve(provider.wire() + ".to." + client.wire() + ending);
        }

        @Override
        public String toString() {
            return Goldens.name(folder) + ": " + client.wire() + " and " + provider.wire();
        }
    }

    static List<Case> requests() {
        List<Case> cases = new ArrayList<>();
        for (Path folder : Goldens.folders("requests")) {
            Dialect client = CLIENTS.stream()
                    .filter(each -> Files.exists(folder.resolve("client." + each.wire() + ".json")))
                    .findFirst()
                    .orElseThrow();
            PROVIDERS.stream()
                    .filter(provider -> provider != client)
                    .forEach(provider -> cases.add(new Case(folder, client, provider)));
        }
        return cases;
    }

    static List<Case> answers() {
        List<Case> cases = new ArrayList<>();
        for (Path folder : Goldens.folders("answers")) {
            for (Dialect provider : PROVIDERS) {
                if (!Files.exists(folder.resolve(provider.wire() + ".json"))) continue;
                CLIENTS.stream()
                        .filter(client -> client != provider)
                        .forEach(client -> cases.add(new Case(folder, client, provider)));
            }
        }
        return cases;
    }

    private static String model(Dialect provider) {
        return switch (provider) {
            case OPENAI_CHAT -> "llama-3.3-70b";
            case OPENAI_RESPONSES -> "gpt-5.1";
            case ANTHROPIC_MESSAGES -> "claude-sonnet-4-5";
            case BEDROCK_CONVERSE -> "anthropic.claude-sonnet-4-5-20250929-v1:0";
        };
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aRequestIsSaidInTheProvidersDialect(Case each) {
        byte[] asked =
                Goldens.bytes(each.folder().resolve("client." + each.client().wire() + ".json"));
        Translation translation =
                each.translator().request(asked, model(each.provider()), Goldens.CREATED, Goldens.ids());
        ObjectNode told = Trees.object();
        switch (translation) {
            case Translation.Ready ready -> {
                ready.dropped().forEach(told.putArray("dropped")::add);
                told.set("body", Goldens.json(ready.body()));
            }
            case Translation.Refused refused ->
                told.putObject("refused").put("param", refused.param()).put("sentence", refused.sentence());
        }
        Goldens.check(each.given(".json"), Goldens.pretty(told));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void aWholeAnswerIsSaidInTheClientsDialect(Case each) {
        Answered answered = answered(each);
        Goldens.check(each.expected(".json"), Goldens.pretty(Goldens.json(answered.body())));
        assertTrue(answered.usage() != null && answered.usage().input() > 0);
    }

    private static Answered answered(Case each) {
        return each.translator()
                .answer(Goldens.bytes(each.given(".json")), Goldens.asked(each.client()))
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("answers")
    void aStreamIsSaidInTheClientsDialect(Case each) {
        StreamTranslation translation = each.translator().stream(Goldens.asked(each.client()));
        String told = Goldens.stream(translation, Goldens.text(Goldens.bytes(each.given(".sse"))));
        Goldens.check(each.expected(".sse"), told);
        assertTrue(translation.substance() && translation.ended());
        assertEquals(answered(each).usage(), translation.usage());
        assertEquals(answered(each).model(), translation.model());
    }

    @ParameterizedTest
    @MethodSource("answers")
    void aStreamGathersToTheWholeAnswer(Case each) {
        StreamTranslation translation = each.translator().stream(Goldens.asked(each.client()));
        String told = Goldens.stream(translation, Goldens.text(Goldens.bytes(each.given(".sse"))));
        assertEquals(
                Goldens.pretty(Gathered.whole(
                        each.client(), Goldens.json(answered(each).body()))),
                Goldens.pretty(Gathered.stream(each.client(), told)));
    }

    /** The gateway hands in windows of larger buffers. */
    @ParameterizedTest
    @MethodSource("answers")
    void anEventIsReadInTheMidstOfOtherBytes(Case each) {
        String stream = Goldens.text(Goldens.bytes(each.given(".sse")));
        StreamTranslation plain = each.translator().stream(Goldens.asked(each.client()));
        StreamTranslation windowed = each.translator().stream(Goldens.asked(each.client()));
        for (String data : Goldens.events(stream)) {
            byte[] alone = data.getBytes(StandardCharsets.UTF_8);
            byte[] amid = ("{\"x\":" + data + "}]").getBytes(StandardCharsets.UTF_8);
            assertEquals(
                    Goldens.text(plain.event(alone, 0, alone.length)),
                    Goldens.text(windowed.event(amid, 5, 5 + alone.length)));
        }
        assertEquals(Goldens.text(plain.end()), Goldens.text(windowed.end()));
    }

    /** Wherever the provider's stream is cut: what was said stays as it is, and the stream is not called whole before it named its end. */
    @ParameterizedTest
    @MethodSource("answers")
    void aCutStreamIsABeginningOfTheWholeOneAndEndsBroken(Case each) {
        List<String> events = Goldens.events(Goldens.text(Goldens.bytes(each.given(".sse"))));
        String whole = Goldens.stream(
                each.translator().stream(Goldens.asked(each.client())),
                Goldens.text(Goldens.bytes(each.given(".sse"))));
        for (int cut = 0; cut < events.size(); cut++) {
            StreamTranslation translation = each.translator().stream(Goldens.asked(each.client()));
            var told = new StringBuilder();
            for (String data : events.subList(0, cut)) {
                byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
                told.append(Goldens.text(translation.event(bytes, 0, bytes.length)));
            }
            assertTrue(whole.startsWith(told.toString()), "cut at " + cut);
            if (translation.finished()) continue;
            String broken = Goldens.text(translation.broken(new Fault("api_error", "upstream_error", "It broke.")));
            assertEquals(1, Goldens.events(broken).size());
            assertTrue(broken.contains("It broke."));
            assertNotEquals("[DONE]", Goldens.events(broken).getFirst());
        }
    }
}
