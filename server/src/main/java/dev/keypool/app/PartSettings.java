package dev.keypool.app;

import dev.keypool.gateway.GatewaySettings;
import dev.keypool.integrations.DriftLimits;
import dev.keypool.pool.PoolSettings;
import dev.keypool.values.Money;
import dev.keypool.values.Secret;
import io.vertx.core.VertxOptions;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The settings in the words of each part that is wired. Immutable. */
record PartSettings(Settings settings) {
    DriftLimits drift() {
        return new DriftLimits(
                settings.billing().driftPercent(), Money.of(settings.billing().driftFloor()));
    }

    VertxOptions eventLoops() {
        int loops = settings.http().eventLoops();
        return new VertxOptions()
                .setEventLoopPoolSize(loops == 0 ? Runtime.getRuntime().availableProcessors() : loops);
    }

    @Nullable
    Secret adminToken() {
        return settings.adminToken().map(Secret::of).orElse(null);
    }

    Map<String, String> baseUrls() {
        Map<String, String> overrides = new HashMap<>();
        settings.providers().forEach((name, rules) -> rules.baseUrl().ifPresent(url -> overrides.put(name, url)));
        return overrides;
    }

    PoolSettings pool() {
        Settings.PoolRules rules = settings.pool();
        return new PoolSettings(
                rules.quarantineInitial(),
                rules.quarantineMax(),
                rules.coolingMax(),
                rules.creditRecheck(),
                rules.allowUnpriced());
    }

    GatewaySettings gateway() {
        Settings.GatewayRules rules = settings.gateway();
        GatewaySettings standard = GatewaySettings.STANDARD;
        return new GatewaySettings(
                rules.maxBodyMib() << 20,
                standard.fileLimit(),
                standard.keptForRetry(),
                standard.answerLimit(),
                rules.attempts(),
                rules.deadline(),
                standard.longestDeadline(),
                rules.connect(),
                rules.firstByte(),
                rules.firstToken(),
                rules.idle(),
                standard.connections(),
                standard.keepAlive(),
                standard.modelsFor(),
                rules.publicCatalogue());
    }
}
