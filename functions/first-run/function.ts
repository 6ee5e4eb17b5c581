import type { FunctionDeclaration } from '../runtime/declaration.ts';

/** Starts the first run when the stack is created. */
export const firstRun = {
  name: 'first-run',
  does: 'starts the first run',
  kind: 'once',
  grants: { workflow: ['states:StartExecution'] },
  memoryMb: 256,
  seconds: 60,
} as const satisfies FunctionDeclaration;
