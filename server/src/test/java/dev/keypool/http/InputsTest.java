package dev.keypool.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What callers send: query, headers and body, right and wrong. */
class InputsTest {
    private static final String GOOD = "{\"provider_name\":\"groq\",\"credentials\":{\"api_key\":\"gsk_abc\"}}";
    private static final java.util.concurrent.atomic.AtomicInteger RUNS =
            new java.util.concurrent.atomic.AtomicInteger();
    private static final AtomicReference<Call> LAST = new AtomicReference<>();
    private static Plane plane;

    @BeforeAll
    static void start() {
        Operation seen = call -> {
            LAST.set(call);
            RUNS.incrementAndGet();
            return Answer.ok(Map.of("success", true));
        };
        plane = new Plane(Map.of(
                "listIntegrations", seen,
                "createIntegration", seen,
                "updateIntegration", seen,
                "createAgent", seen,
                "adminRotateClient", seen));
    }

    @AfterAll
    static void stop() {
        plane.close();
    }

    private static Plane.Reply create(String body) {
        return plane.post(Plane.BASE, body);
    }

    private static String message(Plane.Reply reply, String place) {
        return reply.fault(place).path("msg").asText("(no fault at " + place + " in " + reply.text() + ")");
    }

    @Test
    void goodQueriesReachTheOperationAsSent() {
        assertEquals(
                200,
                plane.get(Plane.BASE + "?limit=100&offset=7&is_active=false&provider_name=a%2Bb+c")
                        .status());
        assertEquals(
                Map.of("limit", "100", "offset", "7", "is_active", "false", "provider_name", "a+b c"),
                LAST.get().query());
        assertEquals(100, LAST.get().queryInt("limit", 50));
        assertEquals(200, plane.get(Plane.BASE + "?").status());
        assertEquals(Map.of(), LAST.get().query());
    }

    @Test
    void everyWrongQueryParameterIsInOneAnswer() {
        Plane.Reply reply =
                plane.get(Plane.BASE + "?limit=500&offset=-1&is_active=yes&health_status=ill&provider_nam=groq");
        assertEquals(422, reply.status());
        ControlPlaneTest.assertShape(reply, "validation_error");
        assertEquals(5, reply.json().path("detail").size());
        assertEquals("limit is 500. Send a whole number from 1 to 100.", message(reply, "query.limit"));
        assertEquals("offset is -1. Send a whole number from 0 to 1000000000.", message(reply, "query.offset"));
        assertEquals("is_active is \"yes\". Send true or false.", message(reply, "query.is_active"));
        assertEquals(
                "health_status is \"ill\". Send one of healthy, degraded, unhealthy.",
                message(reply, "query.health_status"));
        assertEquals(
                "provider_nam is not a query parameter here. Did you mean provider_name?",
                message(reply, "query.provider_nam"));
    }

    @Test
    void numbersAndBooleansAreTakenInOneSpellingOnly() {
        for (String wrong : List.of(
                "limit=",
                "limit=1.0",
                "limit=+5",
                "limit=0x10",
                "limit=%31%20",
                "limit=1e1",
                "limit=05",
                "limit",
                "is_active=True",
                "is_active=1",
                "limit=99999999999999999999")) {
            assertEquals(422, plane.get(Plane.BASE + "?" + wrong).status(), wrong);
        }
    }

    @Test
    void aMisspeltEnumIsAnsweredWithTheNearest() {
        Plane.Reply reply = plane.get(Plane.BASE + "?health_status=helthy");
        assertEquals(
                "health_status is \"helthy\". Send one of healthy, degraded, unhealthy. Did you mean healthy?",
                message(reply, "query.health_status"));
    }

    @Test
    void aRepeatedParameterIsRefused() {
        Plane.Reply reply = plane.get(Plane.BASE + "?limit=5&limit=6");
        assertEquals(
                "repeated_parameter", reply.fault("query.limit").path("type").asText());
    }

    @Test
    void aBrokenEscapeInTheQueryIsNamed() {
        for (String wrong : List.of("%", "%4", "%zz", "%ff", "%C3%28")) {
            Plane.Reply reply = plane.raw("GET " + Plane.BASE + "?provider_name=" + wrong
                    + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer client\r\n\r\n");
            assertEquals(422, reply.status(), wrong);
            assertEquals(
                    "bad_encoding",
                    reply.fault("query.provider_name").path("type").asText(),
                    reply.text());
        }
    }

    @Test
    void aParameterOfAnotherOperationIsNotTaken() {
        Plane.Reply reply = plane.get(Plane.BASE + "/1?limit=5");
        assertEquals(
                "limit is not a query parameter here. None is taken; leave it out.", message(reply, "query.limit"));
    }

    @Test
    void aGoodBodyReachesTheOperationWithExactNumbers() {
        assertEquals(
                200,
                create(
                                "{\"provider_name\":\"groq\",\"credentials\":{\"api_key\":\"k\"},\"key_label\":null,"
                                        + "\"daily_limit\":1000000000,\"spend_limit_amount\":0.000000001,\"spend_limit_action\":\"block\"}")
                        .status());
        JsonNode body = LAST.get().body();
        assertEquals(
                "0.000000001", body.path("spend_limit_amount").decimalValue().toPlainString());
        assertTrue(body.path("key_label").isNull());
        assertFalse(LAST.get().headers().containsKey("authorization"));
        assertFalse(LAST.get().toString().contains("groq"));
    }

    @Test
    void everyWrongFieldIsInOneAnswerTogetherWithTheQuery() {
        Plane.Reply reply = plane.post(
                Plane.BASE + "?verfy=true",
                "{\"provider_nam\":\"groq\",\"credentials\":{\"api_key\":5},\"key_label\":\"\",\"is_primary\":\"yes\","
                        + "\"daily_limit\":0,\"minute_limit\":1.5,\"spend_limit_amount\":0,\"spend_limit_period\":\"weekly\"}");
        assertEquals(422, reply.status());
        assertEquals("verfy is not a query parameter here. Did you mean verify?", message(reply, "query.verfy"));
        assertEquals(
                "provider_name is missing. Send a text of 1 to 64 characters.", message(reply, "body.provider_name"));
        assertEquals(
                "provider_nam is not a field here. Did you mean provider_name?", message(reply, "body.provider_nam"));
        assertEquals(
                "credentials.api_key is a number that is not shown here. Send a text of 1 to 4200 characters.",
                message(reply, "body.credentials.api_key"));
        assertEquals(
                "key_label is an empty text. Send a text of 1 to 120 characters or null.",
                message(reply, "body.key_label"));
        assertEquals("is_primary is \"yes\". Send true or false.", message(reply, "body.is_primary"));
        assertEquals(
                "daily_limit is 0. Send a whole number from 1 to 1000000000 or null.",
                message(reply, "body.daily_limit"));
        assertEquals(
                "minute_limit is 1.5. Send a whole number from 1 to 1000000000 or null.",
                message(reply, "body.minute_limit"));
        assertEquals(
                "spend_limit_amount is 0. Send a number above 0, at most 1000000000 or null.",
                message(reply, "body.spend_limit_amount"));
        assertEquals(
                "spend_limit_period is \"weekly\". Send one of daily, monthly.",
                message(reply, "body.spend_limit_period"));
        assertEquals(10, reply.json().path("detail").size());
    }

    @Test
    void whatMayBeASecretIsNeverRepeated() {
        String key = "sk-or-v1-0123456789abcdef0123456789abcdef";
        Plane.Reply reply = plane.post(
                Plane.BASE + "?" + key + "=" + key + "&verify=" + key,
                "{\"" + key + "\":\"" + key + "\",\"api_key\":\"" + key + "\",\"provider_name\":{\"x\":\"" + key
                        + "\"},\"credentials\":{\"api_key\":[\"" + key + "\"]},\"is_primary\":\"" + key + "\"}");
        assertEquals(422, reply.status());
        assertFalse(reply.text().contains("0123456789abcdef"), reply.text());
        Plane.Reply broken = create("{\"provider_name\": " + key + "}");
        assertEquals("invalid_json", broken.code());
        assertFalse(broken.text().contains("sk-or"), broken.text());
        Plane.Reply twice = create("{\"" + key + "\": 1, \"" + key + "\": 2}");
        assertEquals("invalid_json", twice.code());
        assertFalse(twice.text().contains("sk-or"), twice.text());
    }

    @Test
    void theProviderOfAnIntegrationCannotBePatched() {
        Plane.Reply reply = plane.send(
                "PATCH", Plane.BASE + "/1", "{\"provider_name\":\"groq\",\"credentials\":{\"api_key\":\"k\"}}");
        assertEquals(422, reply.status());
        assertEquals(
                "not_changeable", reply.fault("body.provider_name").path("type").asText());
        assertEquals(
                "The credentials of an integration cannot be changed; delete the integration and create it again.",
                message(reply, "body.credentials"));
    }

    @Test
    void listsAreCheckedEntryByEntry() {
        Plane.Reply reply = plane.post(
                "/api/v1/agents",
                "{\"name\":\"a\",\"scopes\":[\"gate:chat\",\"gate:chat\",\"admin\"],\"allowed_models\":[\"\"],\"expires_at\":\"tomorrow\"}");
        assertEquals("scopes.1 stands in the list twice. Send each entry once.", message(reply, "body.scopes.1"));
        assertEquals("not_allowed", reply.fault("body.scopes.2").path("type").asText());
        assertEquals(
                "too_short", reply.fault("body.allowed_models.0").path("type").asText());
        assertEquals(
                "expires_at is \"tomorrow\". Send an ISO-8601 time with its offset, such as 2026-11-23T12:00:00Z or null.",
                message(reply, "body.expires_at"));
        assertEquals(
                200,
                plane.post("/api/v1/agents", "{\"name\":\"a\",\"expires_at\":\"2027-01-01T00:00:00+01:00\"}")
                        .status());
    }

    @Test
    void emptyListsAndObjectsAreToldWhatTheyNeed() {
        assertEquals(
                "scopes is an empty list. Send a list of at least 1 entry.",
                message(plane.post("/api/v1/agents", "{\"name\":\"a\",\"scopes\":[]}"), "body.scopes"));
        assertEquals(
                "credentials is an empty object. Send an object of 1 to 16 fields.",
                message(create("{\"provider_name\":\"groq\",\"credentials\":{}}"), "body.credentials"));
    }

    @Test
    void aBodyThatIsNoObjectIsRefused() {
        assertEquals("The body is a list. Send an object.", message(create("[1]"), "body"));
        assertEquals("The body is null. Send an object.", message(create("null"), "body"));
        assertEquals("The body is missing. Send a JSON object.", message(create(""), "body"));
        assertEquals("The body is missing. Send a JSON object.", message(create("  \n"), "body"));
    }

    @Test
    void brokenJsonIsToldWithItsPlace() {
        assertInvalidJson("{\n  \"provider_name\": groq\n}", "The body is not valid JSON at line 2, column ");
        assertInvalidJson("{\"provider_name\": \"groq\"", "The body ends too early at line 1, column ");
        assertInvalidJson("{\"a\": 1, \"a\": 2}", "The body names the same field twice at line 1, column ");
        assertInvalidJson("[".repeat(40), "The body goes beyond what is read: at most 32 levels");
        assertInvalidJson("{\"a\": " + "1".repeat(80) + "}", "The body goes beyond what is read");
        assertInvalidJson(GOOD + GOOD, "The body is not valid JSON");
        assertInvalidJson("{\"a\": NaN}", "The body is not valid JSON");
        assertInvalidJson("{'a': 1}", "The body is not valid JSON");
        assertInvalidJson("{\"a\": 1e99999999999}", "The body holds a number that cannot be read");
    }

    private static void assertInvalidJson(String body, String begins) {
        Plane.Reply reply = create(body);
        assertEquals(422, reply.status(), body);
        ControlPlaneTest.assertShape(reply, "invalid_json");
        assertTrue(reply.json().path("error").asText().startsWith(begins), reply.text());
        assertEquals("invalid_json", reply.fault("body").path("type").asText());
    }

    @Test
    void brokenJsonStandsBesideTheOtherFaults() {
        Plane.Reply reply = plane.post(Plane.BASE + "?verfy=true", "{");
        assertEquals("invalid_json", reply.code());
        assertTrue(reply.fault("query.verfy").has("msg"));
        assertTrue(reply.fault("body").has("msg"));
    }

    @Test
    void hugeExponentsAreRefusedAndNotExpanded() {
        for (String number : List.of("1e999999999", "1e-999999999", "-1e999999999", "1e65")) {
            Plane.Reply reply =
                    create("{\"provider_name\":\"groq\",\"credentials\":{\"api_key\":\"k\"},\"spend_limit_amount\":"
                            + number + ",\"daily_limit\":" + number + "}");
            assertEquals(422, reply.status(), number);
            assertEquals(2, reply.json().path("detail").size(), reply.text());
        }
    }

    @Test
    void textThatNoDatabaseTakesIsRefused() {
        for (String text : List.of("a\\u0000b", "\\ud800", "\\udc00x", "\\ud83dx")) {
            Plane.Reply reply = create(
                    "{\"provider_name\":\"groq\",\"credentials\":{\"api_key\":\"k\"},\"key_label\":\"" + text + "\"}");
            assertEquals("not_text", reply.fault("body.key_label").path("type").asText(), reply.text());
        }
        assertEquals(
                200,
                create(
                                "{\"provider_name\":\"groq\",\"credentials\":{\"api_key\":\"k\"},\"key_label\":\"\\ud83d\\ude00 ü\"}")
                        .status());
    }

    @Test
    void lengthsCountCharactersAndNotHalves() {
        String smiles = "😀".repeat(120);
        assertEquals(
                200,
                create("{\"provider_name\":\"groq\",\"credentials\":{\"api_key\":\"k\"},\"key_label\":\"" + smiles
                                + "\"}")
                        .status());
        assertEquals(
                "key_label is a text of 121 characters. Send a text of 1 to 120 characters or null.",
                message(
                        create("{\"provider_name\":\"groq\",\"credentials\":{\"api_key\":\"k\"},\"key_label\":\""
                                + smiles + "x\"}"),
                        "body.key_label"));
    }

    @Test
    void aFloodOfFaultsIsCut() {
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) fields.add("\"field" + i + "\":" + i);
        Plane.Reply reply = create("{" + String.join(",", fields) + "}");
        assertEquals(422, reply.status());
        assertEquals(100, reply.json().path("detail").size());
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write("{\"provider_name\":\"".getBytes(StandardCharsets.UTF_8));
        body.write(new byte[] {(byte) 0xC3, 0x28, (byte) 0xED, (byte) 0xA0, (byte) 0x80});
        body.write("\"}".getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.write(head("Content-Type: application/json\r\nContent-Length: " + body.size() + "\r\n"));
        request.write(body.toByteArray());
        Plane.Reply reply = plane.raw(request.toByteArray());
        assertEquals(422, reply.status());
        assertEquals("The body is not UTF-8. Encode it as UTF-8 and send it again.", message(reply, "body"));
    }

    private static byte[] head(String headers) {
        return ("POST " + Plane.BASE + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer client\r\n" + headers + "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void onlyJsonInUtf8IsTaken() {
        for (String type : List.of(
                "text/plain",
                "application/x-www-form-urlencoded",
                "application/json; charset=latin1",
                "application/jsonx",
                "multipart/form-data; boundary=x",
                "text/json")) {
            Plane.Reply reply = plane.post(Plane.BASE, GOOD, "Content-Type", type);
            assertEquals(415, reply.status(), type);
            ControlPlaneTest.assertShape(reply, "unsupported_media_type");
        }
        for (String type :
                List.of("application/json", "Application/JSON; Charset=\"UTF-8\"", "application/json;charset=utf-8")) {
            assertEquals(200, plane.post(Plane.BASE, GOOD, "Content-Type", type).status(), type);
        }
        assertEquals(415, plane.post(Plane.BASE, GOOD, "Content-Type", "").status());
        assertEquals(
                415, plane.post(Plane.BASE, GOOD, "Content-Encoding", "gzip").status());
    }

    @Test
    void anOperationWithoutABodyTakesNone() {
        assertEquals(200, plane.post(Plane.BASE + "/1/reset-health", "").status());
        assertEquals(200, plane.post(Plane.BASE + "/1/reset-health", "{}").status());
        Plane.Reply reply = plane.post(Plane.BASE + "/1/reset-health", "{\"force\":true}");
        assertEquals("force is not a field here. None is taken; leave it out.", message(reply, "body.force"));
        assertEquals(422, plane.send("GET", Plane.BASE, "{\"limit\":5}").status());
    }

    @Test
    void anOptionalBodyMayBeLeftOut() {
        Plane.Reply without = plane.post(
                "/api/v1/admin/clients/cli_one/rotate", "", "Authorization", "Bearer admin", "Content-Type", "");
        assertEquals(200, without.status(), without.text());
        assertTrue(LAST.get().body().isEmpty());
        assertEquals("cli_one", LAST.get().path().get("client_id"));
    }

    @Test
    void aBodyOverOneMebibyteIs413WhateverItSaysOfItself() {
        String padding = " ".repeat((1 << 20) - GOOD.length());
        assertEquals(200, create(GOOD + padding).status());
        Plane.Reply declared = create(GOOD + padding + " ");
        assertEquals(413, declared.status());
        ControlPlaneTest.assertShape(declared, "body_too_large");
        Plane.Reply absurd = plane.raw(head("Content-Type: application/json\r\nContent-Length: 9999999999\r\n"));
        assertEquals(413, absurd.status());
        ControlPlaneTest.assertShape(chunked(17), "body_too_large");
        assertEquals(422, chunked(16).status());
    }

    /** Sends that many chunks of 64 KiB of spaces. */
    private static Plane.Reply chunked(int chunks) {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head("Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n"));
        String chunk = "10000\r\n" + String.join("", Collections.nCopies(65_536, " ")) + "\r\n";
        for (int i = 0; i < chunks; i++) request.writeBytes(chunk.getBytes(StandardCharsets.ISO_8859_1));
        request.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        return plane.raw(request.toByteArray());
    }

    @Test
    void aBrokenChunkEndsTheConnectionAndRunsNothing() {
        int before = RUNS.get();
        byte[] request = head("Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n");
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(request);
        all.writeBytes("zz\r\n{}\r\n0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        int status;
        try {
            status = plane.raw(all.toByteArray()).status();
        } catch (java.io.UncheckedIOException closed) {
            status = 0;
        }
        assertTrue(status == 0 || status == 400, "status " + status);
        assertEquals(before, RUNS.get());
    }

    @Test
    void http2IsTheSame() throws Exception {
        try (var client = java.net.http.HttpClient.newBuilder()
                .version(java.net.http.HttpClient.Version.HTTP_2)
                .build()) {
            var get = java.net.http.HttpRequest.newBuilder(
                            java.net.URI.create("http://127.0.0.1:" + plane.port + Plane.BASE))
                    .header("Authorization", "Bearer client")
                    .header("Content-Type", "application/json");
            var text = java.net.http.HttpResponse.BodyHandlers.ofString();
            assertEquals(200, client.send(get.build(), text).statusCode());
            var post = get.POST(java.net.http.HttpRequest.BodyPublishers.ofString(GOOD))
                    .build();
            var answer = client.send(post, text);
            assertEquals(java.net.http.HttpClient.Version.HTTP_2, answer.version());
            assertEquals(200, answer.statusCode());
            assertEquals("groq", LAST.get().body().path("provider_name").asText());
        }
    }

    @Test
    void aRefusedBodyDoesNotSpoilTheConnection() throws IOException {
        byte[] refused = ("POST " + Plane.BASE
                        + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: " + GOOD.length()
                        + "\r\n\r\n" + GOOD)
                .getBytes(StandardCharsets.UTF_8);
        byte[] good = ("GET " + Plane.BASE + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer client\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
        try (java.net.Socket socket = new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), plane.port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(refused);
            assertEquals(401, Wire.read(socket.getInputStream()).status());
            socket.getOutputStream().write(good);
            assertEquals(200, Wire.read(socket.getInputStream()).status());
        }
    }

    @Test
    void aCallerWhoWaitsForContinueGetsIt() throws IOException {
        try (java.net.Socket socket = new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), plane.port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(head("Content-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: "
                            + GOOD.length() + "\r\n"));
            assertEquals(100, Wire.read(socket.getInputStream()).status());
            socket.getOutputStream().write(GOOD.getBytes(StandardCharsets.UTF_8));
            assertEquals(200, Wire.read(socket.getInputStream()).status());
        }
    }
}
