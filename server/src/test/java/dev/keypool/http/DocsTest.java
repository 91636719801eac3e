package dev.keypool.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DocsTest {
    private static Plane plane;

    @BeforeAll
    static void start() {
        plane = new Plane();
    }

    @AfterAll
    static void stop() {
        plane.close();
    }

    @Test
    void theContractIsServedToAnybodyAsJsonOrYaml() {
        Plane.Reply json = plane.get("/openapi", "Authorization", "");
        assertEquals(200, json.status());
        assertEquals("application/json", json.header("Content-Type"));
        assertEquals("3.1.0", json.json().path("openapi").asText());
        assertEquals("Accept", json.header("Vary"));
        for (String accept : List.of("application/yaml", "text/yaml, application/json;q=0.5")) {
            Plane.Reply yaml = plane.get("/openapi", "Accept", accept);
            assertEquals("application/yaml", yaml.header("Content-Type"));
            assertTrue(yaml.text().contains("openapi: 3.1.0"));
        }
        assertEquals(
                "application/json",
                plane.get("/openapi.json", "Accept", "text/html").header("Content-Type"));
        assertEquals("application/yaml", plane.get("/openapi.yaml").header("Content-Type"));
        assertEquals(406, plane.get("/openapi", "Accept", "text/html").status());
        assertEquals(405, plane.post("/openapi", "{}").status());
    }

    @Test
    void theReadersPageLoadsEverythingFromHere() {
        assertEquals("docs/", plane.get("/docs").header("Location"));
        Plane.Reply page = plane.get("/docs/");
        assertEquals(200, page.status());
        assertEquals("text/html; charset=utf-8", page.header("Content-Type"));
        assertTrue(page.header("Content-Security-Policy").startsWith("default-src 'none'; script-src 'self';"));
        List<String> links = new ArrayList<>();
        Matcher link = Pattern.compile("(?:src|href)=\"([^\"]+)\"").matcher(page.text());
        while (link.find()) links.add(link.group(1));
        assertEquals(6, links.size());
        for (String target : links) {
            assertFalse(target.contains("//"), target);
            String path = target.startsWith("../") ? target.substring(2) : "/docs/" + target;
            Plane.Reply file = plane.get(path);
            assertEquals(200, file.status(), path);
            assertTrue(file.text().length() > 100, path);
        }
        assertFalse(Pattern.compile("<script(?![^>]*src)|<style|style=|onload=")
                .matcher(page.text())
                .find());
        assertTrue(plane.get("/docs/start.js").text().contains("../openapi.json"));
    }

    @Test
    void nothingElseOfTheClassPathIsServed() {
        for (String path : List.of(
                "/docs/swagger-ui.js",
                "/docs/../openapi.yaml",
                "/docs/%2e%2e%2fopenapi.yaml",
                "/docs/..%5copenapi.yaml",
                "/docs/logback.xml",
                "/docs/a/b")) {
            Plane.Reply reply = plane.raw("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
            assertEquals(404, reply.status(), path);
        }
    }
}
