import { amazonQ } from './amazon-q.ts';
import type { Channel } from './contract.ts';
import { email } from './email.ts';
import { machine } from './machine.ts';
import { webhook } from './webhook.ts';

/** Every channel: one line each. */
export const channels: readonly Channel[] = [email, amazonQ, machine, webhook];
