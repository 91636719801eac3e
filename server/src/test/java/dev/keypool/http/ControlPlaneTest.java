package dev.keypool.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.values.Refusal;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may call what, where things are, and what every answer carries. */
class ControlPlaneTest {
    private static Plane plane;

    @BeforeAll
    static void start() {
        plane = new Plane(Map.of(
                "getIntegration",
                call -> Answer.ok(
                        Map.of("id", call.pathId("id"), "caller", call.caller().id())),
                "listProviders",
                call -> {
                    throw new IllegalStateException("the secret canary-7c1a is in here");
                },
                "resetHealth",
                call -> {
                    throw new Refusal(Refusal.Kind.NOT_FOUND, "not_found", "Integration not found");
                },
                "integrationsHealth",
                call -> {
                    throw new StackOverflowError("deep");
                },
                "testIntegration",
                call -> new Answer(200, Map.of(), Map.of("Location", "/a\r\nX-Evil: 1")),
                "deleteIntegration",
                call -> new Answer(200, Map.of("success", true), Map.of("ETag", "\"7\"", "Location", "/there"))));
    }

    @AfterAll
    static void stop() {
        plane.close();
    }

    @Test
    void anOperationIsRunWithItsPathParameters() {
        Plane.Reply reply = plane.get(Plane.BASE + "/42");
        assertEquals(200, reply.status());
        assertEquals(
                "{\"id\":42}",
                Json.object().put("id", reply.json().path("id").asLong()).toString());
        assertEquals("cli_one", reply.json().path("caller").asText());
        assertEquals("application/json", reply.header("Content-Type"));
    }

    @Test
    void aLiteralPathWinsOverAParameter() {
        assertEquals(
                "syncBilling",
                plane.post(Plane.BASE + "/sync-billing", "")
                        .json()
                        .path("operation")
                        .asText());
        assertEquals(
                "syncIntegrationBilling",
                plane.post(Plane.BASE + "/7/sync-billing", "")
                        .json()
                        .path("operation")
                        .asText());
    }

    @Test
    void anIdThatIsNoPositiveWholeNumberIs422() {
        for (String id :
                List.of("abc", "0", "-1", "1.5", "007", "%20", "9223372036854775808", "1e3", "%00", "%zz", "4%2F2")) {
            Plane.Reply reply = plane.raw(
                    "GET " + Plane.BASE + "/" + id + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer client\r\n\r\n");
            boolean malformed = id.equals("%zz");
            assertEquals(malformed ? 400 : 422, reply.status(), id);
            if (!malformed) {
                assertEquals("validation_error", reply.code(), id);
                assertTrue(reply.fault("path.id").has("msg"), id + " " + reply.text());
            }
        }
        assertEquals(
                "id is \"abc\". Send a whole number from 1 to 9223372036854775807.",
                plane.get(Plane.BASE + "/abc").fault("path.id").path("msg").asText());
    }

    @Test
    void whatIsNowhereIs404InTheOneShape() {
        for (String path :
                List.of("/", "/api/v1", "/api/v1/nothing", Plane.BASE + "/", Plane.BASE + "/1/2", "/nowhere?x=1")) {
            Plane.Reply reply = plane.get(path);
            assertEquals(404, reply.status(), path);
            assertShape(reply, "not_found");
        }
    }

    @Test
    void aRefusalOfAnOperationKeepsItsWords() {
        Plane.Reply reply = plane.post(Plane.BASE + "/1/reset-health", "");
        assertEquals(404, reply.status());
        assertShape(reply, "not_found");
        assertEquals("Integration not found", reply.json().path("error").asText());
        assertEquals("Integration not found", reply.json().path("detail").asText());
    }

    @Test
    void anotherMethodIs405WithAllow() {
        Plane.Reply reply = plane.send("PUT", Plane.BASE + "/1", "{}");
        assertEquals(405, reply.status());
        assertShape(reply, "method_not_allowed");
        assertEquals("DELETE, GET, HEAD, OPTIONS, PATCH", reply.header("Allow"));
        assertEquals(
                "HEAD, GET, OPTIONS, POST".length(),
                plane.send("DELETE", Plane.BASE, null).header("Allow").length());
    }

    @Test
    void optionsTellsTheMethods() {
        Plane.Reply reply = plane.send("OPTIONS", Plane.BASE, null, "Authorization", "");
        assertEquals(204, reply.status());
        assertEquals("GET, HEAD, OPTIONS, POST", reply.header("Allow"));
        assertEquals("", reply.text());
    }

    @Test
    void headAnswersAsGetWithoutABody() {
        Plane.Reply head = plane.send("HEAD", Plane.BASE + "/42", null);
        Plane.Reply get = plane.get(Plane.BASE + "/42");
        assertEquals(200, head.status());
        assertEquals("", head.text());
        assertEquals(get.header("Content-Length"), head.header("Content-Length"));
        assertEquals(
                401,
                plane.send("HEAD", Plane.BASE + "/42", null, "Authorization", "")
                        .status());
    }

    @Test
    void aMissingOrUnknownTokenIs401() {
        for (String token : List.of("", "Bearer nobody", "Basic abc")) {
            Plane.Reply reply = plane.get(Plane.BASE, "Authorization", token);
            assertEquals(401, reply.status());
            assertEquals("Bearer", reply.header("WWW-Authenticate"));
            assertShape(reply, "unauthenticated");
            assertEquals(
                    "Invalid authentication token format. Expected: client_id:api_key:api_secret",
                    reply.json().path("error").asText());
        }
    }

    @Test
    void twoAuthorizationHeadersAreNotOneToken() {
        Plane.Reply reply = plane.raw("GET " + Plane.BASE
                + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer client\r\nAuthorization: Bearer client\r\n\r\n");
        assertEquals(401, reply.status());
    }

    @Test
    void anInactiveClientIs403() {
        Plane.Reply reply = plane.get(Plane.BASE, "Authorization", "Bearer inactive");
        assertEquals(403, reply.status());
        assertShape(reply, "inactive_client");
    }

    @Test
    void aMissingScopeIs403AndNamed() {
        assertEquals(
                200, plane.get(Plane.BASE, "Authorization", "Bearer reader").status());
        Plane.Reply reply = plane.post(Plane.BASE, "{}", "Authorization", "Bearer reader");
        assertEquals(403, reply.status());
        assertShape(reply, "missing_scope");
        assertTrue(reply.json().path("error").asText().contains("integrations:write"));
    }

    @Test
    void theAdminPlaneAndTheApiDoNotMixTokens() {
        assertEquals(
                200,
                plane.get("/api/v1/admin/brands", "Authorization", "Bearer admin")
                        .status());
        assertEquals(403, plane.get("/api/v1/admin/brands").status());
        assertEquals(403, plane.get(Plane.BASE, "Authorization", "Bearer admin").status());
        assertEquals(401, plane.get("/api/v1/admin/brands", "Authorization", "").status());
    }

    @Test
    void withoutAnAdminTokenTheWholeAdminPlaneIs404() {
        try (Plane closed = new Plane(Map.of(), new RateLimit(0, 1), false)) {
            for (String token : List.of("", "Bearer client", "Bearer admin")) {
                assertEquals(
                        404,
                        closed.get("/api/v1/admin/brands", "Authorization", token)
                                .status());
                assertEquals(
                        404,
                        closed.send("PUT", "/api/v1/admin/audit", "{}", "Authorization", token)
                                .status());
            }
            assertEquals(200, closed.get(Plane.BASE).status());
        }
    }

    @Test
    void agentsAreManagedByClientsAlone() {
        assertEquals(200, plane.get("/api/v1/agents").status());
        Plane.Reply reply = plane.get("/api/v1/agents", "Authorization", "Bearer agent");
        assertEquals(403, reply.status());
        assertShape(reply, "client_token_needed");
    }

    @Test
    void aCallersOwnRequestIdIsEchoedWhenItIsPlain() {
        String longest = "a".repeat(128);
        for (String id : List.of("job-1.2_3", "A", longest)) {
            Plane.Reply reply = plane.get(Plane.BASE, "X-Request-Id", id);
            assertEquals(id, reply.header("X-Request-Id"));
        }
        for (String id : List.of("a b", "a/b", "ä", longest + "a", "\"x\"")) {
            Plane.Reply reply = plane.raw("GET /nowhere HTTP/1.1\r\nHost: a\r\nX-Request-Id: " + id + "\r\n\r\n");
            assertTrue(reply.header("X-Request-Id")
                    .matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
            assertEquals(
                    reply.header("X-Request-Id"),
                    reply.json().path("request_id").asText());
        }
        assertNotEquals(plane.get("/x").header("X-Request-Id"), plane.get("/x").header("X-Request-Id"));
    }

    @Test
    void everyAnswerForbidsCachingAndSniffing() {
        for (String path : List.of(Plane.BASE, "/nowhere", Plane.BASE + "/abc")) {
            Plane.Reply reply = plane.get(path);
            assertEquals("no-store", reply.header("Cache-Control"));
            assertEquals("nosniff", reply.header("X-Content-Type-Options"));
        }
    }

    @Test
    void headersOfAnOperationAreSent() {
        Plane.Reply reply = plane.send("DELETE", Plane.BASE + "/1", null);
        assertEquals("\"7\"", reply.header("ETag"));
        assertEquals("/there", reply.header("Location"));
    }

    @Test
    void aFaultOfOursShowsNothingButTheRequestId() {
        for (String path : List.of(Plane.BASE + "/providers", Plane.BASE + "/health")) {
            Plane.Reply reply = plane.get(path, "X-Request-Id", "find-me");
            assertEquals(500, reply.status());
            assertShape(reply, "internal_error");
            assertEquals(
                    "Internal error. Tell the operator the request id find-me.",
                    reply.json().path("error").asText());
            for (String forbidden : List.of("canary", "Exception", "dev.keypool", "\\tat", "StackOverflow")) {
                assertFalse(reply.text().contains(forbidden), reply.text());
            }
        }
    }

    @Test
    void aHeaderThatIsNoneIsAFaultAndNotASplitResponse() {
        Plane.Reply reply = plane.post(Plane.BASE + "/1/test", "");
        assertEquals(500, reply.status());
        assertShape(reply, "internal_error");
        assertEquals("(none)", reply.header("X-Evil"));
    }

    @Test
    void aFaultOfAnotherRouteHasTheSameShape() {
        Plane.Reply reply = plane.get("/boom");
        assertEquals(500, reply.status());
        assertShape(reply, "internal_error");
        assertFalse(reply.text().contains("canary"));
    }

    @Test
    void acceptMustLeaveRoomForJson() {
        for (String accept : List.of(
                "text/html",
                "application/xml, text/*",
                "application/json;q=0",
                "*/*;q=0",
                "application/json;q=0, */*")) {
            Plane.Reply reply = plane.get(Plane.BASE, "Accept", accept);
            assertEquals(406, reply.status(), accept);
            assertShape(reply, "not_acceptable");
        }
        for (String accept : List.of(
                "*/*",
                "application/*",
                "text/html, application/json;q=0.1",
                "APPLICATION/JSON",
                "text/html, */*;q=0.8")) {
            assertEquals(200, plane.get(Plane.BASE, "Accept", accept).status(), accept);
        }
    }

    @Test
    void whatIsNoHttpIs400InTheOneShape() {
        Plane.Reply reply = plane.raw("GET " + Plane.BASE + " HTTP/1.1\r\nHost: a\r\nbroken header line\r\n\r\n");
        assertEquals(400, reply.status());
        assertShape(reply, "malformed_request");
        Plane.Reply escape = plane.raw("GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n");
        assertEquals(400, escape.status());
        assertShape(escape, "malformed_request");
        Plane.Reply header = plane.raw("GET / HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(20_000) + "\r\n\r\n");
        assertEquals(431, header.status());
        assertShape(header, "malformed_request");
        Plane.Reply tooLong = plane.raw("GET /" + "a".repeat(9000) + " HTTP/1.1\r\nHost: a\r\n\r\n");
        assertEquals(414, tooLong.status());
        assertShape(tooLong, "malformed_request");
    }

    @Test
    void aContractAndHandlersThatDifferDoNotStart() {
        Map<String, Operation> handlers = new HashMap<>(Plane.everyOperation(Map.of()));
        handlers.remove("listIntegrations");
        handlers.put("listIntegration", call -> Answer.ok(Map.of()));
        IllegalStateException refused = assertThrows(
                IllegalStateException.class,
                () -> new ControlPlane(
                        Plane.CONTRACT,
                        handlers,
                        Plane::admit,
                        new ForgetfulAnswers(),
                        InstantSource.system(),
                        new SecureRandom(),
                        new ControlPlane.Settings(new RateLimit(600, 60), true)));
        assertEquals(
                "openapi.yaml and the operations differ. Described but without a handler: [listIntegrations]; handled but"
                        + " not described: [listIntegration]. Bring them together.",
                refused.getMessage());
    }

    static void assertShape(Plane.Reply reply, String code) {
        JsonNode json = reply.json();
        assertFalse(json.path("success").asBoolean(true), reply.text());
        assertEquals(code, json.path("code").asText(), reply.text());
        assertEquals(5, json.size(), reply.text());
        assertTrue(json.path("error").asText().length() > 10, reply.text());
        assertEquals(reply.header("X-Request-Id"), json.path("request_id").asText());
        if (reply.status() == 422)
            assertTrue(json.path("detail").isArray() && !json.path("detail").isEmpty(), reply.text());
        else assertEquals(json.path("error"), json.path("detail"));
    }
}
