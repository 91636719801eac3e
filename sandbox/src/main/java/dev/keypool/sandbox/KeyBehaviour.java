package dev.keypool.sandbox;

import java.math.BigDecimal;

/** All that can be set for a key. Immutable; the methods give changed copies. */
public record KeyBehaviour(Fault fault, Pace pace, Reply reply, Account account) {
    /** A good key: answers at once, without limits. */
    public static final KeyBehaviour OK = new KeyBehaviour(Fault.NONE, Pace.QUICK, Reply.USUAL, Account.OPEN);

    public KeyBehaviour fault(Fault other) {
        return new KeyBehaviour(other, pace, reply, account);
    }

    public KeyBehaviour mode(Mode mode) {
        return fault(Fault.of(mode));
    }

    public KeyBehaviour latencyMs(int milliseconds) {
        return new KeyBehaviour(fault, new Pace(milliseconds, pace.chunks(), pace.chunkPauseMs()), reply, account);
    }

    public KeyBehaviour chunks(int count, int pauseMs) {
        return new KeyBehaviour(fault, new Pace(pace.latencyMs(), count, pauseMs), reply, account);
    }

    public KeyBehaviour reply(Reply other) {
        return new KeyBehaviour(fault, pace, other, account);
    }

    public KeyBehaviour text(String text) {
        return reply(new Reply(text, reply.completionTokens(), reply.cachedTokens(), reply.reasoningTokens()));
    }

    public KeyBehaviour completionTokens(int tokens) {
        return reply(new Reply(reply.text(), tokens, reply.cachedTokens(), reply.reasoningTokens()));
    }

    public KeyBehaviour account(Account other) {
        return new KeyBehaviour(fault, pace, reply, other);
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
