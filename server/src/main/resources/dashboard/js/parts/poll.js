/** Asks again every few seconds while somebody looks; a failure is passed over, the next turn tells more. Ends when the page is left. */
export function poll(view, ask, everyMs = 5000) {
  let asking = false;
  const timer = setInterval(async () => {
    if (document.hidden || asking) return;
    asking = true;
    await ask().catch(() => {});
    asking = false;
  }, everyMs);
  view.onLeave(() => clearInterval(timer));
}
