import type { Command } from 'commander';
import type { Dependencies } from '../program/dependencies.ts';
import { registerChanges } from './changes.ts';
import { registerConnect } from './connect.ts';
import { registerRun } from './run.ts';
import { registerStart } from './start.ts';
import { registerConfig } from './config.ts';
import { registerContacts } from './contacts.ts';
import { registerDeploy } from './deploy.ts';
import { registerDestroy } from './destroy.ts';
import { registerDoctor } from './doctor.ts';
import { registerFindings } from './findings.ts';
import { registerList } from './list.ts';
import { registerMark } from './mark.ts';
import { registerMessages } from './messages.ts';
import { registerRestore } from './restore.ts';
import { registerShow } from './show.ts';
import { registerTargets } from './targets.ts';

/** In the order of `skc --help`. */
export const COMMANDS: readonly ((program: Command, dependencies: Dependencies) => void)[] = [
  registerStart,
  registerRun,
  registerList,
  registerShow,
  registerFindings,
  registerMark,
  registerChanges,
  registerContacts,
  registerMessages,
  registerTargets,
  registerConfig,
  registerDoctor,
  registerDeploy,
  registerDestroy,
  registerRestore,
  registerConnect,
];
