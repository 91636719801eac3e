package dev.keypool.e2e;

import static org.junit.jupiter.api.Assumptions.abort;

import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;

/** What the walks of a class share: a browser, and the product it looks at. */
record Walk(Chromium chromium, Product product) implements AutoCloseable {
    /** Begins, or skips the tests of the class where there is no browser. */
    static Walk start(Path dir) {
        Chromium chromium = Chromium.start();
        if (chromium == null) return abort("no Chromium on this machine: the browser tests are skipped");
        return new Walk(chromium, Product.start(dir, "KEYPOOL_API_RATE_PER_MINUTE", "0"));
    }

    Brand brand() {
        return Brand.make(product);
    }

    Tab tab() {
        return tab(ColorScheme.LIGHT, 1280);
    }

    Tab tab(ColorScheme scheme, int width) {
        return chromium.tab(product, scheme, width);
    }

    @Override
    public void close() {
        product.close();
        chromium.close();
    }
}
