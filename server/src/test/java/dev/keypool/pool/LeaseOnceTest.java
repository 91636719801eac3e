package dev.keypool.pool;

import static dev.keypool.pool.TestPool.id;
import static dev.keypool.pool.TestPool.key;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.keypool.pool.Outcome.Success;
import org.junit.jupiter.api.Test;

class LeaseOnceTest {
    @Test
    void aSecondSettlementThrowsAndChangesNothing() {
        TestPool test = new TestPool(key(1));
        Lease lease = test.lease();
        lease.sent(test.now);
        lease.settle(new Success(), null, test.now);
        IllegalStateException twice =
                assertThrows(IllegalStateException.class, () -> lease.settle(new Success(), null, test.now));
        assertEquals("A lease is settled exactly once", twice.getMessage());
        assertEquals(0, test.view(1).inFlight());
        assertEquals(1, test.view(1).dailyCount());
    }

    @Test
    void aSecondSendThrowsAndCountsNothing() {
        TestPool test = new TestPool(key(1));
        Lease lease = test.lease();
        lease.sent(test.now);
        assertThrows(IllegalStateException.class, () -> lease.sent(test.now));
        assertEquals(1, test.view(1).dailyCount());
    }

    @Test
    void aSendAfterTheSettlementThrowsAndCountsNothing() {
        TestPool test = new TestPool(key(1));
        Lease lease = test.lease();
        lease.settle(new Success(), null, test.now);
        assertThrows(IllegalStateException.class, () -> lease.sent(test.now));
        assertEquals(0, test.view(1).dailyCount());
        assertEquals(id(1), lease.key());
    }
}
