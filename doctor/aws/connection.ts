import type { AwsSession, AwsSessions } from '../../shared/clouds/aws/session.ts';
import { isIncluded } from '../../shared/config/included.ts';
import type { Config } from '../../shared/config/schema.ts';
import { problemKindOf } from '../../shared/model/problem-kind.ts';
import { awsReader } from '../../shared/readers/aws/reader.ts';
import { checkableCloud } from '../check-cloud.ts';
import type { CheckableCloud, Connection, ProbedCloud } from '../contract.ts';
import type { Check } from '../report.ts';
import { answerOf } from '../step-result.ts';
import { checkManagementAccount } from './management-account.ts';
import { awsNextStep } from './next-step.ts';
import { sampleSession } from './sample-session.ts';

/** AWS, as the doctor checks it. */
export function checkableAws({ config, aws }: { config: Config; aws: AwsSessions }): CheckableCloud {
  const reader = awsReader({ config, aws });
  const connection: Connection<AwsSession> = {
    signIn: 'sts:AssumeRole',
    permissionsOf: ({ permissions }) => permissions,
    unproven: [],
    sample: sampleSession,
    isDetour: () => false,
    isForbidden: (problem) => problemKindOf(problem) === 'policy',
    messageOf: ({ message }) => message,
    nextStepOf: awsNextStep,
    steps: async (probed) => [
      accountsCheck(probed, reader.listing.remedy),
      ...(config.organisation === undefined
        ? []
        : await checkManagementAccount(probed.request, { aws, reader, connection })),
    ],
  };
  return checkableCloud(reader, connection);
}

function accountsCheck({ request: { config }, listed, unlisted }: ProbedCloud, signIn: string): Check {
  const check = { about: 'accounts', subject: 'accounts' } as const;
  if (unlisted !== undefined) return { ...check, state: 'wrong', says: answerOf(unlisted), nextStep: signIn };
  const included = listed.filter((account) => account.status === 'active' && isIncluded(account, config));
  const from = config.organisation === undefined ? 'named by the configuration' : 'of the organisation';
  const says = `${included.length} read, of ${listed.length} ${from}`;
  if (included.length > 0) return { ...check, state: 'fine', says };
  return { ...check, state: 'wrong', says, nextStep: 'See include and exclude in skc.config.json.' };
}
