package dev.keypool.sandbox;

import java.math.BigDecimal;

/** All that can be set for a key. Immutable; the methods give changed copies. */
public record KeyBehaviour(Fault fault, Pace pace, Reply reply, Account account, Ways ways) {
    /** A good key: answers at once, without limits. */
    public static final KeyBehaviour OK =
            new KeyBehaviour(Fault.NONE, Pace.QUICK, Reply.USUAL, Account.OPEN, Ways.PLAIN);

    public KeyBehaviour fault(Fault other) {
        return new KeyBehaviour(other, pace, reply, account, ways);
    }

    public KeyBehaviour mode(Mode mode) {
        return fault(Fault.of(mode));
    }

    public KeyBehaviour latencyMs(int milliseconds) {
        return new KeyBehaviour(
                fault, new Pace(milliseconds, pace.chunks(), pace.chunkPauseMs()), reply, account, ways);
    }

    public KeyBehaviour chunks(int count, int pauseMs) {
        return new KeyBehaviour(fault, new Pace(pace.latencyMs(), count, pauseMs), reply, account, ways);
    }

    public KeyBehaviour reply(Reply other) {
        return new KeyBehaviour(fault, pace, other, account, ways);
    }

    public KeyBehaviour text(String text) {
        return reply(new Reply(text, reply.completionTokens(), reply.cachedTokens(), reply.reasoningTokens()));
    }

    public KeyBehaviour completionTokens(int tokens) {
        return reply(new Reply(reply.text(), tokens, reply.cachedTokens(), reply.reasoningTokens()));
    }

    public KeyBehaviour ways(Ways other) {
        return new KeyBehaviour(fault, pace, reply, account, other);
    }

    /** Every call that offers tools is answered with a tool call. */
    public KeyBehaviour usesTools() {
        return ways(new Ways(true, ways.thinking(), ways.shape(), ways.secret()));
    }

    /** Thinks that before each answer. */
    public KeyBehaviour thinking(String text) {
        return ways(new Ways(ways.usesTools(), text, ways.shape(), ways.secret()));
    }

    /** Streams are those bytes, see {@link Shapes}. */
    public KeyBehaviour shape(String name) {
        return ways(new Ways(ways.usesTools(), ways.thinking(), name, ways.secret()));
    }

    /** Signatures of AWS are verified with that secret. */
    public KeyBehaviour secret(String text) {
        return ways(new Ways(ways.usesTools(), ways.thinking(), ways.shape(), text));
    }

    /** The reply with the tokens of what is thought, one per started four characters unless they are set. */
    Reply spoken() {
        String thinking = ways.thinking();
        return thinking == null || reply.reasoningTokens() > 0
                ? reply
                : new Reply(
                        reply.text(), reply.completionTokens(), reply.cachedTokens(), Script.tokens(thinking.length()));
    }

    public KeyBehaviour account(Account other) {
        return new KeyBehaviour(fault, pace, reply, other, ways);
    }

    /** At most so many chat calls in any 60 s. */
    public KeyBehaviour minuteLimit(int limit) {
        return account(new Account(
                limit,
                account.creditNanos(),
                account.reportsCost(),
                account.elsewhereTodayNanos(),
                account.elsewhereMonthNanos()));
    }

    /** All that the key may spend, in USD, at most nine decimals. */
    public KeyBehaviour credit(BigDecimal usd) {
        return account(new Account(
                account.minuteLimit(),
                Usd.nanos(usd),
                account.reportsCost(),
                account.elsewhereTodayNanos(),
                account.elsewhereMonthNanos()));
    }

    public KeyBehaviour reportsCost(boolean reports) {
        return account(new Account(
                account.minuteLimit(),
                account.creditNanos(),
                reports,
                account.elsewhereTodayNanos(),
                account.elsewhereMonthNanos()));
    }

    /** Figures that the billing calls show on top of the invoice, in USD; the month includes today. */
    public KeyBehaviour spentElsewhere(BigDecimal today, BigDecimal month) {
        return account(new Account(
                account.minuteLimit(),
                account.creditNanos(),
                account.reportsCost(),
                Usd.nanos(today),
                Usd.nanos(month)));
    }
}
