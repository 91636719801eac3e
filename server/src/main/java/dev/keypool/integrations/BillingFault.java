package dev.keypool.integrations;

/** The figures of one key could not be read; the message is shown to its owner. Carries no stack trace. */
final class BillingFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BillingFault(String sentence) {
        super(sentence, null, false, false);
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
