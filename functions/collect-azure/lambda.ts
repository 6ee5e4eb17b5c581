import { azureReader } from '../../shared/readers/azure/reader.ts';
import { collectHandler } from '../collect/handler.ts';
import { deployedAwsSessions } from '../runtime/deployed-aws.ts';
import { openDeployedAzure } from '../runtime/deployed-azure.ts';
import { readEnvironment } from '../runtime/environment.ts';

const environment = readEnvironment();

/** Reads one batch of Azure targets. */
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
