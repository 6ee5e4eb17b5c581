import { join } from 'node:path';
import * as z from 'zod';
import { instantSchema } from '../../shared/model/fields.ts';
import { instant, type Instant } from '../../shared/model/instant.ts';
import { readState, writeState } from './state-file.ts';

const sizeSchema = z.object({ accounts: z.number(), skcs: z.number(), seed: z.number() });
const declarationSchema = z.object({ epoch: instantSchema, generated: sizeSchema.optional() });

/** The estate of a directory's sandbox: the sample as of a day, or a generated one. */
export type EstateDeclaration = z.infer<typeof declarationSchema>;

/** Size of a generated organisation, which replaces the sample. */
export type GeneratedSize = z.infer<typeof sizeSchema>;

const FILE = 'estate.json';

/** @returns undefined if the directory has no sandbox. @throws {StoreUnusable} if the file is damaged. */
export function readEstateFile(directory: string): EstateDeclaration | undefined {
  return readState(join(directory, FILE), declarationSchema);
}

/** Written once: the directory keeps the same estate until it is reset. */
export function declareEstate(directory: string, generated: GeneratedSize | undefined): EstateDeclaration {
  const declared = readEstateFile(directory);
  if (declared !== undefined) return declared;
  const declaration = { epoch: sixToday(), ...(generated === undefined ? {} : { generated }) };
  writeState(join(directory, FILE), declaration);
  return declaration;
}

function sixToday(): Instant {
  return instant(new Date().setUTCHours(6, 0, 0, 0));
}
