// Where the lines of a chart's grid lie.

/** From 0 to a round figure at or above `most`: [0, 50, 100, 150]. Figures that come in ones only get whole steps. */
export function ticks(most, whole) {
  if (!(most > 0)) return [0, 1];
  let step = 10 ** Math.floor(Math.log10(most / 3));
  step *= [1, 2, 5, 10].find((factor) => most / (step * factor) <= 4);
  if (whole) step = Math.max(1, Math.round(step));
  return Array.from({ length: Math.ceil(most / step - 1e-9) + 1 }, (_, at) => at * step);
}

/** Which of the `n` places along the axis get a label, so that labels of `room` px do not touch: the last always has one. */
export function labelled(n, width, room) {
  const every = Math.max(1, Math.ceil((n * room) / Math.max(1, width)));
  return Array.from({ length: n }, (_, at) => at).filter((at) => (n - 1 - at) % every === 0);
}
