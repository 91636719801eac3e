package dev.keypool.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The page of the results. */
final class Table {
    private static final String HEAD = """
            # Compatibility

            Which clients work through Keypool, with which provider behind it: each cell is a test of the client as published, with base URL
            and key changed and nothing else, against the sandbox in that provider's dialect. **This page is made by the tests** (`ConformanceTest`
            writes `server/target/compatibility.md` and holds this file against it). To renew it: run that test, copy the file over this one.

            - `yes`: it works. `no` in bold: it does not. `n/a`: the client or the provider has no such thing. `no, nor without`: the client fails in the
              same way when it speaks with this provider itself, without Keypool (the OpenAI SDK's accumulator cannot take streams that tell their usage
              beside the finish reason, as Mistral's, Together's and others do; Keypool relays a stream of the client's own dialect byte by byte).
            - *Streaming*: the texts arrive in pieces and add up. *Tools*: a call with its arguments, the tool's result, the answer to it, whole and in streams.
              *Structured output*: the client's own way to a typed answer. *Images*: a picture reaches the provider. *Errors*: the provider's 400 and the
              caller's own 401 arrive as the client's exceptions. *Cancellation*: the provider notices that the caller has left.
            - Spring AI runs over Reactor Netty here. Over the JDK's HTTP client Spring keeps reading a stream whose reader has left, whatever the server is.
            - A Responses client uses the Responses of a provider that has them, and is translated elsewhere.
            """;

    private Table() {}

    static String of(Map<Cell, Outcome> outcomes) {
        List<String> lines = new ArrayList<>(List.of(HEAD));
        for (Maker client : Maker.values()) {
            lines.add("## " + client.title() + "\n");
            lines.add(
                    row("", List.of(Column.values()).stream().map(Column::title).toList()));
            lines.add("|---" + "|---".repeat(Column.values().length) + "|");
            for (Feature feature : Feature.values()) lines.add(row(outcomes, client, feature));
            lines.add("");
        }
        return String.join("\n", lines).strip() + "\n";
    }

    private static String row(Map<Cell, Outcome> outcomes, Maker client, Feature feature) {
        return row(
                feature.title(),
                List.of(Column.values()).stream()
                        .map(column -> Objects.requireNonNull(outcomes.get(new Cell(client, feature, column)))
                                .word())
                        .toList());
    }

    private static String row(String title, List<String> cells) {
        return "| " + title + " | " + String.join(" | ", cells) + " |";
    }
}
