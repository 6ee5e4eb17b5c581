/** The command line cannot be run as typed. The message says what is wrong, `nextStep` how to correct it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly nextStep: string;

  constructor(message: string, nextStep: string, options?: ErrorOptions) {
    super(message, options);
    this.nextStep = nextStep;
  }
}
