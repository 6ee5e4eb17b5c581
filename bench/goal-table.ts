import Table from 'cli-table3';
import { isMet, PLAIN, type Goal } from './part.ts';

/** The goals of the parts that ran, with missed ones marked; the table fits a screen. */
export function goalTable(parts: readonly { title: string; goals: readonly Goal[] }[]): string {
  const table = new Table({ head: ['goal', 'at most', 'measured', ''], style: PLAIN });
  for (const { title, goals } of parts)
    for (const goal of goals) {
      const missed = goal.advisory === true ? 'missed (depends on the machine)' : 'MISSED';
      table.push([
        `${title}: ${goal.title}`,
        goal.most,
        goal.measured.toFixed(2),
        isMet(goal) ? 'ok' : missed,
      ]);
    }
  return table.toString();
}
