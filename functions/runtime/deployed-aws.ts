import { openAwsSessions, type AwsSessions } from '../../shared/clouds/aws/session.ts';
import type { Calls } from '../../shared/clouds/calls.ts';
import type { Environment } from './environment.ts';

/** The sessions of one call of a function: with the member role, paced as the configuration says. */
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
