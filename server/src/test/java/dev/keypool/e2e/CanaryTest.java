package dev.keypool.e2e;

import static dev.keypool.e2e.RulesContractTest.assertError;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.e2e.Http.Reply;
import dev.keypool.sandbox.KeyBehaviour;
import dev.keypool.sandbox.Mode;
import dev.keypool.sandbox.Sandbox;
import dev.keypool.sandbox.SandboxSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Known secrets go in by every door, good and bad things happen to them, and then every place where one could have come to rest
 * is searched: answers, log, metrics, documents, the whole data directory. The process must not have logged a stack trace either.
 */
final class CanaryTest {
    private static final String LIST = "/api/v1/integrations";

    @Test
    void noSecretIsFoundAnywhereAndNoWrongInputLeavesAStackTrace(@TempDir Path dir) throws IOException {
        List<String> answers = new ArrayList<>();
        Map<String, String> secrets = new HashMap<>();
        Path log = dir.resolve("server.log");
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.free(InstantSource.system()))) {
            Map<String, String> variables = Product.variables(dir, sandbox);
            String masterKey = "c0ffee".repeat(10) + "cafe";
            variables.put("KEYPOOL_MASTER_KEY", masterKey);
            secrets.put("master key", masterKey);
            secrets.put("admin token", variables.get("KEYPOOL_ADMIN_TOKEN"));
            try (ServerProcess server = ServerProcess.start(variables, log)) {
                JsonNode bootstrap =
                        Http.JSON.readTree(dir.resolve("data/bootstrap.json").toFile());
                String token = bootstrap.get("client_token").asText();
                secrets.put("client key", token.split(":", -1)[1]);
                secrets.put("client secret", token.split(":", -1)[2]);
                try (Http api = new Http(server.port(), token);
                        Http admin = new Http(server.port(), secrets.get("admin token"));
                        Http nobody = new Http(server.port(), null)) {
                    useEverything(new Brand(api, 1, "", token), admin, sandbox, secrets, answers);
                    sendWrongThings(api, secrets, answers);
                    useTheDashboard(nobody, token, secrets, answers);
                    useAnInvitation(api, admin, server.port(), sandbox, secrets, answers);
                    for (String page : List.of(
                            "/metrics", "/openapi", "/docs/", "/healthz", "/readyz", "/v1/health", "/v1/providers")) {
                        answers.add(nobody.get(page).text());
                    }
                }
            }
        }
        String output = Files.readString(log);
        // The one place where a token may stand: the lines that show it once, when the directory was new.
        String lines = output.lines().filter(line -> line.startsWith("{")).reduce("", (a, b) -> a + "\n" + b);
        assertFalse(output.contains("\tat ") || lines.contains("\"throwable\":{"), output);
        Map<String, String> places = new HashMap<>();
        places.put("log", lines);
        for (int i = 0; i < answers.size(); i++) places.put("answer " + i, answers.get(i));
        try (Stream<Path> files = Files.walk(dir.resolve("data"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (file.endsWith("bootstrap.json")) continue;
                places.put(
                        file.getFileName().toString(),
                        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        assertTrue(places.containsKey("keypool.db"), places.keySet().toString());
        Set<String> found = new TreeSet<>();
        secrets.forEach((name, secret) -> places.forEach((place, text) -> {
            if (text.toLowerCase(Locale.ROOT).contains(secret.toLowerCase(Locale.ROOT)))
                found.add(name + " in " + place);
        }));
        assertEquals(Set.of(), found);
    }

    private static void useEverything(
            Brand brand, Http admin, Sandbox sandbox, Map<String, String> secrets, List<String> answers) {
        String good = Brand.openRouterKey();
        String bad = Brand.openRouterKey();
        secrets.put("good credential", good);
        secrets.put("bad credential", bad);
        sandbox.configure(bad, KeyBehaviour.OK.mode(Mode.INVALID));
        long goodId = brand.key("openrouter", good);
        long badId = brand.key("openrouter", bad, "\"is_primary\":true");
        answers.add(brand.chat("openrouter/sandbox/chat").text());
        answers.add(brand.chat("openrouter/sandbox/chat").text());
        answers.add(brand.api()
                .post(
                        "/v1/chat/completions",
                        "{\"model\":\"openrouter/x\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}")
                .text());
        for (String action : List.of("test", "test?apply=true", "sync-billing", "reset-health", "reset-usage")) {
            answers.add(
                    brand.api().post(LIST + "/" + badId + "/" + action, "{}").text());
            answers.add(
                    brand.api().post(LIST + "/" + goodId + "/" + action, "{}").text());
        }
        answers.add(brand.api()
                .patch(LIST + "/" + goodId, "{\"key_label\":\"renamed\"}")
                .text());
        answers.add(brand.api().get(LIST).text());
        answers.add(brand.api().get(LIST + "/health").text());
        answers.add(brand.api().get(LIST + "/providers").text());
        answers.add(brand.api().delete(LIST + "/" + badId).text());
        Reply agent = brand.api().post("/api/v1/agents", "{\"name\":\"robot\",\"scopes\":[\"gate:chat\"]}");
        secrets.put("agent token", agent.json().required("token").asText());
        answers.add(brand.api().get("/api/v1/agents").text());
        answers.add(admin.get("/api/v1/admin/clients").text());
        answers.add(admin.get("/api/v1/admin/brands").text());
        answers.add(admin.get("/api/v1/admin/audit").text());
    }

    private static void useAnInvitation(
            Http api, Http admin, int port, Sandbox sandbox, Map<String, String> secrets, List<String> answers) {
        String token =
                api.post("/api/v1/invites", "{}").json().required("token").asText();
        String refused = Brand.openRouterKey();
        String given = Brand.openRouterKey();
        sandbox.configure(refused, KeyBehaviour.OK.mode(Mode.INVALID));
        secrets.put("signature of an invitation", token.substring(token.length() - 64));
        secrets.put("refused contribution", refused);
        secrets.put("contribution", given);
        String path = "/api/v1/invitation";
        try (Http guest = new Http(port, token)) {
            answers.add(guest.get(path).text());
            answers.add(guest.get(path + "?token=" + token).text());
            answers.add(guest.get(path + "/" + token).text());
            for (String key : List.of(refused, given, given)) {
                String body = "{\"provider_name\":\"openrouter\",\"credentials\":{\"api_key\":\"" + key + "\"}}";
                answers.add(guest.post(path, body).text());
            }
            answers.add(guest.post("/dashboard/session", "{\"token\":\"" + token + "\"}")
                    .text());
        }
        answers.add(api.get("/api/v1/invites").text());
        answers.add(admin.get("/api/v1/admin/audit").text());
        answers.add(api.get(LIST).text());
        assertTrue(answers.getLast().contains("\"total\":2"), answers.getLast()); // the other one was stored
    }

    private static void useTheDashboard(Http nobody, String token, Map<String, String> secrets, List<String> answers) {
        Visitor visitor = Visitor.signIn(nobody, token);
        secrets.put("session cookie", visitor.cookie().substring("kp_session=".length()));
        answers.add(visitor.get("/dashboard/session").text());
        answers.add(visitor.get(LIST).text());
        answers.add(visitor.send("POST", LIST, "{}").text());
        answers.add(visitor.without("POST", LIST, "{}").text());
        String misplaced = secrets.get("misplaced credential");
        answers.add(
                Visitor.tryToSignIn(nobody, Objects.requireNonNull(misplaced)).text());
        answers.add(nobody.get("/dashboard/" + misplaced).text());
        answers.add(nobody.get("/dashboard/" + misplaced + ".js").text());
        answers.add(
                nobody.post("/dashboard/session", "{\"" + misplaced + "\":1}").text());
        answers.add(visitor.send("DELETE", "/dashboard/session", null).text());
    }

    /** Every kind of wrong input of section 0, with a secret in each place where somebody could put one by mistake. */
    private static void sendWrongThings(Http api, Map<String, String> secrets, List<String> answers) {
        String misplaced = "sk-or-v1-" + "5ec4e7".repeat(10) + "5ec4";
        secrets.put("misplaced credential", misplaced);
        List<Reply> replies = List.of(
                api.get(LIST + "?api_key=" + misplaced),
                api.get(LIST + "?provider_name=" + misplaced),
                api.get(LIST + "?limit=" + misplaced),
                api.get(LIST + "/" + misplaced),
                api.get("/api/v1/" + misplaced),
                api.post(LIST, "{\"provider_name\":\"groq\",\"credentials\":{\"api_key\":\"" + misplaced + "\"}}"),
                api.post(LIST, "{\"provider_name\":\"openrouter\",\"api_key\":\"" + misplaced + "\"}"),
                api.post(LIST, "{\"provider_name\":\"openrouter\",\"credentials\":\"" + misplaced + "\"}"),
                api.post(
                        LIST,
                        "{\"provider_name\":\"openrouter\",\"credentials\":{\"" + misplaced + "\":\"" + misplaced
                                + "\"}}"),
                api.post(
                        LIST,
                        "{\"provider_name\":\"" + misplaced + "\",\"credentials\":{\"api_key\":\"" + misplaced
                                + "\"}}"),
                api.post(
                        LIST,
                        "{\"provider_name\":\"openrouter\",\"credentials\":{\"api_key\":\"" + misplaced + "\n\"}"),
                api.patch(LIST + "/1", "{\"credentials\":{\"api_key\":\"" + misplaced + "\"}}"),
                api.send("PUT", LIST, "{\"a\":\"" + misplaced + "\"}"),
                api.send("GET", LIST, null, "Accept", misplaced),
                api.send("POST", LIST, misplaced, "Content-Type", "text/" + misplaced));
        for (Reply reply : replies) {
            assertTrue(reply.status() >= 400 && reply.status() < 500, reply.status() + " " + reply.text());
            assertError(reply, reply.status());
            answers.add(reply.text());
        }
        for (String body : List.of(
                "",
                "{",
                "[]",
                "{\"model\":\"" + misplaced + "\"}",
                "{\"model\":5,\"messages\":[]}",
                "{\"messages\":[]}")) {
            Reply reply = api.post("/v1/chat/completions", body);
            assertTrue(reply.status() >= 400 && reply.status() < 500, reply.status() + " " + reply.text());
            answers.add(reply.text());
        }
    }
}
