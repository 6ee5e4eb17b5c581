import { configSchemaOf } from '../config/schema.ts';
import { RULES } from './registry.ts';

/** The schema of `skc.config.json` with the ids and the settings of every rule. No other place composes it. */
export const configSchema = configSchemaOf(RULES);
