package dev.keypool.ops;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.nio.charset.StandardCharsets;

/**
 * Log lines as JSON, with whatever looks like a key blotted out. The second line of defence: the first is that nothing
 * secret is handed to a logger at all.
 */
public final class RedactingEncoder extends JsonEncoder {
    public RedactingEncoder() {
        setWithSequenceNumber(false);
        setWithNanoseconds(false);
        setWithContext(false);
        setWithMarkers(false);
        setWithFormattedMessage(true);
        setWithMessage(false);
        setWithArguments(false);
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        String line = new String(super.encode(event), StandardCharsets.UTF_8);
        return Redaction.of(line).getBytes(StandardCharsets.UTF_8);
    }
}
