import { svg } from '../dom.js';

// Drawn here, 20 px, one stroke: no icon font, nothing fetched.
const PATHS = {
  mark: ['M6.5 10m-3.7 0a3.7 3.7 0 1 0 7.4 0a3.7 3.7 0 1 0 -7.4 0', 'M10.2 10H18M14.8 10v3.4M18 10v2.6'],
  overview: ['M3 10.5 10 4l7 6.5M5 9v7h10V9'],
  vault: ['M3.5 4h13v12h-13zM10 10m-2.6 0a2.6 2.6 0 1 0 5.2 0a2.6 2.6 0 1 0 -5.2 0M10 7.4V6M10 14v-1.4'],
  agents: ['M5 7.5h10v8H5zM10 7.5V4M10 3.9v.1M2.5 10.5v2M17.5 10.5v2M8 10.8v.9M12 10.8v.9'],
  usage: ['M3.5 16.5h13M5.5 14V9.5M10 14V4.5M14.5 14V7.5'],
  traces: ['M3 5h7M6 10h8M10 15h7'],
  routing: ['M3 10h3.5C10 10 9 5 12.5 5H17M6.5 10C10 10 9 15 12.5 15H17M14.5 2.5 17 5l-2.5 2.5M14.5 12.5 17 15l-2.5 2.5'],
  playground: ['M3.5 4.5h13v9H9l-3.5 3v-3h-2zM7 8h6M7 10.5h3.5'],
  good: ['M4.5 10.5 8.5 14.5 15.5 6.5'],
  warn: ['M10 3.5 17.5 16.5h-15zM10 8.5v3.5M10 14.3v.1'],
  bad: ['M10 10m-7 0a7 7 0 1 0 14 0a7 7 0 1 0 -14 0M7.5 7.5l5 5M12.5 7.5l-5 5'],
  pause: ['M7.5 5v10M12.5 5v10'],
  more: ['M4.5 10h.1M10 10h.1M15.5 10h.1'],
  grip: ['M7.5 5h.1M7.5 10h.1M7.5 15h.1M12.5 5h.1M12.5 10h.1M12.5 15h.1'],
  up: ['M10 16V4.5M5 9.5l5-5 5 5'],
  down: ['M10 4v11.5M5 10.5l5 5 5-5'],
  close: ['M5 5l10 10M15 5 5 15'],
  back: ['M12 4.5 6.5 10l5.5 5.5'],
  ahead: ['M8 4.5l5.5 5.5L8 15.5'],
  plus: ['M10 4v12M4 10h12'],
  out: ['M8 4H4v12h4M8.5 10H17M13.5 6.5 17 10l-3.5 3.5'],
  light: [
    'M10 10m-3.2 0a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0 -6.4 0M10 2.5v1.8M10 15.7v1.8M2.5 10h1.8M15.7 10h1.8M4.7 4.7 6 6M14 14l1.3 1.3M15.3 4.7 14 6M6 14l-1.3 1.3',
  ],
  dark: ['M16 12.2A6.7 6.7 0 0 1 7.8 4 6.7 6.7 0 1 0 16 12.2z'],
  system: ['M3 4.5h14v9H3zM7.5 16.5h5M10 13.5v3'],
  copy: ['M7.5 7.5h8.5v8.5H7.5zM12.5 7.5V4H4v8.5h3.5'],
};

/** A picture beside words; screen readers pass it over. */
export function icon(name, size = 20) {
  const stroke = ['more', 'grip'].includes(name) ? 3 : 1.7;
  return svg(
    'svg',
    {
      viewBox: '0 0 20 20',
      width: size,
      height: size,
      fill: 'none',
      stroke: 'currentColor',
      'stroke-width': stroke,
      'stroke-linecap': 'round',
      'stroke-linejoin': 'round',
      'aria-hidden': 'true',
      focusable: 'false',
    },
    PATHS[name].map((d) => svg('path', { d })),
  );
}
