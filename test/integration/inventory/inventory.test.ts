import { openDynalite } from '../../bed/pipeline/stage.ts';
import { firstWritesSuite } from '../../bed/inventory/first-writes.ts';
import { inventorySuite } from '../../bed/inventory/suite.ts';

inventorySuite('the embedded database', openDynalite);
firstWritesSuite('the embedded database', openDynalite);
