import { collectHandler } from '../collect/handler.ts';
import { deployedAwsSessions } from '../runtime/deployed-aws.ts';
import { openDeployedGcp } from '../runtime/deployed-gcp.ts';
import { readEnvironment } from '../runtime/environment.ts';

const environment = readEnvironment();

/** Reads one batch of Google Cloud targets. Each call reads one project and lists only that project's assets. */
export const handler = collectHandler(environment, (calls) => {
  const aws = deployedAwsSessions(environment, calls);
  const gcp = openDeployedGcp(environment, aws, calls, 'project');
  return {
    ...gcp,
    close: () => {
      gcp.close();
      aws.close();
    },
  };
});
