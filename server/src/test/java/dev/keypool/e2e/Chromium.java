package dev.keypool.e2e;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The machine's own Chromium, started once for the tests of a class. Used by one thread. */
final class Chromium implements AutoCloseable {
    /** It carries its own tests of time: a slow machine waits longer, a fast one does not wait. */
    private static final double PATIENCE_MS = 30_000;

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Path binary) {
        // Playwright would fetch browsers of its own from the net.
        this.playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        this.browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(binary)
                        .setArgs(List.of("--disable-background-networking", "--disable-dev-shm-usage")));
    }

    /** Null where there is no Chromium: the tests that want it are then skipped. */
    static @Nullable Chromium start() {
        Path binary = Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
        return binary == null ? null : new Chromium(binary);
    }

    /** A window that shares nothing with others, as if on another machine. */
    Tab tab(Product product, ColorScheme scheme, int width) {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setBaseURL("http://127.0.0.1:" + product.port())
                .setColorScheme(scheme)
                .setReducedMotion(ReducedMotion.REDUCE) // pictures and contrast are of what stays, not of what fades in
                .setLocale("en-GB")
                .setAcceptDownloads(true)
                .setViewportSize(width, 860));
        context.setDefaultTimeout(PATIENCE_MS);
        context.setDefaultNavigationTimeout(PATIENCE_MS);
        return new Tab(context);
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
