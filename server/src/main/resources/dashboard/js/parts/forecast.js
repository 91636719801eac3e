import { utcDay } from '../format.js';

const LOOK_BACK = 7;

/**
 * The present UTC month out of usage by day (at least 31 days of it): what was spent, and what the whole month comes to when the rest of it goes like the
 * last whole days (seven at most, the present one left out because it is not over). Null before one whole day has figures, and where no price is known.
 */
export function month(byDay) {
  const rows = byDay.usage.filter((row) => row.key.startsWith(byDay.to.slice(0, 7)));
  const sum = (of) => rows.reduce((total, row) => total + (of(row) ?? 0), 0);
  const known = rows.filter((row) => row.cost !== null);
  const spent = rows.length && !known.length ? null : sum((row) => row.cost);
  return { spent, requests: sum((row) => row.requests), unknown: sum((row) => row.cost_unknown), forecast: forecast(byDay, spent) };
}

function forecast(byDay, spent) {
  if (spent === null) return null;
  const today = Date.parse(`${byDay.to}T00:00:00Z`);
  const costs = new Map(byDay.usage.map((row) => [row.key, row.cost ?? 0]));
  const first = byDay.usage.filter((row) => row.requests).map((row) => row.key).sort()[0]; // days without a request are rows too
  const days = Array.from({ length: LOOK_BACK }, (_, at) => utcDay(today - (at + 1) * 86400000)).filter((day) => first && day >= first);
  if (!days.length) return null;
  const perDay = days.reduce((total, day) => total + (costs.get(day) ?? 0), 0) / days.length;
  const left = perDay * daysLeft(new Date(today)) + Math.max(0, perDay - (costs.get(byDay.to) ?? 0));
  return spent + left;
}

// Days of the month after this one.
function daysLeft(today) {
  return new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + 1, 0)).getUTCDate() - today.getUTCDate();
}
