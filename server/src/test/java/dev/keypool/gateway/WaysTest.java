package dev.keypool.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.keypool.providers.Catalogue;
import dev.keypool.providers.Provider;
import dev.keypool.routing.Target;
import dev.keypool.values.Surface;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class WaysTest {
    private static final Catalogue CATALOGUE = Catalogue.load(Map.of());
    private static final int LARGE = 100_000;

    private static Ways ways(int bytes) {
        String body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + "a".repeat(bytes) + "\"}]}";
        JsonAsk ask = BodyScan.of(Surface.CHAT, body.getBytes(UTF_8), new Bounds(1000), false);
        return new Ways(ask, Instant.EPOCH, RandomGenerator.getDefault());
    }

    private static Provider provider(String name) {
        return CATALOGUE.find(name).orElseThrow();
    }

    @Test
    void aLargeTranslationIsMadeAheadAndOnlyOnce() throws Exception {
        Ways ways = ways(LARGE);
        Target target = new Target("anthropic", "m");
        Callable<Runnable> ahead = ways.ahead(target, provider("anthropic"));
        assertNotNull(ahead);
        ahead.call().run();
        assertNull(ways.ahead(target, provider("anthropic")));
        Ways.Found found = ways.to(target, provider("anthropic"));
        assertInstanceOf(Ways.Found.Open.class, found);
        assertSame(found, ways.to(target, provider("anthropic")));
    }

    @Test
    void nothingIsMadeAheadOfASmallRequestNorOfOneThatIsRelayed() {
        assertNull(ways(1).ahead(new Target("anthropic", "m"), provider("anthropic")));
        assertNull(ways(LARGE).ahead(new Target("groq", "m"), provider("groq")));
    }
}
