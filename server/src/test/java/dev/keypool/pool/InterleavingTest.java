package dev.keypool.pool;

import static dev.keypool.pool.TestPool.id;
import static dev.keypool.pool.TestPool.key;
import static dev.keypool.pool.TestPool.limited;
import static dev.keypool.pool.TestPool.priority;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.keypool.pool.LeaseResult.Exhausted;
import dev.keypool.pool.LeaseResult.Leased;
import dev.keypool.pool.LeaseResult.NoKey;
import dev.keypool.pool.Outcome.Abandoned;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Money;
import java.util.AbstractSet;
import java.util.Collections;
import java.util.Iterator;
import org.junit.jupiter.api.Test;

/** What others do in the midst of one lease call, at a moment that we choose: between the looks at two keys. */
class InterleavingTest {
    /** An empty set of tried keys. Asked for a certain key, just after its state was read, it lets others act, once. */
    private static final class Meanwhile extends AbstractSet<IntegrationId> {
        private final IntegrationId moment;
        private final Runnable others;
        private boolean done;

        Meanwhile(IntegrationId moment, Runnable others) {
            this.moment = moment;
            this.others = others;
        }

        @Override
        public boolean contains(Object asked) {
            if (!done && moment.equals(asked)) {
                done = true;
                others.run();
            }
            return false;
        }

        @Override
        public Iterator<IntegrationId> iterator() {
            return Collections.emptyIterator();
        }

        @Override
        public int size() {
            return 0;
        }
    }

    private static LeaseResult leaseWhile(TestPool test, long moment, Runnable others) {
        return test.pool.lease(test.request(null, Money.ZERO, new Meanwhile(id(moment), others)), test.now);
    }

    private static long leased(LeaseResult result) {
        return assertInstanceOf(Leased.class, result).lease().key().value();
    }

    @Test
    void keysThatTakeTurnsInBeingFullAreNotBothFull() {
        TestPool test = new TestPool(limited(1, null, 1L), limited(2, null, 1L));
        Lease other = test.lease();
        LeaseResult result = leaseWhile(test, 1, () -> {
            test.lease(id(1));
            other.settle(new Abandoned(), null, test.now);
        });
        assertEquals(1, leased(result));
    }

    @Test
    void thePlaceThatAnotherTookFirstIsNotTakenTwice() {
        TestPool test = new TestPool(priority(limited(1, null, 1L), 10), key(2));
        LeaseResult result =
                leaseWhile(test, 2, () -> assertEquals(1, test.lease().key().value()));
        assertEquals(2, leased(result));
    }

    @Test
    void theLastPlaceThatAnotherTookFirstIsARefusal() {
        TestPool test = new TestPool(limited(1, null, 1L));
        assertInstanceOf(Exhausted.class, leaseWhile(test, 1, test::lease));
        assertEquals(1, test.view(1).inFlight());
    }

    @Test
    void aKeyThatCameMeanwhileServes() {
        TestPool test = new TestPool(limited(1, null, 1L));
        test.succeed();
        assertEquals(2, leased(leaseWhile(test, 1, () -> test.pool.put(key(2)))));
    }

    @Test
    void aChangeOfConfigurationMeanwhileIsObeyed() {
        TestPool test = new TestPool(key(1));
        LeaseResult result = leaseWhile(test, 1, () -> test.pool.put(TestPool.inactive(key(1))));
        assertInstanceOf(Exhausted.class, result);
    }

    @Test
    void whenTheLastKeyWentMeanwhileThereIsNone() {
        TestPool test = new TestPool(limited(1, null, 1L));
        test.succeed();
        assertInstanceOf(NoKey.class, leaseWhile(test, 1, () -> test.pool.remove(id(1))));
    }

    @Test
    void theProbeThatAnotherTookFirstIsNotProbedTwice() {
        TestPool test = new TestPool(key(1)).quarantine();
        test.pool.put(key(2));
        test.afterSeconds(60);
        LeaseResult result =
                leaseWhile(test, 1, () -> assertEquals(1, test.lease().key().value()));
        assertEquals(2, leased(result));
    }
}
