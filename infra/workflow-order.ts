import { functionsFor } from '../functions/registry.ts';
import type { FunctionDeclaration, Place } from '../functions/runtime/declaration.ts';
import type { Cloud } from '../shared/model/account.ts';

export type Step = FunctionDeclaration & { place: Place };

/** A part of the workflow: one step of the run, or what is done for each batch or account in parallel. */
export interface Stage {
  per: Place['per'];
  /** Of a batch: the steps of the clouds, of which each batch takes one. Of an account: one after the other. */
  steps: Step[];
}

/**
 * The workflow's stages in their order, from what the functions declare. A step stands right behind the one that it
 * comes after; those of a batch, which run side by side, count as one.
 * @throws when a step comes after none of the others, or would split the pass over batches or accounts.
 */
export function workflowStages(functions: readonly FunctionDeclaration[]): Stage[] {
  const stages: Stage[] = [];
  for (const step of orderedSteps(functions)) {
    const { per } = step.place;
    const last = stages.at(-1);
    if (last !== undefined && last.per === per && per !== 'run') last.steps.push(step);
    else if (per !== 'run' && stages.some((stage) => stage.per === per))
      throw new Error(
        `${step.name} is a second pass over each ${per}: place it beside the other steps per ${per}.`,
      );
    else stages.push({ per, steps: [step] });
  }
  return stages;
}

/** The stages where the configuration names these clouds: a step may come after one of a cloud that it does not name. */
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
  if (found === undefined) throw new Error(`${name} comes after ${after}, which is no step before it.`);
  const beside = (step: Step | undefined) =>
    step !== undefined && step.place.per === 'batch' && (per === 'batch' || found.place.per === 'batch');
  let position = before + 1;
  while (beside(ordered[position])) position++;
  return position;
}
