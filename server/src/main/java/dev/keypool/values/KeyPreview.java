package dev.keypool.values;

/**
 * What may be seen of a credential (integrations contract, section 1): the first four characters less any trailing
 * {@code -} or {@code _}, {@code ...}, the last three; only {@code ...} for a value under 16 characters.
 */
public record KeyPreview(String text) {
    private static final int SHORTEST_SHOWN = 16;

    static KeyPreview of(String credential) {
        if (credential.length() < SHORTEST_SHOWN) return new KeyPreview("...");
        int end = 4;
        while (end > 0 && (credential.charAt(end - 1) == '-' || credential.charAt(end - 1) == '_')) end--;
        return new KeyPreview(credential.substring(0, end) + "..." + credential.substring(credential.length() - 3));
    }
}
