/** An error for the reader of the screen: the message says what is wrong, `nextStep` what to do about it. */
export abstract class ErrorWithNextStep extends Error {
  readonly nextStep: string;

  constructor(message: string, nextStep: string, options?: ErrorOptions) {
    super(message, options);
    this.nextStep = nextStep;
  }
}
