package dev.keypool.bench;

import java.util.Arrays;

/** What one run measured. Immutable. */
final class Sample {
    private final double seconds;
    private final double cpuSeconds;
    private final long[] nanos;
    private final long errors;

    /**
     * One run's figures.
     *
     * @param seconds wall time
     * @param cpuSeconds CPU time of the target's process meanwhile
     * @param nanos latency of each good answer
     */
    Sample(double seconds, double cpuSeconds, long[] nanos, long errors) {
        this.seconds = seconds;
        this.cpuSeconds = cpuSeconds;
        this.nanos = nanos.clone();
        this.errors = errors;
        Arrays.sort(this.nanos);
    }

    long errors() {
        return errors;
    }

    double perSecond() {
        return nanos.length / seconds;
    }

    double cpuMicros() {
        return cpuSeconds * 1e6 / Math.max(1, nanos.length);
    }

    double percentileMicros(int percent) {
        if (nanos.length == 0) return Double.NaN;
        return nanos[Math.min(nanos.length - 1, nanos.length * percent / 100)] / 1e3;
    }
}
