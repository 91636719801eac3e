import { h } from '../dom.js';
import { fieldLabel } from './catalogue.js';

/** The fields of a provider's credential. */
export const credentialFields = (provider) =>
  provider.credential_fields.map((field) => ({
    name: field.name,
    label: fieldLabel(field.name),
    type: field.secret ? 'secret' : 'text',
    required: field.required,
    placeholder: field.prefix ? `${field.prefix}…` : null,
  }));

/** What stands in them, as the API takes it; null when something is missing, which then is told at its field. */
export function credentialsOf(provider, form) {
  const read = form.read();
  const missing = provider.credential_fields.filter((field) => field.required && read[field.name] === null);
  if (missing.length) {
    form.tell({ message: '', faults: Object.fromEntries(missing.map((field) => [field.name, `${provider.label} needs this.`])) });
    return null;
  }
  const names = provider.credential_fields.map((field) => field.name);
  return Object.fromEntries(names.filter((name) => read[name] !== null).map((name) => [name, read[name]]));
}

/** Where a key is got, and what its provider writes about it. */
export const ways = (provider) => [
  provider.signup_url && [' ', outside(provider.signup_url, 'Get a key')],
  provider.docs_url && [' · ', outside(provider.docs_url, 'Documentation')],
];

const outside = (href, words) => h('a', { href, target: '_blank', rel: 'noopener noreferrer' }, words);
