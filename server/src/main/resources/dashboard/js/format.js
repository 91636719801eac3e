// From figures to what people read. Unknown is a dash, never zero.

export const UNKNOWN = '–';
const LANGUAGE = 'en-GB';
const whole = new Intl.NumberFormat(LANGUAGE);
const day = new Intl.DateTimeFormat(LANGUAGE, { day: 'numeric', month: 'short', timeZone: 'UTC' });
const dayOfYear = new Intl.DateTimeFormat(LANGUAGE, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
const moment = new Intl.DateTimeFormat(LANGUAGE, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'short',
});

export const count = (n) => (n === null || n === undefined ? UNKNOWN : whole.format(n));

/** 12.4k, 3.4M: where space is short. Below ten thousand all digits. */
export function brief(n) {
  if (n === null || n === undefined || n < 10000) return count(n);
  const [unit, letter] = n < 999950 ? [1e3, 'k'] : n < 999950000 ? [1e6, 'M'] : [1e9, 'B'];
  return `${Math.round((10 * n) / unit) / 10}${letter}`;
}

/** `2026-11-26` as `26 Nov`. */
export const dayOf = (iso) => day.format(new Date(`${iso}T00:00:00Z`));
/** The same with its year. */
export const fullDayOf = (iso) => dayOfYear.format(new Date(`${iso}T00:00:00Z`));
export const momentOf = (iso) => (iso ? moment.format(new Date(iso)) : UNKNOWN);
/** One thing or several: `plural(2, 'key')`. */
export const plural = (n, word, many = `${word}s`) => `${count(n)} ${n === 1 ? word : many}`;

/** A word of the API as people read it: `rate_limited` as `Rate limited`. */
export function words(name) {
  const text = name.replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Money with two decimals; below a cent with as many as show two figures of it. */
export function money(amount, currency = 'USD') {
  if (amount === null || amount === undefined) return UNKNOWN;
  const small = amount !== 0 && Math.abs(amount) < 0.1;
  const decimals = small ? Math.min(9, 1 + Math.ceil(-Math.log10(Math.abs(amount)))) : 2;
  return new Intl.NumberFormat(LANGUAGE, {
    style: 'currency',
    currency: currency ?? 'USD',
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: 2,
    maximumFractionDigits: Math.max(2, decimals),
  }).format(String(Math.round(amount * 1e9) / 1e9)); // whole nano-dollars, as the decimal that they are: sums of doubles fall short of it
}

/** The same where space is short: less than a cent is only told to be that, and from a thousand on there are no cents. */
export function briefMoney(amount, currency = 'USD') {
  if (amount > 0 && amount < 0.01) return `<${money(0.01, currency)}`;
  return amount >= 1000 ? money(Math.round(amount), currency).replace(/\.00$/, '') : money(amount, currency);
}

/** Milliseconds as `840 ms`, `1.24 s`, `2 min 5 s`. */
export function duration(ms) {
  if (ms === null || ms === undefined) return UNKNOWN;
  if (ms < 10) return `${Math.round(ms * 100) / 100} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59950) return `${(ms / 1000).toFixed(ms < 9995 ? 2 : 1)} s`;
  const seconds = Math.round(ms / 1000); // first of all, so that no minute has 60
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** `40 %`. Only nothing is 0 %, and only all of it 100 %. */
export function percent(part, all) {
  if (!all) return UNKNOWN;
  const share = (part / all) * 100;
  if (share > 0 && share < 0.1) return '<0.1 %';
  if (share >= 99.5 && share < 100) return `${Math.floor(share * 10) / 10} %`;
  return `${share > 0 && share < 1 ? share.toFixed(1) : Math.round(share)} %`;
}

/** `in 42 s`, `3 min ago`: how far a moment is from now (both in milliseconds). */
export function relative(at, now) {
  const seconds = Math.round(Math.abs(at - now) / 1000);
  if (seconds < 2 && at <= now) return 'just now';
  const words =
    seconds < 60
      ? `${seconds} s`
      : seconds < 3600
        ? `${Math.round(seconds / 60)} min`
        : seconds < 172800
          ? `${Math.round(seconds / 3600)} h`
          : `${Math.round(seconds / 86400)} days`;
  return at > now ? `in ${words}` : `${words} ago`;
}

/** The UTC day of a moment, `2026-11-26`. */
export const utcDay = (ms) => new Date(ms).toISOString().slice(0, 10);

/** The day so many days later; earlier when there are less than none. */
export const dayAfter = (iso, days) => utcDay(Date.parse(`${iso}T00:00:00Z`) + days * 86400000);

/** All days from one to the other, both included. */
export function daysBetween(from, to) {
  const days = [];
  for (let at = Date.parse(`${from}T00:00:00Z`); at <= Date.parse(`${to}T00:00:00Z`); at += 86400000) days.push(utcDay(at));
  return days;
}
