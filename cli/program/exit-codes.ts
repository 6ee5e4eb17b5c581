/** Exit codes of `skc`. Incomplete collecting outranks findings: what was not read may be worse. */
export const EXIT = {
  ok: 0,
  findings: 1,
  wrongUse: 2,
  incomplete: 3,
  unexpected: 70,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Printed in `docs/commands.md` and `skc --help`. */
export const EXIT_MEANINGS: readonly { code: ExitCode; meaning: string }[] = [
  { code: EXIT.ok, meaning: 'success' },
  { code: EXIT.findings, meaning: 'open findings at or above --fail-on, or warnings of skc config check' },
  { code: EXIT.wrongUse, meaning: 'usage error: a bad option or a bad configuration; nothing was done' },
  {
    code: EXIT.incomplete,
    meaning:
      'collecting was incomplete, the local store or an item in it is damaged, a rule could not be evaluated, an index is not there yet, or an alert could not be delivered; outranks 1',
  },
  { code: EXIT.unexpected, meaning: 'an unexpected error; SKC_DEBUG=1 prints the stack trace' },
];

/** The most serious of several codes. */
export function gravest(...codes: readonly ExitCode[]): ExitCode {
  return codes.reduce<ExitCode>((worst, code) => (code > worst ? code : worst), EXIT.ok);
}
