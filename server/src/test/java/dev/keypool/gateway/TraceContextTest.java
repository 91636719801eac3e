package dev.keypool.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final UUID ATTEMPT = UUID.fromString("019aee55-a1b2-7c3d-8e4f-0123456789ab");

    private final SplittableRandom random = new SplittableRandom(5);

    @Test
    void theCallersTraceGoesOn() {
        TraceContext place = of("00-" + TRACE + "-00f067aa0ba902b7-01", 0);
        assertEquals(TRACE, place.traceId());
        assertEquals("00f067aa0ba902b7", place.parentId());
        assertEquals("00-" + TRACE + "-8e4f0123456789ab-01", place.traceparent(ATTEMPT));
        assertNotEquals(0, place.span());
    }

    @Test
    void aCallerWhoDoesNotSampleIsFollowed() {
        TraceContext place = of("00-" + TRACE + "-00f067aa0ba902b7-00", 1);
        assertFalse(place.sampled());
        assertEquals("00-" + TRACE + "-8e4f0123456789ab-00", place.traceparent(ATTEMPT));
    }

    @Test
    void aLaterVersionIsReadAsFarAsItIsKnown() {
        assertEquals(TRACE, of("01-" + TRACE + "-00f067aa0ba902b7-03-more", 0).traceId());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x",
                "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01x",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
                "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
            })
    void whatIsNoTraceparentBeginsATrace(String header) {
        TraceContext place = of(header, 1);
        assertEquals(0, place.parent());
        assertNotEquals(TRACE, place.traceId());
        assertEquals(32, place.traceId().length());
    }

    @Test
    void theRatioIsTheShareOfNewTracesThatAreSampled() {
        int sampled = 0;
        for (int i = 0; i < 10_000; i++) if (of(null, 0.25).sampled()) sampled++;
        assertEquals(2_500, sampled, 150);
        for (int i = 0; i < 100; i++) {
            assertTrue(of(null, 1).sampled());
            assertFalse(of(null, 0).sampled());
        }
    }

    private TraceContext of(@Nullable String header, double ratio) {
        return TraceContext.of(header, random, ratio);
    }
}
