import { functionsFor } from '../functions/registry.ts';
import type { FunctionDeclaration, Place } from '../functions/runtime/declaration.ts';
import type { Cloud } from '../shared/model/account.ts';

export type Step = FunctionDeclaration & { place: Place };

/** A stage of the workflow: one step per run, or the steps for each batch or account in parallel. */
export interface Stage {
  per: Place['per'];
  /** Per batch: one step per cloud; each batch goes to one of them. Per account: all in sequence. */
  steps: Step[];
}

/**
 * The workflow's stages in order, derived from the functions' declarations. A step directly follows the one named
 * in `after`; parallel batch steps count as one.
 * @throws if a step follows an unknown step, or would need a second pass over batches or accounts.
 */
export function workflowStages(functions: readonly FunctionDeclaration[]): Stage[] {
  const stages: Stage[] = [];
  for (const step of orderedSteps(functions)) {
    const { per } = step.place;
    const last = stages.at(-1);
    if (last !== undefined && last.per === per && per !== 'run') last.steps.push(step);
    else if (per !== 'run' && stages.some((stage) => stage.per === per))
      throw new Error(
        `${step.name} would need a second pass over each ${per}: place it next to the other steps per ${per}.`,
      );
    else stages.push({ per, steps: [step] });
  }
  return stages;
}

/** The stages for these clouds. Steps may follow a step of another cloud, which is left out. */
export function stagesFor(clouds: readonly Cloud[], functions: readonly FunctionDeclaration[]): Stage[] {
  const deployed = new Set(functionsFor(clouds, functions).map(({ name }) => name));
  return workflowStages(functions)
    .map(({ per, steps }) => ({ per, steps: steps.filter(({ name }) => deployed.has(name)) }))
    .filter(({ steps }) => steps.length > 0);
}

/** Every step, in the order of the workflow. */
export function orderedSteps(functions: readonly FunctionDeclaration[]): Step[] {
  const ordered: Step[] = [];
  for (const declared of functions) {
    const { place } = declared;
    if (place === undefined) continue;
    ordered.splice(positionOf(declared.name, place, ordered), 0, { ...declared, place });
  }
  return ordered;
}

function positionOf(name: string, { after, per }: Place, ordered: readonly Step[]): number {
  if (after === undefined) return ordered.length;
  const before = ordered.findIndex((step) => step.name === after);
  const found = ordered[before];
  if (found === undefined) throw new Error(`${name} follows ${after}, which is not an earlier step.`);
  const beside = (step: Step | undefined) =>
    step !== undefined && step.place.per === 'batch' && (per === 'batch' || found.place.per === 'batch');
  let position = before + 1;
  while (beside(ordered[position])) position++;
  return position;
}
