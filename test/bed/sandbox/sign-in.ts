/** Points the product's clients at a sandbox that a test has started, as `npm start` does. */
export { signInToAzureSandbox } from '../../../cli/local/azure-sandbox.ts';
export { signInToSandbox } from '../../../cli/local/sandbox.ts';
