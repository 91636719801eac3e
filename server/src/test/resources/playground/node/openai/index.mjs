// Stands in for the OpenAI package where it is not installed: sends what it is given, and gives the answer in that package's form.
export default class OpenAI {
  constructor({ baseURL, apiKey }) {
    this.chat = { completions: { create: (body) => create(`${baseURL}/chat/completions`, apiKey, body) } };
  }
}

async function create(url, key, body) {
  const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${answer.status} ${text}`);
  if (!body.stream) return JSON.parse(text);
  const events = text.split('\n').filter((line) => line.startsWith('data: {'));
  return events.map((line) => JSON.parse(line.slice(6)));
}
