/** Points the product's clients at a sandbox that a test has started, as `npm start` does. */
export { signInToAzureSandbox } from '../../../cli/local/sandbox.ts';
export { signInToSandbox } from '../../../cli/local/sandbox.ts';
