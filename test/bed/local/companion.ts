/** The embedded database as the commands use it: a process that they share, start and end. */
export { endCompanion } from '../../../cli/local/companion.ts';
export { readLock } from '../../../cli/local/companion-lock.ts';
export { openDatabase } from '../../../cli/local/database.ts';
