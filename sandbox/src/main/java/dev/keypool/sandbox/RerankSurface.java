package dev.keypool.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * {@code POST …/rerank}: documents in the order of how many words of the query they have. Cohere (a path with {@code /v2/}) bills
 * a search, all others (Jina's form) the tokens of query and documents. Thread-safe.
 */
final class RerankSurface implements Surface {
    private record Scored(int index, String document, BigDecimal score) {}

    @Override
    public Ask read(Incoming call, KeyBehaviour behaviour) {
        ObjectNode json = call.json();
        if (json == null
                || !json.path("query").isTextual()
                || !json.path("documents").isArray()) {
            return Ask.Wrong.because("A reranking needs a JSON object with model, query and documents (a list).");
        }
        boolean cohere = call.path().contains("/v2/");
        ObjectNode counted = Json.object().put("text", json.path("query").asText());
        ArrayNode texts = counted.putArray("documents");
        json.path("documents").forEach(one -> texts.addObject().put("text", text(one)));
        return Ask.Call.plain(
                json.path("model").asText("rerank"),
                Texts.tokens(counted, Set.of("text")),
                performance -> Answer.Whole.json(
                        page(performance, json, cohere), performance.promptOnly(), performance::innerError));
    }

    private static String page(Performance performance, JsonNode json, boolean cohere) {
        ObjectNode page = Json.object();
        if (cohere) {
            page.put("id", performance.id("rerank-"));
            page.putObject("meta").putObject("billed_units").put("search_units", 1);
        } else {
            int tokens = performance.ask().promptTokens();
            page.put("model", performance.ask().model());
            page.putObject("usage").put("total_tokens", tokens).put("prompt_tokens", tokens);
        }
        ArrayNode results = page.putArray("results");
        for (Scored one : scored(json)) {
            ObjectNode result = results.addObject().put("index", one.index()).put("relevance_score", one.score());
            if (json.path("return_documents").asBoolean()) {
                result.putObject("document").put("text", one.document());
            }
        }
        return page.toString();
    }

    private static List<Scored> scored(JsonNode json) {
        Set<String> words = words(json.path("query").asText());
        List<Scored> all = new ArrayList<>();
        for (JsonNode document : json.path("documents")) {
            String text = text(document);
            long shared = words(text).stream().filter(words::contains).count();
            BigDecimal score = BigDecimal.valueOf(shared)
                    .divide(BigDecimal.valueOf(Math.max(1, words.size())), 4, RoundingMode.HALF_UP);
            all.add(new Scored(all.size(), text, score));
        }
        all.sort(Comparator.comparing(Scored::score).reversed());
        return all.subList(0, Math.min(all.size(), json.path("top_n").asInt(all.size())));
    }

    private static Set<String> words(String text) {
        return Set.copyOf(
                new HashSet<>(List.of(text.toLowerCase(Locale.ROOT).strip().split("\\W+", -1))));
    }

    private static String text(JsonNode document) {
        return document.isTextual() ? document.asText() : document.path("text").asText();
    }
}
