package dev.keypool.sandbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.sandbox.DemoCalls.Failure;
import dev.keypool.sandbox.DemoCalls.Reply;
import dev.keypool.sandbox.DemoList.Counts;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The driver of {@code ./keypool demo}: stores two made-up OpenRouter keys, the first with a limit of six requests per minute,
 * sends ten chats, a message in Anthropic's dialect and an embedding, and holds Keypool's counts against the sandbox's.
 * Confined to one thread.
 */
public final class Demo {
    private static final String PRIMARY = "Demo primary";
    private static final String SPARE = "Demo spare";
    private static final String MODEL = "openrouter/openai/gpt-4o-mini";
    private static final String CLAUDE = "openrouter/anthropic/claude-sonnet-4.5";
    private static final String EMBEDDER = "openrouter/openai/text-embedding-3-small";
    private static final String LIST = "/api/v1/integrations";
    private static final int LIMIT = 6;
    private static final int CHATS = 10;
    private static final int CALLS = CHATS + 2;

    private final Stage stage;
    private final DemoCalls calls;
    private final PrintStream out;
    private final InstantSource clock;
    private final RandomGenerator random;

    /** Where the demo plays. */
    record Stage(URI server, URI sandbox, Path bootstrap) {}

    Demo(Stage stage, PrintStream out, InstantSource clock, RandomGenerator random) {
        this.stage = stage;
        this.calls = new DemoCalls(stage.server());
        this.out = out;
        this.clock = clock;
        this.random = random;
    }

    /** Ends with 0 when all went well, with 1 when something differs, with 2 when the arguments are wrong. */
    public static void main(String[] args) throws InterruptedException {
        try {
            new Demo(stage(args), System.out, InstantSource.system(), new SecureRandom()).run();
        } catch (Failure failed) {
            System.err.println("\nThe demo failed: " + failed.getMessage());
            System.exit(1);
        } catch (IllegalArgumentException badArguments) {
            System.err.println(badArguments.getMessage());
            System.exit(2);
        }
    }

    static Stage stage(String... args) {
        List<String> all = List.of(args);
        return new Stage(
                URI.create(argument(all, "--server")),
                URI.create(argument(all, "--sandbox")),
                Path.of(argument(all, "--bootstrap")));
    }

    private static String argument(List<String> all, String name) {
        int value = all.indexOf(name) + 1;
        Checks.that(
                value > 0 && value < all.size(),
                name + " is missing. Usage: Demo --server http://127.0.0.1:8080 --sandbox http://127.0.0.1:8089"
                        + " --bootstrap data/bootstrap.json");
        return all.get(value);
    }

    void run() throws Failure, InterruptedException {
        out.print("Waiting for the server at " + stage.server() + " ");
        calls.waitUntilReady(out);
        String token = token();
        createMissing(token);
        LocalDate day = today();
        DemoList before = list(token);
        Counts sandboxBefore = countedBySandbox(before);
        for (int i = 1; i <= CHATS; i++) {
            call(token, before, chat(i));
        }
        call(token, before, message());
        call(token, before, embedding());
        DemoList after = list(token);
        out.println("\nGET " + LIST + "\n" + after.json().toPrettyString());
        Counts ours = after.counted().minus(before.counted());
        compare(countedBySandbox(after).minus(sandboxBefore), ours, day.equals(today()));
        sayWhatNext(token);
    }

    private String token() throws Failure {
        try {
            String json = Files.readString(stage.bootstrap());
            return new ObjectMapper().readTree(json).path("client_token").asText();
        } catch (IOException missing) {
            throw new Failure("Cannot read the client token from " + stage.bootstrap()
                    + ". The server writes that file when it starts on an empty data directory.");
        }
    }

    /** An integration of an earlier run on the same data directory is used again. */
    private void createMissing(String token) throws Failure, InterruptedException {
        DemoList list = list(token);
        String first = key();
        String second = key();
        while (DemoList.mask(second).equals(DemoList.mask(first))) {
            second = key();
        }
        if (list.find(PRIMARY).isEmpty()) {
            ObjectNode body =
                    integration(PRIMARY, first).put("is_primary", true).put("minute_limit", LIMIT);
            create(token, body);
        }
        if (list.find(SPARE).isEmpty()) {
            create(token, integration(SPARE, second));
        }
    }

    private void create(String token, ObjectNode body) throws Failure, InterruptedException {
        Reply reply = calls.post(LIST, token, body);
        if (reply.status() != 201) {
            throw new Failure("POST " + LIST + " answered " + reply.status() + " instead of 201: " + reply.body());
        }
        out.println("Created integration " + reply.body().at("/integration/id").asText() + ", "
                + body.path("key_label").asText()
                + (body.has("minute_limit") ? ", at most " + LIMIT + " requests per minute" : ""));
    }

    private static ObjectNode integration(String label, String key) {
        ObjectNode body = DemoCalls.object().put("provider_name", "openrouter").put("key_label", label);
        body.putObject("credentials").put("api_key", key);
        return body;
    }

    private String key() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return "sk-or-v1-" + HexFormat.of().formatHex(bytes);
    }

    /** One call of the gateway. {@code member} is the list that a good answer holds. */
    private record Call(String name, String path, ObjectNode body, String member) {}

    private static Call chat(int number) {
        ObjectNode body = DemoCalls.object().put("model", MODEL);
        said(body, "Hello, this is request " + number + ".");
        return new Call("chat %2d".formatted(number), "/v1/chat/completions", body, "choices");
    }

    private static Call message() {
        ObjectNode body = DemoCalls.object().put("model", CLAUDE).put("max_tokens", 100);
        said(body, "Hello, as Anthropic's clients say it.");
        return new Call("message", "/v1/messages", body, "content");
    }

    private static Call embedding() {
        ObjectNode body = DemoCalls.object().put("model", EMBEDDER).put("input", "Hello, as numbers.");
        return new Call("embedding", "/v1/embeddings", body, "data");
    }

    private static void said(ObjectNode body, String words) {
        body.putArray("messages").addObject().put("role", "user").put("content", words);
    }

    private void call(String token, DemoList list, Call call) throws Failure, InterruptedException {
        Instant start = clock.instant();
        Reply reply = calls.post(call.path(), token, call.body());
        long ms = Duration.between(start, clock.instant()).toMillis();
        if (reply.status() != 200 || reply.body().path(call.member()).isEmpty()) {
            throw new Failure("POST " + call.path() + " answered " + reply.status() + ": " + reply.body());
        }
        out.printf(
                "%-9s: %d  %-14s %s  %d ms%n",
                call.name(),
                reply.status(),
                list.servedBy(reply.body()),
                reply.body().path("model").asText(),
                ms);
    }

    private DemoList list(String token) throws Failure, InterruptedException {
        Reply reply = calls.get(LIST + "?provider_name=openrouter&limit=100", token);
        if (reply.status() != 200) {
            throw new Failure("GET " + LIST + " answered " + reply.status() + ": " + reply.body());
        }
        return new DemoList(reply.body(), PRIMARY, SPARE);
    }

    private Counts countedBySandbox(DemoList list) throws Failure, InterruptedException {
        Reply books = calls.elsewhere(stage.sandbox().resolve("/_control/keys"));
        return list.countedBySandbox(books.body());
    }

    private void compare(Counts sandbox, Counts ours, boolean sameDay) throws Failure {
        out.println("\nsandbox counted " + sandbox + ", Keypool counted " + ours);
        if (!sameDay) {
            out.println("(The UTC day turned meanwhile and daily_count began anew: run the demo again to compare.)");
        } else if (!sandbox.equals(ours)) {
            throw new Failure("The two counts differ.");
        }
        if (sandbox.primary() > LIMIT) {
            throw new Failure(
                    "The primary key was sent " + sandbox.primary() + " requests; its limit is " + LIMIT + ".");
        }
        if (sandbox.primary() + sandbox.spare() != CALLS) {
            throw new Failure("The two keys together should have got " + CALLS + " requests.");
        }
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private void sayWhatNext(String token) {
        out.println("""

                Try it yourself:
                  curl -s %1$s/v1/chat/completions -H 'Authorization: Bearer %2$s' -H 'Content-Type: application/json' \
                -d '{"model": "%3$s", "messages": [{"role": "user", "content": "Hello"}]}'
                  curl -s %1$s%4$s -H 'Authorization: Bearer %2$s'
                Dashboard: %1$s/dashboard (sign in with the token above)
                Documentation: %1$s/docs
                Books of the sandbox: %5$s/_control/keys
                All of it stays up until you press Ctrl-C.""".formatted(stage.server(), token, MODEL, LIST, stage.sandbox()));
    }
}
