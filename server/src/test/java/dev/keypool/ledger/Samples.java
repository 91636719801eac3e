package dev.keypool.ledger;

import dev.keypool.values.BrandId;
import dev.keypool.values.Caller;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Money;
import dev.keypool.values.TokenUsage;
import dev.keypool.values.Uuid7;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Entries and marks as a gateway would make them, from a seeded source. */
final class Samples {
    static final BrandId BRAND = new BrandId(1);
    static final IntegrationId KEY = new IntegrationId(7);
    static final Instant NOON = Instant.parse("2026-11-23T12:00:00.123456Z");

    private final RandomGenerator random;

    Samples(RandomGenerator random) {
        this.random = random;
    }

    /** An answer that went well: 120 tokens in, 30 out, 0.000345 dollars, 800 ms. */
    Entry ok(BrandId brand, IntegrationId key, Instant sentAt) {
        return entry(brand, key, sentAt, "ok", new Money(345_000));
    }

    Entry ok(Instant sentAt) {
        return ok(BRAND, KEY, sentAt);
    }

    Entry failed(Instant sentAt) {
        return entry(BRAND, KEY, sentAt, "rate_limited", null);
    }

    /** Connect refused: leased at noon, never sent. */
    Entry unsent() {
        Entry sent = entry(BRAND, KEY, NOON, "provider_error", null);
        return with(sent, null, sent.usage());
    }

    Entry unknownUsage(Instant sentAt) {
        Entry known = entry(BRAND, KEY, sentAt, "aborted", null);
        return with(known, sentAt, null);
    }

    /** Anything that may happen, on one of three keys of two brands, within two days. */
    Entry any() {
        Instant sentAt = NOON.plusSeconds(random.nextInt(86_400));
        BrandId brand = new BrandId(1 + random.nextInt(2));
        IntegrationId key = new IntegrationId(10 * brand.value() + random.nextInt(3));
        String result = new String[] {"ok", "ok", "rate_limited", "aborted", "interrupted"}[random.nextInt(5)];
        Money cost = random.nextInt(4) == 0 ? null : new Money(random.nextLong(1_000_000_000));
        Entry entry = entry(brand, key, sentAt, result, cost);
        return random.nextInt(6) == 0 ? with(entry, null, null) : entry;
    }

    Ledger.Mark mark(Instant sentAt) {
        return new Ledger.Mark(id(sentAt), BRAND, KEY, "openai", sentAt);
    }

    static Ledger.Mark markOf(Entry entry) {
        return new Ledger.Mark(
                entry.attemptId(), entry.caller().brand(), entry.integration(), entry.provider(), entry.leasedAt());
    }

    private Entry entry(BrandId brand, IntegrationId key, Instant sentAt, String result, @Nullable Money cost) {
        Caller caller = new Caller(brand, Caller.Kind.CLIENT, "cli_" + random.nextInt(2), Set.of());
        boolean ok = result.equals("ok");
        return new Entry(
                id(sentAt),
                "req_" + random.nextLong(),
                caller,
                key,
                "openai",
                "gpt-4o-mini",
                ok ? "gpt-4o-mini-2024-07-18" : null,
                sentAt.minusMillis(2),
                sentAt,
                result,
                ok ? 200 : 429,
                new TokenUsage(120, 30, 20, 10),
                cost,
                false,
                new Entry.Timings(180_000L, null, 800_000, 41),
                true,
                false);
    }

    private static Entry with(Entry entry, @Nullable Instant sentAt, @Nullable TokenUsage usage) {
        return new Entry(
                entry.attemptId(),
                entry.requestId(),
                entry.caller(),
                entry.integration(),
                entry.provider(),
                entry.askedModel(),
                entry.servedModel(),
                entry.leasedAt(),
                sentAt,
                entry.result(),
                entry.status(),
                usage,
                entry.cost(),
                entry.estimated(),
                entry.timings(),
                entry.streamed(),
                entry.truncated());
    }

    private UUID id(Instant moment) {
        return Uuid7.of(moment.toEpochMilli(), random);
    }
}
