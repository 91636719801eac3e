package dev.keypool.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.sandbox.DemoCalls.Failure;
import java.util.Optional;

/** The answer of {@code GET /api/v1/integrations}, as the demo reads it for its two keys. Immutable. */
record DemoList(JsonNode json, String primary, String spare) {
    /** What one side counted for the two keys. */
    record Counts(long primary, long spare) {
        Counts minus(Counts before) {
            return new Counts(primary - before.primary, spare - before.spare);
        }

        @Override
        public String toString() {
            return primary + " + " + spare;
        }
    }

    Optional<JsonNode> find(String label) {
        return json.path("integrations")
                .valueStream()
                .filter(integration ->
                        label.equals(integration.path("key_label").asText()))
                .findFirst();
    }

    Counts counted() throws Failure {
        return new Counts(
                expect(primary).path("daily_count").asLong(),
                expect(spare).path("daily_count").asLong());
    }

    /**
     * The sandbox knows the keys, and the list shows their masks only: the two meet at the mask.
     *
     * @param books the answer of the sandbox's {@code GET /_control/keys}
     */
    Counts countedBySandbox(JsonNode books) throws Failure {
        return new Counts(received(books, expect(primary)), received(books, expect(spare)));
    }

    /** The label of the integration that an answer names, {@code -} if it names none. */
    String servedBy(JsonNode answer) {
        JsonNode id = answer.at("/spidergate_metadata/integration_id");
        if (id.isMissingNode()) {
            return "-";
        }
        return json.path("integrations")
                .valueStream()
                .filter(integration -> integration.path("id").asText().equals(id.asText()))
                .map(integration -> integration.path("key_label").asText())
                .findFirst()
                .orElse("#" + id.asText());
    }

    /** A key as the list shows it: its first four characters less a trailing dash, and its last three. */
    static String mask(String key) {
        return key.length() < 16
                ? "..."
                : key.substring(0, 4).replaceFirst("[-_]+$", "") + "..." + key.substring(key.length() - 3);
    }

    private JsonNode expect(String label) throws Failure {
        return find(label).orElseThrow(() -> new Failure("The list has no integration labelled '" + label + "'."));
    }

    private static long received(JsonNode books, JsonNode integration) {
        String mask = integration.at("/key_preview/api_key").asText();
        return books.path("keys")
                .valueStream()
                .filter(book -> mask(book.path("key").asText()).equals(mask))
                .mapToLong(book -> book.path("received").asLong())
                .sum();
    }
}
