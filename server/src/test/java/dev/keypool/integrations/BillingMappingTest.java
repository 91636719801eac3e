package dev.keypool.integrations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each kind of rule of the catalogue, on an answer of the provider that has it. */
class BillingMappingTest {
    private static final Instant NOW = Instant.parse("2026-11-23T15:00:00Z");
    private final Map<String, JsonNode> answers = new HashMap<>();
    private final BillingMapping mapping = new BillingMapping((from, window) -> answers.get(from + " " + window), NOW);

    @Test
    void openRoutersBalanceIsCreditsLessUse() {
        extra("credits", "{'data': {'total_credits': 100.5, 'total_usage': 25.75}}");
        assertAmount("74.75", OPENROUTER_BALANCE);
    }

    @Test
    void withoutCreditsItFallsBackToTheKeysOwnLimit() {
        main("{'data': {'limit_remaining': 74.5}}");
        assertAmount("74.5", OPENROUTER_BALANCE);
    }

    @Test
    void withNeitherTheBalanceIsUnknown() {
        main("{'data': {'limit_remaining': null}}");
        assertNull(amount(OPENROUTER_BALANCE));
    }

    @Test
    void aPartOfASumIsNotTheWhole() {
        extra("credits", "{'data': {'total_credits': 100.5}}");
        main("{}");
        assertNull(amount(OPENROUTER_BALANCE));
    }

    @Test
    void aDecimalIsReadExactly() {
        main("{'v': 0.1}");
        assertAmount("0.1", "{'pointer': '/v'}");
        main("{'v': '12.345678901'}");
        assertAmount("12.345678901", "{'pointer': '/v'}");
    }

    @Test
    void novitasTenThousandthsAreScaled() {
        main("{'availableBalance': '1234500'}");
        assertAmount("123.45", "{'pointer': '/availableBalance', 'scale': 0.0001}");
    }

    @Test
    void xaisInvertedCentsAreTurnedAndNeverBelowZero() {
        String rule = "{'pointer': '/total/val', 'scale': -0.01, 'clamp_min': 0}";
        main("{'total': {'val': '-1250'}}");
        assertAmount("12.5", rule);
        main("{'total': {'val': '300'}}");
        assertAmount("0", rule);
    }

    @Test
    void deepInfrasPrepaidFundsAreANegativeBalance() {
        main("{'stripe_balance': -12.5, 'recent': 1.2}");
        assertAmount("11.3", "{'op': 'negate_sum', 'pointers': ['/stripe_balance', '/recent'], 'clamp_min': 0}");
    }

    @Test
    void deepInfrasMonthIsTheLastOfItsList() {
        extra("usage", "{'months': [{'total_cost': 5}, {'total_cost': 123.0}]}");
        assertAmount(
                "1.23",
                "{'from': 'extra.usage', 'op': 'last', 'array': '/months', 'pointer': '/total_cost', 'scale': 0.01}");
    }

    @Test
    void openAisBucketsAddUpAndTodayIsOneOfThem() {
        main("""
                {'data': [
                  {'start_time': 1795305600, 'results': [{'amount': {'value': 1.5}}, {'amount': {'value': 0.25}}]},
                  {'start_time': 1795392000, 'results': [{'amount': {'value': 2}}]},
                  {'start_time': 1795478400, 'results': []}]}
                """);
        assertAmount("3.75", "{'op': 'sum', 'array': '/data', 'inner': '/results', 'pointer': '/amount/value'}");
        assertAmount(
                "2",
                "{'op': 'sum', 'array': '/data', 'filter': 'bucket.start_time == today_utc', 'inner': '/results', 'pointer': '/amount/value'}");
    }

    @Test
    void anthropicsBucketsBeginWithADate() {
        main("""
                {'data': [
                  {'starting_at': '2026-11-22T00:00:00Z', 'results': [{'amount': '150'}]},
                  {'starting_at': '2026-11-23T00:00:00Z', 'results': [{'amount': '25.5'}]}]}
                """);
        assertAmount(
                "0.255",
                "{'op': 'sum', 'array': '/data', 'filter': 'bucket.starting_at == today_utc', 'inner': '/results', 'pointer': '/amount', 'scale': 0.01}");
    }

    @Test
    void fireworksMoneyIsUnitsAndNanosOfItsOwnWindow() {
        String line = "{'totalCost': {'currencyCode': 'USD', 'units': '1', 'nanos': 530000000}}";
        main("{'lineItems': [" + line + ", " + line + "]}");
        answers.put("main today_utc", Calls.object("{'lineItems': [" + line + "]}"));
        assertAmount(
                "3.06", "{'op': 'sum_money', 'array': '/lineItems', 'pointer': '/totalCost', 'window': 'month_utc'}");
        assertAmount(
                "1.53", "{'op': 'sum_money', 'array': '/lineItems', 'pointer': '/totalCost', 'window': 'today_utc'}");
    }

    @Test
    void deepSeekHasSeveralPursesAndDollarsArePreferred() {
        String rule =
                "{'op': 'pick', 'array': '/balance_infos', 'prefer': {'currency': ['USD', 'CNY']}, 'pointer': '/total_balance'}";
        String currency = rule.replace("total_balance", "currency");
        main(
                "{'balance_infos': [{'currency': 'CNY', 'total_balance': '70'}, {'currency': 'USD', 'total_balance': '4.5'}]}");
        assertAmount("4.5", rule);
        assertEquals("USD", mapping.text(Calls.object(currency), "x"));
        main("{'balance_infos': [{'currency': 'CNY', 'total_balance': '70'}]}");
        assertAmount("70", rule);
        main("{'balance_infos': []}");
        assertNull(amount(rule));
    }

    @Test
    void xaisDaysAreASeries() {
        extra(
                "usage",
                "{'timeSeries': [{'dataPoints': [{'timestamp': '2026-11-01T00:00:00Z', 'values': [1.25]}, {'timestamp': '2026-11-23T00:00:00Z', 'values': [0.5]}]}]}");
        assertAmount("1.75", "{'from': 'extra.usage', 'op': 'sum_month'}");
        assertAmount("0.5", "{'from': 'extra.usage', 'op': 'sum_today'}");
    }

    @Test
    void theCurrencyMayFollowTheHostOrHaveADefault() {
        JsonNode byHost = Calls.object("{'by_base_url': {'api.moonshot.ai': 'USD', 'api.moonshot.cn': 'CNY'}}");
        assertEquals("CNY", mapping.text(byHost, "api.moonshot.cn"));
        assertNull(mapping.text(byHost, "elsewhere.example"));
        main("{}");
        assertEquals("USD", mapping.text(Calls.object("{'pointer': '/credits/currency', 'default': 'USD'}"), "x"));
    }

    @Test
    void aHostileNumberIsNoNumber() {
        main("{'v': 1e999999}");
        assertNull(amount("{'pointer': '/v'}"));
        main("{'v': '1e99999999'}");
        assertNull(amount("{'pointer': '/v'}"));
        main("{'v': {'w': 1}}");
        assertNull(amount("{'pointer': '/v'}"));
    }

    private static final String OPENROUTER_BALANCE =
            "{'from': 'extra.credits', 'op': 'subtract', 'pointers': ['/data/total_credits', '/data/total_usage'], 'fallback': {'from': 'main', 'pointer': '/data/limit_remaining'}}";

    private void main(String json) {
        answers.put("main month_utc", Calls.object(json));
    }

    private void extra(String name, String json) {
        answers.put("extra." + name + " month_utc", Calls.object(json));
    }

    private void assertAmount(String expected, String rule) {
        BigDecimal found = amount(rule);
        assertEquals(0, found == null ? -1 : new BigDecimal(expected).compareTo(found), expected + " is not " + found);
    }

    private @org.jspecify.annotations.Nullable BigDecimal amount(String rule) {
        return mapping.amount(Calls.object(rule));
    }
}
