package dev.keypool.gateway;

import dev.keypool.http.Authenticator;
import dev.keypool.http.OutboundGuard;
import dev.keypool.ledger.Ledger;
import dev.keypool.metering.PriceBook;
import dev.keypool.ops.Metrics;
import dev.keypool.pool.Pool;
import dev.keypool.providers.Catalogue;
import dev.keypool.providers.Classifier;
import dev.keypool.routing.Routes;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * All that the gateway is built from. Everything here is shared by all event loops and must be thread-safe.
 *
 * @param nanos a monotonic clock in nanoseconds, such as {@code System::nanoTime}
 * @param random for ids; thread-safe, such as {@code () -> ThreadLocalRandom.current().nextLong()}
 * @param witnesses who is told of requests
 */
public record GatewayParts(
        Vertx vertx,
        Authenticator authenticator,
        Pool pool,
        KeyRing keys,
        Catalogue catalogue,
        Classifier classifier,
        Ledger ledger,
        PriceBook prices,
        Routes routes,
        AgentGate agents,
        AnswerCache cache,
        OutboundGuard guard,
        Metrics metrics,
        GatewaySettings settings,
        InstantSource clock,
        LongSupplier nanos,
        RandomGenerator random,
        Witnesses witnesses) {}
