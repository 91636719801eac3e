package dev.keypool.gateway;

import dev.keypool.providers.Failure;
import dev.keypool.providers.KeyAccess;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Keeps what opens the door at a provider from everything that the provider says: some echo the key in their errors, and some
 * have calls that answer with the headers they got. Holds the credential, so that it lives no longer than its attempt.
 * Confined to its attempt.
 */
final class Veil {
    /** Words of a provider with so much of a key in them, characters in a row, are not repeated. */
    private static final int SHORTEST_IN_WORDS = 8;

    /** So many in a row are blotted out of a good answer. Fewer may be the beginning that all keys of a provider share. */
    private static final int SHORTEST_IN_ANSWERS = 16;

    private static final int WORD = Long.BYTES;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final String ACCESS_KEY = "Credential=";

    private final List<byte[]> secrets = new ArrayList<>(2);
    private final int longest;
    private final long[] words;

    private Veil(List<String> credentials) {
        int most = 0;
        int count = 0;
        for (String credential : credentials) {
            if (credential.length() < SHORTEST_IN_WORDS) continue;
            byte[] secret = credential.getBytes(StandardCharsets.UTF_8);
            secrets.add(secret);
            most = Math.max(most, secret.length);
            count += secret.length - WORD + 1;
        }
        longest = most;
        words = new long[count];
        int at = 0;
        for (byte[] secret : secrets)
            for (int i = 0; i + WORD <= secret.length; i++) words[at++] = (long) LONGS.get(secret, i);
        Arrays.sort(words);
    }

    /**
     * For one attempt.
     *
     * @param signed headers that signed it, empty when the key itself is sent
     */
    static Veil of(KeyAccess access, Map<String, String> signed) {
        List<String> credentials = new ArrayList<>(2);
        Map<String, String> fixed = access.provider().auth().fixedHeaders();
        access.headers().forEach((name, value) -> {
            // One without a place for a field is the same for everybody.
            if (!value.equals(fixed.get(name))) credentials.add(value.substring(value.lastIndexOf(' ') + 1));
        });
        signed.forEach((name, value) -> {
            int key = value.indexOf(ACCESS_KEY);
            if (key >= 0) credentials.add(value.substring(key + ACCESS_KEY.length(), value.indexOf('/', key)));
            else if (name.endsWith("-token")) credentials.add(value);
        });
        return new Veil(credentials);
    }

    /** How many bytes at the end may be the beginning of what must not be shown; more bytes will tell. */
    int unfinished(byte[] bytes) {
        int most = 0;
        for (byte[] secret : secrets)
            for (int s = secret.length - 1; s >= most; s--) most = Math.max(most, ending(bytes, secret, s));
        return most;
    }

    /** How long the stretch is that ends both with the bytes and with that byte of the secret. */
    private static int ending(byte[] bytes, byte[] secret, int last) {
        int length = 0;
        while (length < bytes.length && length <= last && bytes[bytes.length - 1 - length] == secret[last - length])
            length++;
        return length;
    }

    /** Whether a text holds eight characters in a row of what opens the door. */
    boolean shows(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return shows(bytes);
    }

    boolean shows(byte[] bytes) {
        if (longest == 0) return false;
        for (int i = 0; i + WORD <= bytes.length; i++)
            if (Arrays.binarySearch(words, (long) LONGS.get(bytes, i)) >= 0) return true;
        return false;
    }

    /** The failure without the words that show it. */
    Failure over(Failure failure) {
        String code = failure.code();
        boolean badCode = code != null && shows(code);
        if (!badCode && !shows(failure.message())) return failure;
        return new Failure(
                failure.failureClass(),
                failure.status(),
                badCode ? null : code,
                "The provider's own words hold parts of the key, so they are kept back.",
                failure.retryAfter());
    }

    /** Puts stars in the place of each stretch of sixteen bytes and more that opens the door. Costs a look-up for eight bytes. */
    void cover(byte[] bytes, int from, int to) {
        if (longest < SHORTEST_IN_ANSWERS) return;
        // A stretch of fifteen bytes holds a whole one of these words, wherever it begins.
        for (int i = from; i + WORD <= to; i += WORD)
            if (Arrays.binarySearch(words, (long) LONGS.get(bytes, i)) >= 0) cover(bytes, from, to, i);
    }

    private void cover(byte[] bytes, int from, int to, int at) {
        for (byte[] secret : secrets)
            for (int s = 0; s + WORD <= secret.length; s++) {
                if (!Arrays.equals(bytes, at, at + WORD, secret, s, s + WORD)) continue;
                int back = 0;
                while (back < s && at - back > from && bytes[at - back - 1] == secret[s - back - 1]) back++;
                int on = WORD;
                while (s + on < secret.length && at + on < to && bytes[at + on] == secret[s + on]) on++;
                if (back + on >= SHORTEST_IN_ANSWERS) {
                    Arrays.fill(bytes, at - back, at + on, (byte) '*');
                    return;
                }
            }
    }
}
