import { get } from '../api.js';

const FALLBACK = 'agent/chat';

/** Patterns that an agent's list of models may begin with: the families of aliases, and the providers for which there is a key. */
export async function patterns() {
  const [aliases, health] = await Promise.all([known('/v1/aliases'), known('/api/v1/integrations/health')]);
  const families = (aliases.data ?? []).map((alias) => alias.id).filter((id) => id.includes('/'));
  const providers = (health.integrations ?? []).map((key) => `${key.provider_name}/`);
  return [...new Set([...families, ...providers].map((name) => name.replace(/\/.*/, '/*')))].slice(0, 12);
}

/** A model that the agent may ask for a chat and that the brand has a key for, as far as that can be told. */
export async function exampleModel(agent) {
  const allowed = agent.allowed_models ?? ['*'];
  const named = allowed.find((pattern) => !pattern.endsWith('*'));
  if (named && !agent.free_only) return named;
  const query = { configured_only: true, capability: 'chat', free_only: agent.free_only, limit: 500 };
  const [models, aliases] = await Promise.all([known('/v1/models', query), agent.free_only ? {} : known('/v1/aliases')]);
  const names = [...(models.data ?? []), ...(aliases.data ?? [])].map((one) => one.id);
  return names.find((name) => allowed.some((pattern) => fits(name, pattern))) ?? named ?? FALLBACK;
}

const fits = (name, pattern) => (pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern);

// What only helps is left out where it cannot be had.
const known = (path, query) => get(path, query).catch(() => ({}));
