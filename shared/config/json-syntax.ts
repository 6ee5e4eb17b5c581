/** Where a JSON text stops being JSON. Lines and columns count from 1. */
export interface SyntaxMistake {
  line: number;
  column: number;
  expected: string;
  found: string;
}

const SPACE = /[ \t\n\r]*/y;
const TOKEN =
  /[{}[\],:]|"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/uy;

type Expecting = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or }' | ', or ]' | 'the end';

/**
 * Finds the first place where `text` is not JSON, or where an object has a key twice; undefined if it is valid.
 * V8's own error only sometimes gives the position, and `JSON.parse` silently keeps the last of two equal keys.
 */
export function findSyntaxMistake(text: string): SyntaxMistake | undefined {
  const open: ('{' | '[')[] = [];
  const keys: Set<string>[] = [];
  let expecting: Expecting = 'value';
  let at = 0;

  for (;;) {
    SPACE.lastIndex = at;
    SPACE.exec(text);
    at = SPACE.lastIndex;
    if (at >= text.length)
      return expecting === 'the end' ? undefined : mistakeAt(text, at, say(expecting), 'the end of the file');
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text)?.[0];
    if (token === undefined || !fits(token, expecting))
      return mistakeAt(text, at, say(expecting), token ?? text.slice(at, at + 12).split('\n', 1)[0] ?? '');

    if (expecting.startsWith('key') && token.startsWith('"')) {
      const seen = keys.at(-1);
      if (seen?.has(token) === true)
        return mistakeAt(text, at, 'expected each key once', `${token} a second time`);
      seen?.add(token);
    }
    expecting = step(token, expecting, open, keys);
    at += token.length;
  }
}

function fits(token: string, expecting: Expecting): boolean {
  const value = !/^[}\],:]$/.test(token);
  switch (expecting) {
    case 'value':
      return value;
    case 'value or ]':
      return value || token === ']';
    case 'key':
      return token.startsWith('"');
    case 'key or }':
      return token.startsWith('"') || token === '}';
    case ':':
      return token === ':';
    case ', or }':
      return token === ',' || token === '}';
    case ', or ]':
      return token === ',' || token === ']';
    case 'the end':
      return false;
    default:
      return expecting satisfies never;
  }
}

/** What must follow `token`; keeps the stack of open brackets. */
function step(token: string, expecting: Expecting, open: ('{' | '[')[], keys: Set<string>[]): Expecting {
  if (token === '{' || token === '[') {
    open.push(token);
    if (token === '{') keys.push(new Set());
    return token === '{' ? 'key or }' : 'value or ]';
  }
  if (token === ':') return 'value';
  if (token === ',') return open.at(-1) === '{' ? 'key' : 'value';
  if (token === '}' || token === ']') {
    open.pop();
    if (token === '}') keys.pop();
  } else if (expecting === 'key' || expecting === 'key or }') return ':';
  const around = open.at(-1);
  if (around === undefined) return 'the end';
  return around === '{' ? ', or }' : ', or ]';
}

function say(expecting: Expecting): string {
  if (expecting.startsWith('key')) return `expected ${expecting.replace('key', 'a key in double quotes')}`;
  if (expecting.startsWith('value')) return `expected ${expecting.replace('value', 'a value')}`;
  return `expected ${expecting}`;
}

function mistakeAt(text: string, at: number, expected: string, found: string): SyntaxMistake {
  const before = text.slice(0, at).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, expected, found };
}
