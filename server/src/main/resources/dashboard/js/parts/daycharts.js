import { h } from '../dom.js';
import { brief, count, dayOf, daysBetween, duration, money } from '../format.js';
import { chart } from '../ui/chart.js';

/** Usage by day as series over all its days, also those without a request. `most` keeps only the last so many days. */
export function byDay(usage, most = 90) {
  const days = daysBetween(usage.from, usage.to).slice(-most);
  const rows = new Map(usage.usage.map((row) => [row.key, row]));
  return { places: days.map(dayOf), values: (of, none = 0) => days.map((day) => (rows.has(day) ? of(rows.get(day)) : none)) };
}

/** The same by weeks of seven days, the last of which ends with the range: where single days would be too thin to see. */
export function byWeek(usage) {
  const days = daysBetween(usage.from, usage.to);
  const rows = new Map(usage.usage.map((row) => [row.key, row]));
  const weeks = [];
  for (let end = days.length; end > 0; end -= 7) weeks.unshift(days.slice(Math.max(0, end - 7), end));
  const sum = (week, of) => {
    const known = week.map((day) => (rows.has(day) ? of(rows.get(day)) : 0)).filter((value) => value !== null);
    return known.length ? known.reduce((all, value) => all + value, 0) : null;
  };
  return { by: 'week', places: weeks.map((week) => dayOf(week[0])), values: (of) => weeks.map((week) => sum(week, of)) };
}

export function requestsChart({ places, values, by }) {
  return chart({
    name: 'Requests',
    places,
    by,
    whole: true,
    format: count,
    series: [
      { name: 'Answered', tone: 1, values: values((row) => row.requests - row.errors) },
      { name: 'Failed', tone: 2, values: values((row) => row.errors) },
    ],
  });
}

/** Days on which no request had a known price are unknown, not free. */
export function costChart({ places, values, by }) {
  const costs = values((row) => row.cost);
  if (costs.every((cost) => cost === null || cost === 0) && costs.includes(null))
    return h('p.muted', {}, 'None of these requests has a known price. Set one under prices, and what comes next is counted.');
  return chart({ name: 'Cost', places, by, format: money, series: [{ name: 'Cost', tone: 3, values: costs }] });
}

export function latencyChart({ places, values }) {
  return chart({
    name: 'Latency',
    places,
    format: duration,
    series: [
      { name: 'Median', tone: 1, kind: 'line', values: values((row) => row.p50_ms, null) },
      { name: '95 %', tone: 4, kind: 'line', values: values((row) => row.p95_ms, null) },
    ],
  });
}

export function tokensChart({ places, values, by }) {
  return chart({
    name: 'Tokens',
    places,
    by,
    whole: true,
    format: count,
    axis: brief,
    series: [
      { name: 'In', tone: 1, values: values((row) => row.tokens_in) },
      { name: 'Out', tone: 3, values: values((row) => row.tokens_out) },
    ],
  });
}
