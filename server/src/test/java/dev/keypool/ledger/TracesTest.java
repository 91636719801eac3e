package dev.keypool.ledger;

import static dev.keypool.ledger.Samples.BRAND;
import static dev.keypool.ledger.Samples.KEY;
import static dev.keypool.ledger.Samples.NOON;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.store.Database;
import dev.keypool.values.BrandId;
import dev.keypool.values.Caller;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Money;
import dev.keypool.values.Uuid7;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TracesTest {
    private static final TraceQuestion.Filter ALL = TraceQuestion.Filter.NONE;

    @TempDir
    Path folder;

    private final SplittableRandom random = new SplittableRandom(11);
    private Database database;
    private Ledger ledger;
    private Traces traces;

    @BeforeEach
    void open() {
        database = Database.open("jdbc:sqlite:" + folder.resolve("k.db"));
        ledger = Ledger.open(database, folder.resolve("marks"));
        traces = ledger.traces();
    }

    @AfterEach
    void close() {
        ledger.close();
        database.close();
    }

    @Test
    void aRequestIsOneItemWithItsAttemptsInTheirOrder() {
        append(row("r1", 0).result("rate_limited").cost(null), row("r1", 40).cost(5L), row("r2", 20));
        List<Trace> page = page(ALL);
        assertEquals(List.of("r1", "r2"), ids(page));
        assertEquals(List.of("rate_limited", "ok"), results(page.getFirst()));
        assertEquals(Trace.Status.SUCCESS, page.getFirst().status());
        assertEquals(new Cost(new Money(5), 1, 1), page.getFirst().cost());
        // Leased 40 ms after the first byte, 800 ms until the end.
        assertEquals(840_000, page.getFirst().latencyMicros());
        assertEquals(NOON, page.getFirst().startedAt());
    }

    @Test
    void attemptsOfOneMomentAreOrderedByTheirOffset() {
        Draft second = row("r", 30).at(0);
        append(second.result("ok"), row("r", 10).at(0).result("timeout"));
        assertEquals(
                List.of("timeout", "ok"), results(traces.find(BRAND, null, "r").orElseThrow()));
        assertEquals(Trace.Status.SUCCESS, page(ALL).getFirst().status());
    }

    @Test
    void whatIsKnownOfTheCourseComesBack() {
        var course = new Course("embeddings", "text-3", true, new Course.Offsets(1L, 2L, 3L, 4L, 5L, 6L));
        append(row("r", 0).course(course));
        assertEquals(course, page(ALL).getFirst().last().course());
        append(row("s", 0).course(Course.UNKNOWN));
        assertEquals(
                Course.UNKNOWN,
                traces.find(BRAND, null, "s").orElseThrow().last().course());
    }

    @Test
    void pagesShowEveryRequestOnceNewestFirst() {
        for (int i = 0; i < 23; i++) append(row("r" + i, 1_000 * (i / 2)), row("r" + i, 1_000 * (i / 2) + 10));
        List<Trace> seen = new ArrayList<>();
        List<Trace> page = traces.page(question(null, ALL), null, 5);
        while (!page.isEmpty()) {
            seen.addAll(page);
            page = traces.page(question(null, ALL), page.getLast(), 5);
        }
        assertEquals(23, Set.copyOf(ids(seen)).size());
        assertEquals(23, seen.size());
        List<Instant> moments =
                seen.stream().map(trace -> trace.last().bookedAt()).toList();
        assertEquals(moments.stream().sorted((a, b) -> b.compareTo(a)).toList(), moments);
    }

    @Test
    void everyFilterLeavesWhatItNames() {
        append(
                row("plain", 0),
                row("agent", 1).agent("agt_1"),
                row("asked", 2).model("gpt-x", null),
                row("served", 3).model("auto", "gpt-x"),
                row("sent", 4).course(new Course("responses", "gpt-x", false, Course.Offsets.UNKNOWN)),
                row("fell", 5).provider("groq", 9).result("timeout"),
                row("fell", 50),
                row("dear", 60).cost(7_000L).result("provider_error"),
                row("dear", 90).cost(4_000L),
                row("failed", 100).result("key_invalid"),
                row("left", 110).result("aborted"),
                row("slow", 120).took(9_000_000));
        assertEquals(List.of("agent"), found(f().asker(new Row.Asker("agent", "agt_1"))));
        assertEquals(List.of(), found(f().asker(new Row.Asker("client", "agt_1"))));
        assertEquals(List.of("sent", "served", "asked"), found(f().model("gpt-x")));
        assertEquals(List.of("fell"), found(f().provider("groq")));
        assertEquals(List.of("fell"), found(f().integration(9)));
        assertEquals(List.of("failed"), found(f().status(Trace.Status.ERROR)));
        assertEquals(List.of("left"), found(f().status(Trace.Status.ABORTED)));
        assertEquals(8, found(f().status(Trace.Status.SUCCESS)).size());
        assertEquals(List.of("sent"), found(f().surface("responses")));
        assertEquals(List.of("slow"), found(f().least(5_000_000L)));
        assertEquals(List.of("dear"), found(f().cost(11_000L)));
        assertEquals(List.of(), found(f().cost(11_001L)));
    }

    @Test
    void theTimeRangeHoldsItsBeginningAndNotItsEnd() {
        append(row("a", 0), row("b", 1_000), row("c", 2_000));
        var question = new TraceQuestion(BRAND, null, NOON.plusSeconds(1), NOON.plusSeconds(2), ALL);
        assertEquals(List.of("b"), ids(traces.page(question, null, 10)));
        assertEquals(1, traces.summary(question).total());
    }

    @Test
    void anotherBrandsRequestsDoNotExist() {
        append(row("theirs", 0).brand(2));
        assertEquals(List.of(), page(ALL));
        assertTrue(traces.find(BRAND, null, "theirs").isEmpty());
        assertEquals(0, traces.summary(question(null, ALL)).total());
    }

    @Test
    void anAgentSeesItsOwnEvenWhenOthersUseTheSameId() {
        var asker = new Row.Asker("agent", "agt_1");
        append(
                row("shared", 0).agent("agt_1"),
                row("shared", 10),
                row("shared", 20).agent("agt_2"),
                row("other", 5));
        assertEquals(List.of("shared"), ids(traces.page(question(asker, ALL), null, 10)));
        assertEquals(
                List.of(asker),
                traces.find(BRAND, asker, "shared").orElseThrow().attempts().stream()
                        .map(Row::asker)
                        .toList());
        assertTrue(traces.find(BRAND, asker, "other").isEmpty());
        assertEquals(1, traces.summary(question(asker, ALL)).total());
        // The brand sees three requests, and of that id the latest.
        assertEquals(4, page(ALL).size());
        assertEquals(
                "agt_2",
                traces.find(BRAND, null, "shared").orElseThrow().last().asker().id());
    }

    @Test
    void anAttemptWhoseProcessDiedIsARequestOfItsOwn() {
        Row lost = Row.interrupted(new Samples(random).mark(NOON));
        Row other = Row.interrupted(new Samples(random).mark(NOON));
        database.write(handle -> {
            new Books(new AttemptTable(), new UsageTable())
                    .run(handle, List.of(new Booking(lost, null), new Booking(other, null)));
            return true;
        });
        String id = lost.attemptId().toString();
        assertEquals(Set.of(id, other.attemptId().toString()), Set.copyOf(ids(page(ALL))));
        assertEquals(lost, traces.find(BRAND, null, id).orElseThrow().last());
        assertTrue(traces.find(new BrandId(2), null, id).isEmpty());
        assertTrue(traces.find(BRAND, new Row.Asker("agent", "agt_1"), id).isEmpty());
        assertTrue(traces.find(BRAND, null, "").isEmpty());
        assertEquals(
                new TraceSummary(2, 2, new Cost(Money.ZERO, 0, 2), 0L, 0L, false), traces.summary(question(null, ALL)));
    }

    @Test
    void ofAnIdUsedForEverTheLatestHundredAttemptsAreRead() {
        for (int i = 0; i < 130; i++) append(row("again", i));
        Trace trace = traces.find(BRAND, null, "again").orElseThrow();
        assertEquals(100, trace.attempts().size());
        assertEquals(NOON.plusMillis(129), trace.last().leasedAt());
        assertEquals(1, page(ALL).size());
    }

    @Test
    void aSummaryIsWhatThePagesAddUpTo() {
        for (int i = 0; i < 400; i++) {
            Draft draft =
                    row("r" + random.nextInt(200), random.nextInt(3_600_000)).took(random.nextInt(3_000_000));
            if (random.nextInt(3) == 0) draft.result("timeout").cost(null);
            append(random.nextInt(9) == 0 ? draft.result("aborted") : draft);
        }
        for (TraceQuestion.Filter filter : List.of(
                ALL,
                f().status(Trace.Status.ERROR).made(),
                f().least(1_500_000L).made())) {
            TraceQuestion question = question(null, filter);
            List<Trace> all = traces.page(question, null, 1_000);
            List<Long> times = all.stream().map(Trace::latencyMicros).sorted().toList();
            var expected = new TraceSummary(
                    all.size(),
                    all.stream()
                            .filter(trace -> trace.status() == Trace.Status.ERROR)
                            .count(),
                    all.stream().map(Trace::cost).reduce(Cost.NONE, Cost::plus),
                    times.stream().mapToLong(Long::longValue).sum() / all.size(),
                    times.get((int) Math.ceil(all.size() * 0.95) - 1),
                    false);
            assertEquals(expected, traces.summary(question));
        }
    }

    @Test
    void withoutRequestsNothingIsSummedUp() {
        TraceSummary none = traces.summary(question(null, ALL));
        assertEquals(0, none.total());
        assertNull(none.meanMicros());
        assertNull(none.slowMicros());
        assertEquals(Money.ZERO, none.cost().amount());
    }

    @Test
    void onlyTheLatestHundredThousandAreSummedUp() {
        var fold = new TraceFold();
        for (int i = 0; i < TraceFold.MOST; i++) assertTrue(fold.request("ok", i));
        assertFalse(fold.request("ok", 1));
        assertTrue(fold.summary().partial());
        assertEquals(TraceFold.MOST, fold.summary().total());
        assertEquals(94_999L, fold.summary().slowMicros());
    }

    @Test
    void everyQuestionIsAnsweredFromAnIndex() {
        var caller = f().asker(new Row.Asker("agent", "agt_1")).made();
        assertTrue(plan(ALL)
                .contains("SEARCH a USING INDEX attempt_of_brand (brand=? AND booked_at_us>? AND booked_at_us<?)"));
        assertTrue(plan(caller)
                .contains("SEARCH a USING INDEX attempt_of_caller (brand=? AND caller_id=? AND booked_at_us>?"));
        for (TraceQuestion.Filter filter : List.of(
                ALL,
                caller,
                f().provider("groq").cost(1L).made(),
                f().integration(7).made())) {
            assertTrue(plan(filter)
                    .contains("SEARCH b USING INDEX attempt_of_request (brand=? AND request_id=? AND leased_at_us>?"));
            assertFalse(plan(filter).contains("SCAN"), plan(filter));
            assertFalse(plan(filter).contains("SEARCH b USING INDEX attempt_of_caller"), plan(filter));
        }
    }

    @Test
    void aCostOfNothingIsAtLeastNothingAndACheapLastAttemptHidesNoDearFirst() {
        append(
                row("unknown", 0).cost(null),
                row("dear", 10).cost(9_000L).result("timeout"),
                row("dear", 20).cost(1L));
        assertEquals(List.of("dear", "unknown"), found(f().cost(0L)));
        assertEquals(List.of("dear"), found(f().cost(9_001L)));
        assertEquals(List.of(), found(f().cost(9_002L)));
    }

    @Test
    void theSumsOfAllAreReadRequestByRequest() {
        String plan = database.read(handle -> {
                    var where = TraceWhere.before(null, question(null, ALL));
                    return where.bind(handle.createQuery("EXPLAIN QUERY PLAN " + TraceTable.summed(where))
                                    .bind("most", 9))
                            .map((row, _) -> Objects.requireNonNull(row.getString("detail")))
                            .list();
                })
                .toString();
        assertTrue(plan.contains("SEARCH c USING INDEX attempt_of_request (brand=? AND request_id=?)"), plan);
    }

    @Test
    void whatIsNewIsToldInTheOrderOfItsCommitsWhateverTookLong() {
        append(row("old", 0));
        long before = traces.newest();
        append(row("late", 900), row("slow", 10), row("agent", 5).agent("agt_1"));
        long after = traces.newest();
        append(row("later", 2_000));
        var stretch = new Traces.Stretch(before, after);
        assertEquals(List.of("agent", "slow", "late"), ids(traces.written(question(null, ALL), stretch, 9)));
        assertEquals(List.of("agent", "slow"), ids(traces.written(question(null, ALL), stretch, 2)));
        var only = question(new Row.Asker("agent", "agt_1"), ALL);
        assertEquals(List.of("agent"), ids(traces.written(only, stretch, 9)));
        assertEquals(List.of(), ids(traces.written(question(null, ALL), new Traces.Stretch(after, after), 9)));
    }

    @Test
    void aFurtherAttemptTellsItsRequestAnew() {
        append(row("r", 0).result("rate_limited"));
        long before = traces.newest();
        append(row("r", 40), row("s", 50).result("timeout"), row("s", 60));
        List<Trace> told = traces.written(question(null, ALL), new Traces.Stretch(before, traces.newest()), 9);
        assertEquals(List.of("s", "r"), ids(told));
        assertEquals(List.of("rate_limited", "ok"), results(told.getLast()));
    }

    @Test
    void whatIsNewIsFoundByTheEndOfTheTableAlone() {
        var agent = f().asker(new Row.Asker("agent", "agt_1")).made();
        for (TraceQuestion.Filter filter : List.of(ALL, agent, f().cost(1L).made())) {
            var where = TraceWhere.within(new Traces.Stretch(5, 9), question(null, filter));
            String plan = plan(where, "a.rowid DESC");
            assertTrue(plan.startsWith("[SEARCH a USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"), plan);
            assertFalse(plan.contains("TEMP B-TREE"), plan);
        }
    }

    private String plan(TraceQuestion.Filter filter) {
        return plan(TraceWhere.before(null, question(null, filter)), "a.booked_at_us DESC, a.attempt_id DESC");
    }

    private String plan(TraceWhere where, String order) {
        return database.read(handle -> where.bind(handle.createQuery(
                                "EXPLAIN QUERY PLAN SELECT a.* " + where.sql() + " ORDER BY " + order + " LIMIT 50"))
                        .map((row, _) -> Objects.requireNonNull(row.getString("detail")))
                        .list())
                .toString();
    }

    private static TraceQuestion question(Row.@Nullable Asker only, TraceQuestion.Filter filter) {
        return new TraceQuestion(BRAND, only, NOON.minus(Duration.ofDays(1)), NOON.plus(Duration.ofDays(1)), filter);
    }

    private List<Trace> page(TraceQuestion.Filter filter) {
        return traces.page(question(null, filter), null, 1_000);
    }

    private List<String> found(Wish wish) {
        return ids(page(wish.made()));
    }

    private static List<String> ids(List<Trace> page) {
        return page.stream().map(Trace::id).toList();
    }

    private static List<String> results(Trace trace) {
        return trace.attempts().stream().map(Row::result).toList();
    }

    private void append(Draft... drafts) {
        for (Draft draft : drafts)
            ledger.append(draft.entry(), -1, () -> {}, fault -> {
                throw new AssertionError(fault);
            });
        database.write(_ -> true);
    }

    /** An answer that went well: leased so many milliseconds after its request began at noon. */
    private Draft row(String request, int millis) {
        return new Draft(request, millis);
    }

    private static Wish f() {
        return new Wish();
    }

    private static final class Wish {
        private TraceQuestion.Filter now = ALL;

        Wish asker(Row.Asker asker) {
            return with(asker, now.model(), now.provider(), now.integration(), now.status(), now.surface());
        }

        Wish model(String model) {
            return with(now.asker(), model, now.provider(), now.integration(), now.status(), now.surface());
        }

        Wish provider(String provider) {
            return with(now.asker(), now.model(), provider, now.integration(), now.status(), now.surface());
        }

        Wish integration(long id) {
            return with(now.asker(), now.model(), now.provider(), new IntegrationId(id), now.status(), now.surface());
        }

        Wish status(Trace.Status status) {
            return with(now.asker(), now.model(), now.provider(), now.integration(), status, now.surface());
        }

        Wish surface(String surface) {
            return with(now.asker(), now.model(), now.provider(), now.integration(), now.status(), surface);
        }

        Wish least(Long micros) {
            now = new TraceQuestion.Filter(null, null, null, null, null, null, micros, null);
            return this;
        }

        Wish cost(Long nanos) {
            now = new TraceQuestion.Filter(null, null, now.provider(), null, null, null, null, new Money(nanos));
            return this;
        }

        private Wish with(
                Row.@Nullable Asker asker,
                @Nullable String model,
                @Nullable String provider,
                @Nullable IntegrationId key,
                Trace.@Nullable Status status,
                @Nullable String surface) {
            now = new TraceQuestion.Filter(asker, model, provider, key, status, surface, null, null);
            return this;
        }

        TraceQuestion.Filter made() {
            return now;
        }
    }

    private final class Draft {
        private final String request;
        private final long offset;
        private Instant leased;
        private Caller caller = new Caller(BRAND, Caller.Kind.CLIENT, "cli_1", Set.of());
        private IntegrationId key = KEY;
        private String provider = "openai";
        private String asked = "gpt-4o-mini";
        private @Nullable String served = "gpt-4o-mini-2024";
        private String result = "ok";
        private @Nullable Long cost = 100L;
        private long took = 800_000;
        private @Nullable Course course;

        Draft(String request, int millis) {
            this.request = request;
            this.offset = millis * 1_000L;
            this.leased = NOON.plusMillis(millis);
        }

        Draft at(int millis) {
            leased = NOON.plusMillis(millis);
            return this;
        }

        Draft brand(long brand) {
            caller = new Caller(new BrandId(brand), Caller.Kind.CLIENT, "cli_1", Set.of());
            return this;
        }

        Draft agent(String id) {
            caller = new Caller(BRAND, Caller.Kind.AGENT, id, Set.of());
            return this;
        }

        Draft model(String wish, @Nullable String answer) {
            asked = wish;
            served = answer;
            return this;
        }

        Draft provider(String name, long id) {
            provider = name;
            key = new IntegrationId(id);
            return this;
        }

        Draft result(String word) {
            result = word;
            return this;
        }

        Draft cost(@Nullable Long nanos) {
            cost = nanos;
            return this;
        }

        Draft took(long micros) {
            took = micros;
            return this;
        }

        Draft course(Course known) {
            course = known;
            return this;
        }

        Entry entry() {
            var offsets = new Course.Offsets(null, null, offset, null, null, null);
            return new Entry(
                            Uuid7.of(leased.toEpochMilli(), random),
                            request,
                            caller,
                            key,
                            provider,
                            asked,
                            served,
                            leased,
                            leased,
                            result,
                            200,
                            null,
                            cost == null ? null : new Money(cost),
                            false,
                            new Entry.Timings(null, null, took, 41),
                            true,
                            false)
                    .on(course == null ? new Course("chat", null, false, offsets) : course);
        }
    }

    /** Every surface may be asked for. */
    @Test
    void everySurfaceIsKeptUnderItsName() {
        Course.SURFACES.forEach(
                surface -> append(row(surface, 0).course(new Course(surface, null, false, Course.Offsets.UNKNOWN))));
        List<String> kept = Stream.concat(Course.SURFACES.stream(), Stream.of("nothing"))
                .filter(surface -> found(f().surface(surface)).equals(List.of(surface)))
                .toList();
        assertEquals(Course.SURFACES, kept);
    }
}
