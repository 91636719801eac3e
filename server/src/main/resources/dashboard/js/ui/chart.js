import { fill, h, svg } from '../dom.js';
import { UNKNOWN } from '../format.js';
import { labelled, ticks } from './scale.js';
import { table } from './table.js';

const TOP = 8;
const FOOT = 24;

/**
 * Figures by day, or what else `by` names. `places` are the days' names; `series` are {name, tone 1-4, values (null: unknown), kind: 'bar' | 'line'}, bars stand on each other.
 * `format` turns a figure into words. It is drawn anew when its room changes; arrows, pointer and touch read single days; a table holds the same figures.
 */
export function chart({ name, places, series, format = String, axis = format, height = 184, whole = false, by = 'day' }) {
  const read = h('div.chart-read', { 'aria-hidden': 'true' });
  const drawing = svg('svg', { height, 'aria-hidden': 'true' });
  const plot = h(
    'div.chart-plot',
    { role: 'slider', tabindex: '0', 'aria-label': `${name}, by ${by}`, 'aria-valuemin': '0', 'aria-valuemax': String(places.length - 1) },
    drawing,
  );
  const model = { places, series, format, axis, height, whole, by, at: null, width: 0, read, drawing, plot };
  plot.addEventListener('keydown', (event) => press(model, event));
  plot.addEventListener('pointermove', (event) => point(model, event));
  plot.addEventListener('pointerleave', () => choose(model, null));
  plot.addEventListener('blur', () => choose(model, null));
  new ResizeObserver(([entry]) => {
    model.width = entry.contentRect.width;
    draw(model);
  }).observe(plot);
  choose(model, null);
  return h('figure.chart', {}, read, plot, asTable(name, model));
}

function asTable(name, model) {
  const columns = [
    { name: model.by === 'day' ? 'Day' : 'Week', cell: (at) => model.places[at] },
    ...model.series.map((line) => ({ name: line.name, number: true, cell: (at) => figure(model, line, at) })),
  ];
  const details = h('details', {}, h('summary', {}, 'As a table'));
  details.addEventListener(
    'toggle',
    () =>
      details.append(
        table(
          name,
          columns,
          model.places.map((_, at) => at),
        ),
      ),
    { once: true },
  );
  return details;
}

const figure = (model, line, at) => (line.values[at] === null || line.values[at] === undefined ? UNKNOWN : model.format(line.values[at]));

function draw(model) {
  const { width, height, series, places } = model;
  if (width < 40) return;
  const marks = ticks(highest(series), model.whole);
  const left = 8 + 7 * Math.max(...marks.map((mark) => model.axis(mark).length));
  const room = {
    left,
    step: (width - left) / places.length,
    y: (v) => TOP + (height - TOP - FOOT) * (1 - v / marks.at(-1)),
    foot: height - FOOT,
  };
  model.room = room;
  model.cursor = svg('rect.cursor', { y: TOP, height: room.foot - TOP, width: room.step, visibility: 'hidden' });
  drawing(model, width, height, marks, room);
}

function drawing(model, width, height, marks, room) {
  model.drawing.setAttribute('viewBox', `0 0 ${width} ${height}`);
  fill(
    model.drawing,
    marks.map((mark) => [
      svg('line.grid', { x1: room.left, x2: width, y1: room.y(mark), y2: room.y(mark) }),
      svg('text', { x: room.left - 8, y: room.y(mark) + 4, 'text-anchor': 'end' }, model.axis(mark)),
    ]),
    labelled(model.places.length, width - room.left, 72).map((at) =>
      svg(
        'text',
        {
          x: at === model.places.length - 1 ? width : room.left + (at + 0.5) * room.step,
          y: height - 4,
          'text-anchor': at === model.places.length - 1 ? 'end' : 'middle',
        },
        model.places[at],
      ),
    ),
    model.cursor,
    bars(model, room),
    model.series.filter((line) => line.kind === 'line').map((line) => curve(line, room)),
  );
}

function highest(series) {
  const bars = series.filter((line) => line.kind !== 'line');
  const days = series[0].values.map((_, at) => bars.reduce((sum, line) => sum + (line.values[at] ?? 0), 0));
  const lines = series.filter((line) => line.kind === 'line').flatMap((line) => line.values.map((v) => v ?? 0));
  return Math.max(0, ...days, ...lines);
}

function bars(model, room) {
  const wide = Math.max(1, Math.min(32, room.step * 0.7));
  const stacks = model.places.map(() => 0);
  return model.series
    .filter((line) => line.kind !== 'line')
    .flatMap((line) =>
      line.values.map((v, at) => {
        if (!v) return null;
        const from = stacks[at];
        stacks[at] += v;
        const tall = Math.max(from === 0 ? 1.5 : 1, room.y(from) - room.y(stacks[at]));
        return svg(`rect.tone-${line.tone}`, {
          x: room.left + (at + 0.5) * room.step - wide / 2,
          y: room.y(from) - tall,
          width: wide,
          height: tall,
          rx: Math.min(2, wide / 3),
        });
      }),
    );
}

// Days without a figure are gaps; a day alone between gaps is a dot.
function curve(line, room) {
  const x = (at) => room.left + (at + 0.5) * room.step;
  const known = (at) => line.values[at] !== null && line.values[at] !== undefined;
  const d = line.values
    .map((v, at) => (known(at) ? `${known(at - 1) ? 'L' : 'M'}${x(at).toFixed(1)} ${room.y(v).toFixed(1)}` : ''))
    .join('');
  const dots = line.values.map(
    (v, at) => known(at) && !known(at - 1) && !known(at + 1) && svg(`circle.tone-${line.tone}`, { cx: x(at), cy: room.y(v), r: 2.5 }),
  );
  return [svg(`path.line.tone-${line.tone}`, { d }), dots];
}

function press(model, event) {
  const end = model.places.length - 1;
  const at = model.at ?? end + 1;
  const next = { ArrowLeft: Math.max(0, at - 1), ArrowRight: Math.min(end, at + 1), Home: 0, End: end }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  choose(model, next);
}

function point(model, event) {
  if (!model.room) return;
  const x = event.clientX - model.plot.getBoundingClientRect().left - model.room.left;
  const at = Math.floor(x / model.room.step);
  choose(model, at >= 0 && at < model.places.length ? at : null);
}

function choose(model, at) {
  model.at = at;
  const shown = at ?? model.places.length - 1;
  const words = model.series.map((line) => `${line.name} ${figure(model, line, shown)}`);
  model.plot.setAttribute('aria-valuenow', String(shown));
  model.plot.setAttribute('aria-valuetext', `${model.places[shown]}: ${words.join(', ')}`);
  fill(
    model.read,
    h('span.when', {}, model.places[shown]),
    model.series.map((line, index) => h('span.chart-key', {}, h('i', { class: `tone-${line.tone}` }), words[index])),
  );
  if (!model.cursor) return;
  model.cursor.setAttribute('visibility', at === null ? 'hidden' : 'visible');
  if (at !== null) model.cursor.setAttribute('x', model.room.left + at * model.room.step);
}
