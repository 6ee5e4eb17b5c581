import type { Command } from 'commander';
import type { Dependencies } from '../dependencies.ts';
import { registerFindings } from './findings.ts';
import { registerList } from './list.ts';

/** In the order of `skc --help`. */
export const COMMANDS: readonly ((program: Command, dependencies: Dependencies) => void)[] = [
  registerList,
  registerFindings,
];
