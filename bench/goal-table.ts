import { isMet, type Goal } from './goals.ts';
import { plainTable } from './table.ts';

/** The goals of the parts that ran, with missed ones marked; the table fits a screen. */
export function goalTable(parts: readonly { title: string; goals: readonly Goal[] }[]): string {
  const rows = parts.flatMap(({ title, goals }) =>
    goals.map((goal) => [`${title}: ${goal.title}`, goal.most, goal.measured.toFixed(2), stateOf(goal)]),
  );
  return plainTable(['goal', 'at most', 'measured', ''], rows);
}

function stateOf(goal: Goal): string {
  if (isMet(goal)) return 'ok';
  return goal.advisory === true ? 'missed (depends on the machine)' : 'MISSED';
}
