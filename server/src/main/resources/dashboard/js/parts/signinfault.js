import { h } from '../dom.js';

// By the words that the server puts into the address; a stranger's link can choose among these sentences, but write none.
const SENTENCES = {
  issuer_unreachable: (name) => `${name} cannot be asked right now. Try again in a minute.`,
  issuer_unusable: (name) => `${name} gave an answer that Keypool cannot use. The operator’s log says what is wrong with it.`,
  denied: (name) => `${name} did not let you in: you declined, or may not use Keypool there. Try again, or ask whoever runs it.`,
  expired: () => 'This sign-in began in another browser, was finished already, or took longer than ten minutes. Begin again.',
  code_refused: (name) => `${name} refused to tell Keypool who you are. Begin again; if that does not help, the operator’s log says why.`,
  unproven: (name) => `Keypool could not prove that it was ${name} who told it who you are, and let nobody in. Begin again.`,
  no_email: (name) => `${name} did not tell your e-mail address, by which Keypool knows people. The operator asks it for the scope email.`,
  unverified_email: (name) => `${name} has not verified that your e-mail address is yours. Verify it there, then sign in again.`,
  too_many: () => 'Too many sign-ins came from your address within a minute. Wait a little and try again.',
};

/** What went wrong on the way to the issuer and back, or null. */
export function signInFault({ fault, request }, issuer) {
  const sentence = SENTENCES[fault];
  if (!sentence || !issuer) return null;
  const known = /^[A-Za-z0-9._-]{1,128}$/.test(request ?? '') && h('span.fault-id', {}, `Request ${request}`);
  return h('p.form-fault', { role: 'alert' }, capital(sentence(issuer)), known);
}

const capital = (words) => words[0].toUpperCase() + words.slice(1);
