// What the words for the end of an attempt mean (`result` in the API), in a sentence.
const SENTENCES = {
  key_invalid: 'The provider refused the key.',
  key_no_credit: 'The key’s account has no credit left, or its own spend cap is reached.',
  rate_limited: 'A passing limit of the key was reached at the provider.',
  provider_overloaded: 'The provider had no capacity for anybody.',
  provider_error: 'The provider answered with an error of its own, or broke the connection.',
  timeout: 'No answer, or no next byte, came in time.',
  caller_error: 'The request itself was wrong; another key would not have helped.',
  content_filter: 'The provider’s moderation refused the content.',
  context_too_long: 'The request did not fit into the model’s window.',
  model_not_found: 'The model does not exist there, or not for this key.',
  aborted: 'The caller left before the end.',
  interrupted: 'Keypool stopped in the middle of it; what became of it at the provider is unknown.',
};

/** Null for what went well, and for words that are newer than this page. */
export const failure = (result) => SENTENCES[result] ?? null;
