/** One mistake in a configuration file. All three texts are short and safe to print. */
export interface Mistake {
  /** Where: `contacts.accounts.123456789012[0].address`; empty for the file as a whole. */
  path: string;
  expected: string;
  /** What was found instead. */
  found: string;
  /** The most similar word that is allowed. */
  didYouMean?: string | undefined;
}

/** A configuration file that cannot be used: every mistake at once, and a message ready to print. */
export class BadConfig extends Error {
  override readonly name = 'BadConfig';
  readonly file: string;
  readonly mistakes: readonly Mistake[];

  constructor(file: string, mistakes: readonly Mistake[], options?: ErrorOptions) {
    super(messageOf(file, mistakes), options);
    this.file = file;
    this.mistakes = mistakes;
  }
}

function messageOf(file: string, mistakes: readonly Mistake[]): string {
  const [first, ...others] = mistakes;
  if (first !== undefined && others.length === 0)
    return `${file}: ${lineOf(first).trim()}; nothing was read or written`;
  return [`${file}: ${mistakes.length} mistakes; nothing was read or written`, ...mistakes.map(lineOf)].join(
    '\n',
  );
}

function lineOf({ path, expected, found, didYouMean }: Mistake): string {
  const where = path === '' ? 'the file' : path;
  const hint = didYouMean === undefined ? '' : `; did you mean ${didYouMean}?`;
  return `  ${where}: ${expected}, found ${found}${hint}`;
}
