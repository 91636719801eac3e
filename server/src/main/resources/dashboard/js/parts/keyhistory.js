import { get } from '../api.js';
import { fill, h } from '../dom.js';
import { loading } from '../loading.js';
import { choices } from '../ui/choices.js';
import { card } from '../ui/card.js';
import { toastFault } from '../ui/toast.js';
import { byDay, costChart, latencyChart, requestsChart, tokensChart } from './daycharts.js';

/** Requests, errors, latency and cost of a key by day, over a range that can be changed in place. `usage` is that of the last 30 days. */
export function history(id, usage) {
  const body = h('div.two', {}, charts(usage));
  let chosen = 30;
  const list = loading(body, () => get(`/api/v1/integrations/${id}/usage`, { days: chosen }), (told) => fill(body, charts(told)), toastFault);
  const choose = (days) => {
    chosen = days;
    list.again();
  };
  return card(
    'Over time',
    body,
    choices(
      'Range',
      [
        [7, '7 days'],
        [30, '30 days'],
        [90, '90 days'],
      ],
      chosen,
      choose,
    ),
  );
}

function charts(usage) {
  const days = byDay(usage);
  return [
    part('Requests', requestsChart(days)),
    part('Cost', costChart(days)),
    part('Latency', latencyChart(days)),
    part('Tokens', tokensChart(days)),
  ];
}

const part = (title, drawn) => h('div', {}, h('h3', {}, title), drawn);
