import type { Cloud } from '../shared/model/account.ts';
import { alert } from './alert/function.ts';
import { begin } from './begin/function.ts';
import { collectAws } from './collect-aws/function.ts';
import { collectAzure } from './collect-azure/function.ts';
import { collectGcp } from './collect-gcp/function.ts';
import { doctor } from './doctor/function.ts';
import { evaluate } from './evaluate/function.ts';
import { finish } from './finish/function.ts';
import { firstRun } from './first-run/function.ts';
import { plan } from './plan/function.ts';
import type { FunctionDeclaration } from './runtime/declaration.ts';

/** The deployed functions, workflow steps first. */
export const FUNCTIONS = [
  begin,
  plan,
  collectAws,
  collectAzure,
  collectGcp,
  evaluate,
  alert,
  finish,
  firstRun,
  doctor,
] as const satisfies readonly FunctionDeclaration[];

export type FunctionName = (typeof FUNCTIONS)[number]['name'];

/** The functions that are deployed for these clouds. */
export function functionsFor(
  clouds: readonly Cloud[],
  functions: readonly FunctionDeclaration[] = FUNCTIONS,
): FunctionDeclaration[] {
  return functions.filter(({ cloud }) => cloud === undefined || clouds.includes(cloud));
}
