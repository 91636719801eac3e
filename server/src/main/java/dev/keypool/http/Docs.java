package dev.keypool.http;

import dev.keypool.values.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The contract for programs ({@code /openapi}) and for readers ({@code /docs}: Swagger UI from its webjar, so that it works
 * without the Internet). Nothing on the page is inline, which lets its policy forbid all that is. Thread-safe.
 */
final class Docs {
    static final List<String> PATHS =
            List.of("/openapi", "/openapi.json", "/openapi.yaml", "/docs", "/docs/", "/docs/:file");

    private static final String YAML = "application/yaml";
    private static final List<String> YAML_NAMES =
            List.of(YAML, "application/x-yaml", "text/yaml", "text/x-yaml", "application/openapi+yaml");
    /** No inline script and no style element; Swagger UI does set styles of single elements. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** The files of the page by name, and their types: ours, then the webjar's. Nothing else is served. */
    private static final Map<String, String> OURS =
            Map.of("index.html", "text/html; charset=utf-8", "start.js", "text/javascript; charset=utf-8");

    private static final Map<String, String> WEBJAR = Map.of(
            "swagger-ui.css", "text/css; charset=utf-8",
            "index.css", "text/css; charset=utf-8",
            "swagger-ui-bundle.js", "text/javascript; charset=utf-8",
            "favicon-32x32.png", "image/png");

    private final Contract contract;
    private final String webjar;

    Docs(Contract contract) {
        this.contract = contract;
        this.webjar = "/META-INF/resources/webjars/swagger-ui/" + version() + "/";
    }

    /** Runs on a virtual thread: reads files from the class path. */
    Answer answer(Exchange exchange) throws IOException {
        String path = exchange.rawPath();
        exchange.template(path.startsWith("/docs") ? "/docs" : "/openapi");
        mustRead(exchange.method());
        return switch (path) {
            case "/openapi" -> negotiated(exchange.headers().get("accept"));
            case "/openapi.json" -> bytes(Negotiation.JSON, contract.json());
            case "/openapi.yaml" -> bytes(YAML, contract.yaml());
            case "/docs" -> new Answer(302, new byte[0], Map.of("Location", "docs/", "Content-Type", "text/plain"));
            default -> file(path.substring(path.lastIndexOf('/') + 1));
        };
    }

    private Answer negotiated(@Nullable String accept) {
        int json = Negotiation.quality(accept, Negotiation.JSON);
        int yaml = YAML_NAMES.stream()
                .mapToInt(name -> Negotiation.quality(accept, name))
                .max()
                .orElse(0);
        if (json == 0 && yaml == 0) {
            throw new Refusal(
                    Refusal.Kind.NOT_ACCEPTABLE,
                    "not_acceptable",
                    "The Accept header leaves out what there is: application/json and application/yaml. Send one of them.");
        }
        Answer answer = json >= yaml ? bytes(Negotiation.JSON, contract.json()) : bytes(YAML, contract.yaml());
        Map<String, String> headers = new LinkedHashMap<>(answer.headers());
        headers.put("Vary", "Accept");
        return new Answer(answer.status(), answer.body(), headers);
    }

    private Answer file(String asked) throws IOException {
        String name = asked.isEmpty() ? "index.html" : asked;
        if (OURS.containsKey(name)) return page(OURS.get(name), read("/docs/" + name), "no-cache");
        if (WEBJAR.containsKey(name)) return page(WEBJAR.get(name), read(webjar + name), "public, max-age=86400");
        throw new Refusal(
                Refusal.Kind.NOT_FOUND, "not_found", "The reader's page has no such file. It begins at /docs.");
    }

    private static Answer bytes(String type, byte[] content) {
        return new Answer(200, content, Map.of("Content-Type", type));
    }

    private static Answer page(String type, byte[] content, String cache) {
        return new Answer(
                200,
                content,
                Map.of(
                        "Content-Type", type,
                        "Cache-Control", cache,
                        "Content-Security-Policy", POLICY,
                        "Referrer-Policy", "no-referrer"));
    }

    private static void mustRead(String method) {
        if (method.equals("GET") || method.equals("HEAD")) return;
        throw new Refusal(
                Refusal.Kind.METHOD_NOT_ALLOWED,
                "method_not_allowed",
                Shown.name(method) + " is not possible here. Use one of: GET, HEAD.",
                List.of(),
                Map.of("Allow", "GET, HEAD"));
    }

    private static byte[] read(String resource) throws IOException {
        try (InputStream in = Docs.class.getResourceAsStream(resource)) {
            if (in == null) throw new IOException("No " + resource + " on the class path");
            return in.readAllBytes();
        }
    }

    private static String version() {
        try {
            Properties properties = new Properties();
            byte[] text = read("/META-INF/maven/org.webjars/swagger-ui/pom.properties");
            properties.load(new java.io.StringReader(new String(text, StandardCharsets.ISO_8859_1)));
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException("The webjar of Swagger UI is not on the class path", e);
        }
    }
}
