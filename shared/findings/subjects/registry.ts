import { accountSubject } from './account.ts';
import type { SubjectDefinition } from './contract.ts';
import { skcSubject } from './skc.ts';
import { targetSubject } from './target.ts';

/**
 * Every kind of subject, one line each, in the order of judging: how urgent an unread target is depends on the SKCs that
 * were found in it.
 */
export const SUBJECTS: readonly SubjectDefinition[] = [skcSubject, targetSubject, accountSubject];
