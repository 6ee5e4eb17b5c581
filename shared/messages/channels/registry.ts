import { chat } from './amazon-q.ts';
import type { Format } from './contract.ts';
import { email } from './email.ts';
import { machine } from './machine.ts';

/** Every format a digest is sent in: one line each. */
export const formats = [email, chat, machine] as const satisfies readonly Format[];
