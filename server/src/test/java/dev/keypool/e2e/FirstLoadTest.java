package dev.keypool.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the dashboard weighs when a browser first meets it, and how soon each of its pages stands. */
final class FirstLoadTest {
    private static final int MOST_BYTES = 150_000;
    private static final Path TIMES = Path.of("target", "page-times.txt");

    /** Notes when a page's head first stands, in milliseconds since its navigation began. */
    private static final String NOTE = """
            new MutationObserver((_, observer) => {
              if (!document.querySelector('main h1')) return;
              window.stoodAt = performance.now();
              observer.disconnect();
            }).observe(document, { childList: true, subtree: true });
            localStorage.setItem('keypool-signed-in', '1');
            """;

    private static final Map<String, String> PAGES = Map.ofEntries(
            Map.entry("/", "Overview"),
            Map.entry("/vault", "Vault"),
            Map.entry("/vault/{key}", "Main"),
            Map.entry("/invites", "Invitations"),
            Map.entry("/agents", "Agents"),
            Map.entry("/usage", "Usage"),
            Map.entry("/traces", "Traces"),
            Map.entry("/routing", "Routing"),
            Map.entry("/routing/policy", "Routing"),
            Map.entry("/playground", "Playground"));

    private static @Nullable Walk started;

    @BeforeAll
    static void start(@TempDir Path dir) {
        started = Walk.start(dir);
    }

    @AfterAll
    static void stop() {
        if (started != null) started.close();
    }

    private final Walk walk = Objects.requireNonNull(started);

    @Test
    void theFirstLoadWeighsLessThan150kB() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab()) {
            brand.key("openrouter", Brand.openRouterKey());
            List<Request> over = new ArrayList<>();
            tab.page().onRequestFinished(over::add);
            tab.signIn(brand.token());
            long bytes = List.copyOf(over).stream()
                    .map(Request::sizes)
                    .mapToLong(sizes -> sizes.responseHeadersSize + sizes.responseBodySize)
                    .sum();
            assertTrue(
                    over.stream().anyMatch(request -> request.url().endsWith("/pages/overview.js")), over.toString());
            assertTrue(bytes > 0 && bytes < MOST_BYTES, bytes + " bytes of " + over.size() + " requests");
        }
    }

    @Test
    void howSoonEachPageStandsIsWrittenDown() throws IOException {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
            long key = brand.key("openrouter", Brand.openRouterKey(), "\"key_label\":\"Main\"");
            List<String> lines = new ArrayList<>(List.of(line("page", "cold ms", "warm ms")));
            PAGES.keySet().stream().sorted().forEach(page -> lines.add(times(tab, page, key)));
            Files.createDirectories(TIMES.getParent());
            Files.write(TIMES, lines);
            lines.forEach(System.out::println);
        }
    }

    /** A browser that was never here, but for its session; then the same page once more. */
    private String times(Tab signedIn, String page, long key) {
        String path = page.replace("{key}", key + "");
        String heading = Objects.requireNonNull(PAGES.get(page));
        try (Tab tab = walk.tab(ColorScheme.LIGHT, 1280)) {
            tab.page().context().addCookies(signedIn.page().context().cookies());
            tab.page().addInitScript(NOTE);
            String cold = stood(tab.open(path, heading));
            return line(page, cold, stood(tab.open(path, heading)));
        }
    }

    private static String stood(Tab tab) {
        Number ms = (Number) tab.page().evaluate("window.stoodAt");
        return String.format(Locale.ROOT, "%.0f", ms.doubleValue());
    }

    private static String line(String page, String cold, String warm) {
        return String.format(Locale.ROOT, "%-20s %8s %8s", page, cold, warm);
    }
}
