// The present request as code that runs as it stands. The token comes from the environment: no code holds one.

const TOKEN = 'KEYPOOL_TOKEN';

/** Languages: what they are called, where to put the code, and the code for a request (`body`) to the server at `base`. */
export const LANGUAGES = [
  { name: 'curl', use: 'Paste it into a shell.', code: curl },
  { name: 'Python', use: 'Needs the package openai. Save it as ask.py.', code: python },
  { name: 'JavaScript', use: 'Needs the package openai. Save it as ask.mjs and run it with Node.', code: javascript },
  { name: 'Java', use: 'Needs com.openai:openai-java. Save it as Ask.java.', code: java },
];

function curl(body, base) {
  return [
    `curl -sSN ${shell(`${base}/chat/completions`)}`,
    `-H "Authorization: Bearer $${TOKEN}"`,
    `-H ${shell('Content-Type: application/json')}`,
    `--data-raw ${shell(JSON.stringify(body, null, 2))}`,
  ].join(' \\\n  ');
}

// Within single quotes a shell reads everything as it stands, but for the quote itself.
const shell = (text) => `'${text.replaceAll("'", "'\\''")}'`;

function python({ spidergate_options: options, ...body }, base) {
  const members = Object.entries(body).map(([name, value]) => `    ${name}=${pythonOf(value, '    ')},`);
  if (options) members.push(`    extra_body=${pythonOf({ spidergate_options: options }, '    ')},`);
  return `import os

from openai import OpenAI

client = OpenAI(base_url=${quoted(base)}, api_key=os.environ["${TOKEN}"])
answer = client.chat.completions.create(
${members.join('\n')}
)
${
  body.stream
    ? `for chunk in answer:
    if chunk.choices:
        print(chunk.choices[0].delta.content or "", end="", flush=True)
print()`
    : 'print(answer.choices[0].message.content)'
}
`;
}

function pythonOf(value, indent) {
  const deeper = `${indent}    `;
  if (Array.isArray(value)) return `[\n${value.map((one) => `${deeper}${pythonOf(one, deeper)},\n`).join('')}${indent}]`;
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value === 'object')
    return `{${Object.entries(value)
      .map(([name, one]) => `${quoted(name)}: ${pythonOf(one, indent)}`)
      .join(', ')}}`;
  return quoted(value);
}

function javascript(body, base) {
  return `import OpenAI from "openai";

const client = new OpenAI({ baseURL: ${quoted(base)}, apiKey: process.env.${TOKEN} });
const answer = await client.chat.completions.create(${JSON.stringify(body, null, 2)});
${
  body.stream
    ? `for await (const chunk of answer) {
  process.stdout.write(chunk.choices[0]?.delta?.content ?? '');
}
console.log();`
    : 'console.log(answer.choices[0].message.content);'
}
`;
}

function java(body, base) {
  const options = body.spidergate_options;
  return `import com.openai.client.okhttp.OpenAIOkHttpClient;
${options ? 'import com.openai.core.JsonValue;\n' : ''}import com.openai.models.chat.completions.ChatCompletionCreateParams;
${options ? 'import java.util.Map;\n' : ''}
public class Ask {
    public static void main(String[] args) {
        var client = OpenAIOkHttpClient.builder()
                .baseUrl(${quoted(base)})
                .apiKey(System.getenv("${TOKEN}"))
                .build();
        var params = ChatCompletionCreateParams.builder()
${javaMembers(body)
  .map((member) => `                ${member}`)
  .join('\n')}
                .build();
${body.stream ? JAVA_STREAM : JAVA_WHOLE}
        client.close();
    }
}
`;
}

const JAVA_WHOLE = `        client.chat().completions().create(params).choices().stream()
                .flatMap(choice -> choice.message().content().stream())
                .forEach(System.out::println);`;

const JAVA_STREAM = `        try (var answer = client.chat().completions().createStreaming(params)) {
            answer.stream()
                    .flatMap(chunk -> chunk.choices().stream())
                    .flatMap(choice -> choice.delta().content().stream())
                    .forEach(System.out::print);
        }
        System.out.println();`;

function javaMembers(body) {
  const roles = { system: 'System', user: 'User', assistant: 'Assistant' };
  const limit = body.max_completion_tokens ? ['maxCompletionTokens', body.max_completion_tokens] : ['maxTokens', body.max_tokens];
  return [
    `.model(${quoted(body.model)})`,
    ...body.messages.map(({ role, content }) => `.add${roles[role]}Message(${javaText(content)})`),
    body.temperature !== undefined && `.temperature(${Number.isInteger(body.temperature) ? `${body.temperature}.0` : body.temperature})`,
    limit[1] !== undefined && `.${limit[0]}(${limit[1]}L)`,
    body.spidergate_options &&
      `.putAdditionalBodyProperty("spidergate_options", JsonValue.from(Map.of(${Object.entries(body.spidergate_options)
        .map(([name, value]) => `${quoted(name)}, ${value}`)
        .join(', ')})))`,
  ].filter(Boolean);
}

// A constant of a class file has at most 65,535 bytes, of which a character takes up to three.
function javaText(text) {
  const most = 20000;
  if (text.length <= most) return quoted(text);
  const pieces = Array.from({ length: Math.ceil(text.length / most) }, (_, at) => quoted(text.slice(at * most, (at + 1) * most)));
  return `String.join("", ${pieces.join(', ')})`;
}

// A JSON string is one in Python, JavaScript and Java as well: the same quotes, the same escapes.
const quoted = (value) => JSON.stringify(value);
