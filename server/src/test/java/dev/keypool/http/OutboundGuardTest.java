package dev.keypool.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.values.Refusal;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundGuardTest {
    private static final InetAddress PUBLIC = InetAddress.ofLiteral("93.184.215.14");
    private static final InetAddress INNER = InetAddress.ofLiteral("10.1.2.3");

    private Instant now = Instant.parse("2026-11-23T12:00:00Z");
    private final InstantSource clock = () -> now;
    private final Map<String, List<InetAddress>> dns = new HashMap<>();
    private final List<String> asked = new ArrayList<>();

    private OutboundGuard guard(String... allowed) {
        return new OutboundGuard(List.of(allowed), clock, this::resolve);
    }

    private List<InetAddress> resolve(String host) throws UnknownHostException {
        asked.add(host);
        List<InetAddress> addresses = dns.get(host);
        if (addresses == null) throw new UnknownHostException(host);
        return addresses;
    }

    private static Refusal refused(OutboundGuard guard, String host) {
        return assertThrows(Refusal.class, () -> guard.approve(host));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, a loopback address",
        "127.255.255.255, a loopback address",
        "::1, a loopback address",
        "[::1], a loopback address",
        "0.0.0.0, an address of this machine",
        "::, an address of this machine",
        "10.0.0.0, a private address",
        "10.255.255.255, a private address",
        "172.16.0.1, a private address",
        "172.31.255.255, a private address",
        "192.168.1.1, a private address",
        "198.19.0.1, a private address",
        "fc00::1, a private address",
        "fdff::1, a private address",
        "fec0::1, a private address",
        "64:ff9b:1::1, a private address",
        "100.64.0.1, a carrier's private address",
        "100.127.255.255, a carrier's private address",
        "169.254.1.1, a link-local address",
        "fe80::1, a link-local address",
        "febf::1, a link-local address",
        "169.254.169.254, a cloud metadata address",
        "168.63.129.16, a cloud metadata address",
        "100.100.100.200, a cloud metadata address",
        "192.0.0.192, a cloud metadata or protocol address",
        "fd00:ec2::254, a cloud metadata address",
        "224.0.0.1, a multicast address",
        "239.255.255.255, a multicast address",
        "ff02::1, a multicast address",
        "240.0.0.1, a reserved or broadcast address",
        "255.255.255.255, a reserved or broadcast address",
        "2001::1, a Teredo tunnel address",
        "::ffff:127.0.0.1, a loopback address",
        "::ffff:a9fe:a9fe, a cloud metadata address",
        "::10.0.0.1, a private address",
        "64:ff9b::10.0.0.1, a private address",
        "2002:7f00:1::, a loopback address"
    })
    void aPrivateAddressIsRefusedByWhatItIs(String host, String what) {
        Refusal refusal = refused(guard(), host);
        assertEquals(Refusal.Kind.INVALID, refusal.kind());
        assertEquals("address_not_allowed", refusal.code());
        assertEquals(
                "The base URL's host '" + host + "' leads to " + what + ", which Keypool does not connect to."
                        + " If it is meant, the operator adds its CIDR block to KEYPOOL_OUTBOUND_ALLOW.",
                refusal.sentence());
        assertEquals(Optional.empty(), guard().approvedNow(host));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.1",
                "169.253.255.255",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "198.17.255.255",
                "223.255.255.255",
                "2606:4700::1111",
                "2001:4860:4860::8888",
                "64:ff9b::1.1.1.1",
                "2002:101:101::1"
            })
    void aPublicAddressIsApproved(String host) {
        InetAddress address = InetAddress.ofLiteral(host);
        assertEquals(address, guard().approve(host));
        assertEquals(Optional.of(address), guard().approvedNow(host));
        assertEquals(List.of(), asked);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.0/8, 127.0.0.1",
        "10.0.0.0/8, 10.1.2.3",
        "::1/128, ::1",
        "::1, [::1]",
        "fd00::/8, fd12::1",
        "10.1.2.3, 10.1.2.3",
        "0.0.0.0/0, 192.168.0.1",
        "127.0.0.0/8, ::ffff:127.0.0.1",
        "10.0.0.0/8, 64:ff9b::10.0.0.1"
    })
    void whatTheOperatorAllowsIsApproved(String block, String host) {
        OutboundGuard guard = guard("203.0.113.0/24", block);
        InetAddress approved = guard.approve(host);
        assertEquals(Optional.of(approved), guard.approvedNow(host));
    }

    @Test
    void whatIsBesideTheAllowedBlockStaysRefused() {
        assertEquals(
                "address_not_allowed", refused(guard("10.1.0.0/16"), "10.2.0.0").code());
        assertEquals("address_not_allowed", refused(guard("0.0.0.0/0"), "::1").code());
        assertEquals("address_not_allowed", refused(guard("::/0"), "127.0.0.1").code());
    }

    @Test
    void aNameIsApprovedByItsAddressAndTheFirstIsUsed() {
        InetAddress second = InetAddress.ofLiteral("93.184.215.15");
        dns.put("llm.test", List.of(PUBLIC, second));
        assertEquals(PUBLIC, guard().approve("LLM.test"));
        assertEquals(List.of("llm.test"), asked);
    }

    @Test
    void oneAddressThatIsPrivateRefusesTheName() {
        dns.put("llm.test", List.of(PUBLIC, INNER));
        Refusal refusal = refused(guard(), "llm.test");
        assertFalse(refusal.sentence().contains("10.1.2.3"), "the inner DNS is not shown");
        assertEquals(Optional.empty(), guard().approvedNow("llm.test"));
    }

    @Test
    void aNameNobodyKnowsIsSaidSo() {
        Refusal refusal = refused(guard(), "nowhere.test");
        assertEquals("host_not_found", refusal.code());
        assertTrue(refusal.sentence().contains("'nowhere.test' cannot be found"));
        dns.put("empty.test", List.of());
        assertEquals("host_not_found", refused(guard(), "empty.test").code());
        assertEquals("host_not_found", refused(guard(), "").code());
        assertEquals(List.of("nowhere.test", "empty.test"), asked);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2130706433", "0x7f000001", "0177.0.0.1", "127.1", "1.2.3"})
    void anOddSpellingOfAnAddressGoesThroughTheResolverAndItsAnswerIsWhatCounts(String host) {
        dns.put(host, List.of(InetAddress.ofLiteral("127.0.0.1")));
        assertEquals(Optional.empty(), guard().approvedNow(host));
        assertEquals("address_not_allowed", refused(guard(), host).code());
        assertEquals(List.of(host), asked);
    }

    @Test
    void anApprovalHoldsForThirtySeconds() {
        dns.put("llm.test", List.of(PUBLIC));
        OutboundGuard guard = guard();
        assertEquals(Optional.empty(), guard.approvedNow("llm.test"));
        guard.approve("llm.test");
        now = now.plusMillis(29_999);
        assertEquals(Optional.of(PUBLIC), guard.approvedNow("llm.test"));
        now = now.plusMillis(1);
        assertEquals(Optional.empty(), guard.approvedNow("llm.test"));
    }

    @Test
    void aNameThatTurnsInwardIsRefusedAtTheNextLook() {
        dns.put("llm.test", List.of(PUBLIC));
        OutboundGuard guard = guard();
        guard.approve("llm.test");
        dns.put("llm.test", List.of(INNER));
        assertEquals(Optional.of(PUBLIC), guard.approvedNow("llm.test"));
        refused(guard, "llm.test");
        assertEquals(Optional.empty(), guard.approvedNow("llm.test"));
    }

    @Test
    void manyNamesDoNotFillTheMemory() {
        OutboundGuard guard = new OutboundGuard(List.of(), clock, host -> List.of(PUBLIC));
        for (int i = 0; i < OutboundGuard.MOST_NAMES; i++) guard.approve("h" + i + ".test");
        assertEquals(Optional.of(PUBLIC), guard.approvedNow("h0.test"));
        guard.approve("one-more.test");
        assertEquals(Optional.empty(), guard.approvedNow("h0.test"));
        assertEquals(Optional.of(PUBLIC), guard.approvedNow("one-more.test"));
    }

    @Test
    void theMachinesOwnDnsIsTheUsualResolver() {
        OutboundGuard guard = new OutboundGuard(List.of(), clock);
        assertEquals("address_not_allowed", refused(guard, "localhost").code());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ten        | 'ten' is no block of addresses",
                "``         | '' is no block of addresses",
                "10.0.0/8   | '10.0.0/8' holds no address",
                "10.0.0.256/8 | '10.0.0.256/8' holds no address",
                "10.0.0.0/33 | '10.0.0.0/33' has a prefix longer than 32",
                "fd00::/129 | 'fd00::/129' has a prefix longer than 128",
                "fd00:::/8  | 'fd00:::/8' holds no address",
                "10.1.2.3/8 | '10.1.2.3/8' does not begin at its block's first address: 10.0.0.0/8 does",
                "10.0.0.0/-1 | '10.0.0.0/-1' is no block of addresses"
            })
    void aBadBlockStopsTheStartWithASentence(String block, String what) {
        var wrong = assertThrows(IllegalArgumentException.class, () -> guard(block));
        assertEquals(
                "KEYPOOL_OUTBOUND_ALLOW: " + what
                        + ". Write a CIDR block such as 10.0.0.0/8, 127.0.0.1/32 or fd00::/8.",
                wrong.getMessage());
    }

    @Test
    void aBlockPrintsAsItIsWritten() {
        assertEquals("10.0.0.0/8", Cidr.parse("10.0.0.0/8").toString());
        assertFalse(Cidr.parse("10.0.0.0/8").contains(InetAddress.ofLiteral("::1")));
    }
}
