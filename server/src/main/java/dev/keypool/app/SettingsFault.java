package dev.keypool.app;

import java.util.List;

/** The settings do not hold; every fault is listed, each with its fix, and the start ends with exit code 2. */
final class SettingsFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SettingsFault(List<String> faults) {
        super(
                "Keypool does not start, because of its settings:\n  - " + String.join("\n  - ", faults),
                null,
                false,
                false);
    }
}
