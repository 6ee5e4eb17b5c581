import { openDynalite } from '../pipeline/stage.ts';
import { inventorySuite } from './suite.ts';

inventorySuite('the embedded database', openDynalite);
