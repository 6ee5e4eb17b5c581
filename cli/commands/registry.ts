import type { Command } from 'commander';
import type { Dependencies } from '../dependencies.ts';

/** In the order of `skc --help`. */
export const COMMANDS: readonly ((program: Command, dependencies: Dependencies) => void)[] = [];
