// Light, dark, or as the system has it. The choice is this browser's and holds nothing else.

const KEY = 'keypool-theme';
const dark = matchMedia('(prefers-color-scheme: dark)');

export const THEMES = ['system', 'light', 'dark'];

export function theme() {
  const kept = localStorage.getItem(KEY);
  return THEMES.includes(kept) ? kept : 'system';
}

export function useTheme(name) {
  if (name === 'system') localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, name);
  apply();
}

function apply() {
  const chosen = theme();
  document.documentElement.dataset.theme = chosen === 'system' ? (dark.matches ? 'dark' : 'light') : chosen;
}

dark.addEventListener('change', apply);
apply();
