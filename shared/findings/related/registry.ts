import type { RelatedLoader } from './contract.ts';
import { marks } from './marks.ts';

/** Every loader, one line each. */
export const LOADERS: readonly RelatedLoader[] = [marks];
