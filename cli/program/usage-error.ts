import { ErrorWithNextStep } from './error-with-next-step.ts';

/** The command line cannot be run as typed. The message says what is wrong, `nextStep` how to correct it. */
export class UsageError extends ErrorWithNextStep {
  override readonly name = 'UsageError';
}
