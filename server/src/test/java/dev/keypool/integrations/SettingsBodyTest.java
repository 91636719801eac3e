package dev.keypool.integrations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.pool.SpendLimit;
import dev.keypool.pool.SpendLimit.Action;
import dev.keypool.pool.SpendLimit.Period;
import dev.keypool.values.Money;
import dev.keypool.values.Refusal;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsBodyTest {
    private static final KeySettings PLAIN = new KeySettings("Old", true, false, 0, 100L, 10L, null);
    private static final SpendLimit BLOCK = new SpendLimit(new Money(5_000_000_000L), Period.DAILY, Action.BLOCK);
    private static final KeySettings LIMITED = new KeySettings(null, true, true, 50, null, null, BLOCK);

    @Test
    void anEmptyCreateGivesTheDefaultsOfTheContract() {
        assertEquals(new KeySettings(null, true, false, 0, null, null, null), created("{}"));
    }

    @Test
    void aPrimaryKeyIsCreatedWithPriorityTen() {
        assertEquals(10, created("{'is_primary': true}").priority());
    }

    @Test
    void anAmountAloneMeansMonthlyAndWarn() {
        var limit = new SpendLimit(new Money(500_000_000_000L), Period.MONTHLY, Action.WARN);
        assertEquals(limit, created("{'spend_limit_amount': 500.00}").spendLimit());
    }

    @Test
    void periodAndActionWithoutAnAmountAreNoLimitOnCreation() {
        assertNull(created("{'spend_limit_period': 'daily', 'spend_limit_action': 'block'}")
                .spendLimit());
    }

    @Test
    void allFaultsAreInOneAnswer() {
        Refusal refusal = refused(
                "{'daily_limit': 0, 'minute_limit': 1.5, 'key_label': '', 'is_primary': 'yes', 'spend_limit_amount': -1, 'spend_limit_period': 'weekly', 'dialy_limit': 3}");
        assertEquals(
                List.of(
                        List.of("body", "dialy_limit"),
                        List.of("body", "is_primary"),
                        List.of("body", "key_label"),
                        List.of("body", "daily_limit"),
                        List.of("body", "minute_limit"),
                        List.of("body", "spend_limit_amount"),
                        List.of("body", "spend_limit_period")),
                refusal.faults().stream().map(Refusal.Fault::loc).toList());
        assertTrue(refusal.faults().getFirst().msg().contains("Did you mean 'daily_limit'?"));
    }

    @Test
    void aCredentialAsAFieldNameIsNotRepeated() {
        String key = "sk-or-v1-0123456789abcdef0123456789abcdef";
        Refusal refusal = refused("{'" + key + "': 1}");
        assertFalse(refusal.faults().toString().contains(key));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e400000000", "1e-400000000", "1000000001", "0.0000000001", "true", "'5'"})
    void anAmountThatIsNoSaneNumberIsRefused(String amount) {
        assertEquals(
                "invalid_amount",
                refused("{'spend_limit_amount': " + amount + "}")
                        .faults()
                        .getFirst()
                        .type());
    }

    @ParameterizedTest
    @CsvSource({"10000,10000", "1e3,1000", "5.0,5"})
    void aWholeNumberMayBeWrittenInAnyWay(String sent, long meant) {
        assertEquals(meant, created("{'daily_limit': " + sent + "}").dailyLimit());
    }

    @Test
    void aLabelOf120EmojiFitsAndOneMoreDoesNot() {
        String longest = "🔑".repeat(120);
        assertEquals(longest, created("{'key_label': '" + longest + "'}").label());
        assertEquals(
                "invalid_label",
                refused("{'key_label': '" + longest + "🔑'}")
                        .faults()
                        .getFirst()
                        .type());
    }

    @Test
    void onlyWhatIsSentChanges() {
        assertEquals(new KeySettings("Old", false, false, 0, 100L, 10L, null), patched(PLAIN, "{'is_active': false}"));
    }

    @Test
    void anExplicitNullClearsALimitAndTheLabel() {
        KeySettings after = patched(PLAIN, "{'daily_limit': null, 'minute_limit': null, 'key_label': null}");
        assertEquals(new KeySettings(null, true, false, 0, null, null, null), after);
    }

    @Test
    void aNullAmountClearsTheWholeSpendLimit() {
        assertNull(patched(LIMITED, "{'spend_limit_amount': null, 'spend_limit_period': 'daily'}")
                .spendLimit());
    }

    @Test
    void aNewAmountKeepsPeriodAndAction() {
        SpendLimit after = Objects.requireNonNull(
                patched(LIMITED, "{'spend_limit_amount': 7}").spendLimit());
        assertEquals(new SpendLimit(new Money(7_000_000_000L), Period.DAILY, Action.BLOCK), after);
    }

    @Test
    void aNewActionKeepsTheAmount() {
        SpendLimit after = Objects.requireNonNull(
                patched(LIMITED, "{'spend_limit_action': 'warn'}").spendLimit());
        assertEquals(new SpendLimit(BLOCK.amount(), Period.DAILY, Action.WARN), after);
    }

    @Test
    void aPeriodWithoutAnyLimitIsRefusedWithWhatToSend() {
        Refusal refusal = refused(PLAIN, "{'spend_limit_period': 'daily'}");
        assertTrue(refusal.sentence().contains("spend_limit_amount"), refusal.sentence());
    }

    @Test
    void isPrimarySetsThePriorityUnlessPriorityIsSentToo() {
        assertEquals(10, patched(PLAIN, "{'is_primary': true}").priority());
        assertEquals(0, patched(LIMITED, "{'is_primary': false}").priority());
        assertEquals(77, patched(PLAIN, "{'is_primary': true, 'priority': 77}").priority());
        assertEquals(50, patched(LIMITED, "{'key_label': 'x'}").priority());
    }

    @ParameterizedTest
    @ValueSource(strings = {"is_active", "is_primary", "priority"})
    void nullForWhatAlwaysHasAValueIsRefused(String field) {
        assertEquals(
                List.of("body", field),
                refused(PLAIN, "{'" + field + "': null}").faults().getFirst().loc());
    }

    @ParameterizedTest
    @ValueSource(strings = {"provider_name", "credentials"})
    void whatCannotBeChangedSaysDeleteAndCreate(String field) {
        Refusal refusal = refused(PLAIN, "{'" + field + "': 'x'}");
        assertEquals(1, refusal.faults().size());
        assertTrue(refusal.sentence().contains("delete this integration and create"), refusal.sentence());
    }

    @Test
    void anEmptyPatchHasNothingToChange() {
        assertTrue(refused(PLAIN, "{}").sentence().startsWith("There is nothing to change"));
    }

    private static KeySettings created(String json) {
        var body = new BodyReader(Calls.object(json));
        body.only(SettingsBody.CREATE_FIELDS);
        KeySettings settings = SettingsBody.created(body);
        body.done();
        return settings;
    }

    private static KeySettings patched(KeySettings before, String json) {
        var object = Calls.object(json);
        var body = new BodyReader(object);
        KeySettings settings = SettingsBody.patched(before, body, object.isEmpty());
        body.done();
        return settings;
    }

    private static Refusal refused(String json) {
        return assertThrows(Refusal.class, () -> created(json));
    }

    private static Refusal refused(KeySettings before, String json) {
        return assertThrows(Refusal.class, () -> patched(before, json));
    }
}
