import { azureReader } from '../../shared/clouds/azure/reader.ts';
import { collectHandler } from '../collect/handler.ts';
import { deployedAwsSessions } from '../deployed-aws.ts';
import { openDeployedAzure } from '../deployed-azure.ts';
import { readEnvironment } from '../environment.ts';

const environment = readEnvironment();

/** Reads one batch of targets of Azure. */
export const handler = collectHandler(environment, (calls) => {
  const aws = deployedAwsSessions(environment, calls);
  const azure = azureReader(openDeployedAzure(environment, aws, calls));
  return {
    ...azure,
    close: () => {
      azure.close();
      aws.close();
    },
  };
});
