package dev.keypool.ledger;

import dev.keypool.values.BrandId;
import dev.keypool.values.Caller;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Money;
import dev.keypool.values.TokenUsage;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One attempt as it stands in the ledger: an {@link Entry}, or what is known of an attempt whose process died (result
 * {@code interrupted}: its caller unless it was an agent, its request id and models are unknown, its times are zero). Immutable. Components as in
 * {@link Entry}; texts that a caller may choose are cut at 200 characters.
 */
public record Row(
        UUID attemptId,
        String requestId,
        BrandId brand,
        Asker asker,
        IntegrationId integration,
        String provider,
        String askedModel,
        @Nullable String servedModel,
        Instant leasedAt,
        @Nullable Instant sentAt,
        String result,
        int status,
        @Nullable TokenUsage usage,
        @Nullable Money cost,
        boolean estimated,
        Entry.Timings timings,
        boolean streamed,
        boolean truncated,
        @Nullable Money held,
        Course course) {
    static final String INTERRUPTED = "interrupted";

    private static final int LONGEST = 200;
    private static final Entry.Timings NO_TIME = new Entry.Timings(null, null, 0, 0);

    /**
     * Who asked.
     *
     * @param kind {@code client}, {@code agent}, {@code admin} or {@code unknown}
     * @param id public id, empty when unknown
     */
    public record Asker(String kind, String id) {
        static final Asker UNKNOWN = new Asker("unknown", "");

        private static Asker of(@Nullable AgentShare share) {
            return share == null ? UNKNOWN : new Asker("agent", share.agent());
        }

        public static Asker of(Caller caller) {
            return new Asker(caller.kind().name().toLowerCase(Locale.ROOT), caller.id());
        }
    }

    static Row of(Entry entry) {
        return new Row(
                entry.attemptId(),
                cut(entry.requestId()),
                entry.caller().brand(),
                Asker.of(entry.caller()),
                entry.integration(),
                entry.provider(),
                cut(entry.askedModel()),
                entry.servedModel() == null ? null : cut(entry.servedModel()),
                entry.leasedAt(),
                entry.sentAt(),
                entry.result(),
                entry.status(),
                entry.usage(),
                entry.cost(),
                entry.estimated(),
                entry.timings(),
                entry.streamed(),
                entry.truncated(),
                entry.held(),
                cut(entry.course()));
    }

    /** The row of an attempt that was sent and of whose end nobody knows: it counts, at an unknown cost; the key's spend counts the most that it may be. */
    static Row interrupted(Ledger.Mark mark) {
        return new Row(
                mark.attemptId(),
                "",
                mark.brand(),
                Asker.of(mark.share()),
                mark.integration(),
                mark.provider(),
                "",
                null,
                mark.sentAt(),
                mark.sentAt(),
                INTERRUPTED,
                0,
                null,
                null,
                false,
                NO_TIME,
                false,
                false,
                mark.held(),
                Course.UNKNOWN);
    }

    /** The moment to whose UTC day the attempt and its cost are booked: when it was sent, else when it was leased. */
    Instant bookedAt() {
        return sentAt == null ? leasedAt : sentAt;
    }

    /** The model in the statistics. */
    String model() {
        return servedModel == null ? askedModel : servedModel;
    }

    /** What it cost; nothing and unknown differ. */
    Cost costs() {
        return costs(cost == null ? null : (Long) cost.nanos(), sentAt != null);
    }

    static Cost costs(@Nullable Long nanos, boolean sent) {
        if (nanos == null) return sent ? new Cost(Money.ZERO, 0, 1) : Cost.NONE;
        return new Cost(new Money(nanos), 1, 0);
    }

    private static Course cut(Course course) {
        String model = course.targetModel();
        if (model == null || model.length() <= LONGEST) return course;
        return new Course(course.surface(), cut(model), course.cacheHit(), course.offsets());
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }
}
