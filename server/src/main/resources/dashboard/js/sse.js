// Server-sent events out of the bytes of an answer, as the standard cuts them: browsers do that for GET alone.

/**
 * The events of a body, as they come: `{event, data}`, or `{comment}`. Bytes may be cut anywhere, within a character too; lines end with LF, CR or both.
 * What stands before the end without a blank line is an event as well: some servers leave that line out.
 */
export async function* eventsOf(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  const lines = lineCutter();
  const event = gatherer();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      for (const line of lines.cut(next.value)) yield* event.take(line);
    }
    for (const line of [...lines.rest(), '']) yield* event.take(line);
  } finally {
    reader.cancel().catch(() => {}); // whoever stops listening needs no more of it
  }
}

function lineCutter() {
  let kept = '';
  return {
    cut: (text) => {
      kept += text;
      // A CR at the end may be the first half of a CRLF: it waits for what follows.
      const parts = kept.split(/\r\n|\n|\r(?!$)/);
      kept = parts.pop();
      return parts;
    },
    rest: () => kept.split('\r'),
  };
}

function gatherer() {
  let name = 'message';
  let data = [];
  return {
    take: function* (line) {
      if (line === '') {
        if (data.length) yield { event: name, data: data.join('\n') };
        name = 'message';
        data = [];
        return;
      }
      const [field, value] = fieldOf(line);
      if (field === '') yield { comment: value };
      else if (field === 'data') data.push(value);
      else if (field === 'event') name = value;
    },
  };
}

// `data: x` and `data:x` are the same; a comment is a field without a name.
function fieldOf(line) {
  const colon = line.indexOf(':');
  return colon < 0 ? [line, ''] : [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')];
}
