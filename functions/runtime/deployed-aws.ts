import { openAwsSessions, type AwsSessions } from '../../shared/clouds/aws/session.ts';
import type { Calls } from '../../shared/clouds/calls.ts';
import type { Environment } from './environment.ts';

/** AWS sessions for one invocation, with the configured member role and rate limit. */
export function deployedAwsSessions(
  { config, region }: Pick<Environment, 'config' | 'region'>,
  calls: Calls,
): AwsSessions {
  return openAwsSessions({
    homeRegion: region,
    memberRole: config.memberRole,
    calls,
    callsPerSecond: config.run.callsPerSecond,
  });
}
