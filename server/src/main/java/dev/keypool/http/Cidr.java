package dev.keypool.http;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A block of addresses, such as {@code 10.0.0.0/8} or {@code fd00::/8}. Immutable.
 *
 * @param network first address of the block; an IPv4 block holds IPv4 addresses only
 * @param bits how many leading bits are the block's
 */
record Cidr(InetAddress network, int bits) {
    private static final Pattern FORM = Pattern.compile("([0-9.]{7,15}|[0-9a-fA-F:.]{2,45})(?:/(\\d{1,3}))?");
    private static final Pattern FOUR_PARTS = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}");

    /**
     * Reads a block; an address alone is a block of one.
     *
     * @throws IllegalArgumentException with a sentence that says what is wrong and what would be right
     */
    static Cidr parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) throw fault(text, "is no block of addresses");
        InetAddress address = address(form.group(1)).orElseThrow(() -> fault(text, "holds no address"));
        int width = address.getAddress().length * Byte.SIZE;
        int bits = form.group(2) == null ? width : Integer.parseInt(form.group(2));
        if (bits > width) throw fault(text, "has a prefix longer than " + width);
        InetAddress network = masked(address, bits);
        if (!network.equals(address))
            throw fault(
                    text,
                    "does not begin at its block's first address: " + network.getHostAddress() + "/" + bits + " does");
        return new Cidr(network, bits);
    }

    boolean contains(InetAddress address) {
        return address.getAddress().length == network.getAddress().length
                && masked(address, bits).equals(network);
    }

    /** An address written out in full, never looked up. */
    static Optional<InetAddress> address(String literal) {
        if (literal.indexOf(':') < 0 && !FOUR_PARTS.matcher(literal).matches()) return Optional.empty();
        try {
            return Optional.of(InetAddress.ofLiteral(literal));
        } catch (IllegalArgumentException noLiteral) {
            return Optional.empty();
        }
    }

    /** What one subscriber is given: an IPv4 address, 64 bits of IPv6. */
    static String subscriber(InetAddress address) {
        boolean four = address.getAddress().length == Integer.BYTES;
        return four ? address.getHostAddress() : new Cidr(masked(address, Long.SIZE), Long.SIZE).toString();
    }

    private static InetAddress masked(InetAddress address, int bits) {
        byte[] bytes = address.getAddress();
        for (int i = 0; i < bytes.length; i++) {
            int kept = Math.clamp(bits - i * Byte.SIZE, 0, Byte.SIZE);
            bytes[i] &= (byte) (0xFF << (Byte.SIZE - kept));
        }
        return of(bytes);
    }

    /** The IPv4 address in four bytes of an IPv6 address, beginning at that byte. */
    static InetAddress embedded(InetAddress six, int at) {
        byte[] bytes = six.getAddress();
        return of(new byte[] {bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]});
    }

    private static InetAddress of(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (java.net.UnknownHostException impossible) {
            throw new IllegalStateException("4 or 16 bytes are an address", impossible);
        }
    }

    private static IllegalArgumentException fault(String text, String what) {
        return new IllegalArgumentException(
                "'" + text + "' " + what + ". Write a CIDR block such as 10.0.0.0/8, 127.0.0.1/32 or fd00::/8.");
    }

    @Override
    public String toString() {
        return network.getHostAddress() + "/" + bits;
    }
}
