import type { MessageKind } from './contract.ts';
import { digest } from './digest/kind.ts';

/** Every kind of message that is sent: one line each. */
export const kinds: readonly MessageKind[] = [digest];
