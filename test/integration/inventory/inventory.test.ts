import { openDynalite } from '../../bed/pipeline/stage.ts';
import { inventorySuite } from '../../bed/inventory/suite.ts';

inventorySuite('the embedded database', openDynalite);
