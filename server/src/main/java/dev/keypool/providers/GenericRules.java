package dev.keypool.providers;

import dev.keypool.values.FailureClass;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/**
 * What holds for every provider: texts that many share, each only for the statuses it comes with (so that a prompt echoed
 * in the body of another failure decides nothing), and the meaning of a status alone.
 */
final class GenericRules {
    private record Row(Pattern text, IntPredicate status, FailureClass failureClass) {}

    private static final List<Row> ROWS = List.of(
            row("string_above_max_length|invalid 'user'", s -> s == 400, FailureClass.CALLER_ERROR),
            row(
                    "context_length_exceeded|maximum context length|exceeds? (?:the )?context|prompt is too long"
                            + "|input is too long|too many (?:input )?tokens|maximum number of tokens|reduce the length"
                            + "|longer than the model's context|exceeds the available context size"
                            + "|Current length is .{0,40} while limit is|maximum input length is .{0,40} tokens",
                    s -> s == 400 || s == 413 || s == 422,
                    FailureClass.CONTEXT_TOO_LONG),
            row(
                    "content_policy_violation|content_filter|ResponsibleAIPolicyViolation|content management policy"
                            + "|rejected as a result of (?:our|the) safety system|content filtering policy"
                            + "|violating our usage policy",
                    s -> s == 400 || s == 403 || s == 422,
                    FailureClass.CONTENT_FILTER),
            row(
                    "insufficient_quota|insufficient[ _]balance|credit balance is too low|exhausted balance"
                            + "|exceeded your current quota|payment_required|NOT_ENOUGH_BALANCE"
                            + "|prepayment credits are depleted|billing_not_active",
                    s -> (s >= 400 && s <= 403) || s == 412 || s == 429,
                    FailureClass.KEY_NO_CREDIT),
            row(
                    "(?:invalid|incorrect|wrong)[ _-]api[ _-]?key"
                            + "|api[ _-]?key[^\"]{0,20}(?:invalid|not valid|incorrect|expired)"
                            + "|invalid_authentication|account_deactivated|organization has been disabled"
                            + "|security token included in the request is",
                    s -> s == 400 || s == 401 || s == 403,
                    FailureClass.KEY_INVALID),
            row(
                    "model_not_found|model_decommissioned|model[^\"]{0,60}(?:does not exist|not found|is not supported)",
                    s -> s == 400 || s == 404 || s == 422,
                    FailureClass.MODEL_NOT_FOUND),
            row(
                    "overloaded|over capacity|high demand|capacity",
                    s -> s == 429 || s >= 500,
                    FailureClass.PROVIDER_OVERLOADED),
            row("access denied by security policy", s -> s == 403, FailureClass.PROVIDER_ERROR));

    private GenericRules() {}

    /** The class that a shared text tells, for its statuses only. */
    static Optional<FailureClass> byText(int status, ErrorBody body) {
        return first(body, row -> row.status().test(status));
    }

    /** The same where no status is known, since the answer came as a success. */
    static Optional<FailureClass> byText(ErrorBody body) {
        return first(body, row -> true);
    }

    /** What a status alone means. */
    static FailureClass byStatus(int status, boolean markup) {
        return switch (status) {
            case 401 -> FailureClass.KEY_INVALID;
            case 402 -> FailureClass.KEY_NO_CREDIT;
            // A web page with 403 is a firewall on the way, which has not even looked at the key.
            case 403 -> markup ? FailureClass.PROVIDER_ERROR : FailureClass.KEY_INVALID;
            case 404, 410 -> FailureClass.MODEL_NOT_FOUND;
            case 408, 504, 522, 524 -> FailureClass.TIMEOUT;
            case 413 -> FailureClass.CONTEXT_TOO_LONG;
            case 429 -> FailureClass.RATE_LIMITED;
            case 498, 503, 529 -> FailureClass.PROVIDER_OVERLOADED;
            default -> status >= 400 && status < 500 ? FailureClass.CALLER_ERROR : FailureClass.PROVIDER_ERROR;
        };
    }

    private static Optional<FailureClass> first(ErrorBody body, java.util.function.Predicate<Row> applies) {
        return ROWS.stream()
                .filter(row -> applies.test(row) && body.contains(row.text()))
                .findFirst()
                .map(Row::failureClass);
    }

    private static Row row(String text, IntPredicate status, FailureClass failureClass) {
        return new Row(Pattern.compile(text, Pattern.CASE_INSENSITIVE), status, failureClass);
    }

    /** For the test that no text can make them slow. */
    static List<Pattern> patterns() {
        return ROWS.stream().map(Row::text).toList();
    }
}
