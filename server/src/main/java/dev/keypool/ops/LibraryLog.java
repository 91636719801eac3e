package dev.keypool.ops;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/** Brings what a library says by the JDK's logger into our log, where lines have one form and pass the redaction. */
final class LibraryLog extends Handler {
    private final Logger source;
    private final org.slf4j.Logger log;

    private LibraryLog(String name) {
        this.source = Logger.getLogger(name);
        this.log = LoggerFactory.getLogger(name);
    }

    /** @param name of the library's loggers, or its beginning */
    static LibraryLog take(String name) {
        var taken = new LibraryLog(name);
        taken.source.setUseParentHandlers(false);
        taken.source.addHandler(taken);
        return taken;
    }

    @Override
    public void publish(LogRecord line) {
        // A collector that is away is the operator's to see; the stack trace would tell no more.
        if (line.getLevel().intValue() >= Level.WARNING.intValue()) log.warn("{}", line.getMessage());
        else log.debug("{}", line.getMessage());
    }

    @Override
    public void flush() {
        // Nothing is held back.
    }

    @Override
    public void close() {
        source.removeHandler(this);
        source.setUseParentHandlers(true);
    }
}
