import { Validations } from 'aws-cdk-lib';
import * as chatbot from 'aws-cdk-lib/aws-chatbot';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Config } from '../../shared/config/schema.ts';

/**
 * Slack and Teams channels by Amazon Q Developer in chat applications. The workspace must have been authorised in the
 * console once: nothing but a person can do that.
 */
export class ChatChannels extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { alerts, topic }: { alerts: Config['alerts']; topic: (audience: string) => sns.Topic },
  ) {
    super(scope, id);
    const role = new iam.Role(this, 'Role', {
      description: 'SKC Watch: lets a chat channel show messages, and nothing else',
      assumedBy: new iam.ServicePrincipal('chatbot.amazonaws.com'),
    });
    // From chat nothing may be asked of the account: all that this role could be given is denied again.
    const nothing = new iam.ManagedPolicy(this, 'Nothing', {
      description: 'SKC Watch: a chat channel may call nothing',
      statements: [new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: ['*'], resources: ['*'] })],
    });
    const topicsOf = ({ organisation, accounts }: { organisation: boolean; accounts: string[] }) =>
      [...(organisation ? ['organisation'] : []), ...accounts].map((audience) => topic(audience).topicArn);
    const common = {
      iamRoleArn: role.roleArn,
      guardrailPolicies: [nothing.managedPolicyArn],
      loggingLevel: 'ERROR',
    };
    for (const channel of alerts.slack)
      new chatbot.CfnSlackChannelConfiguration(this, `Slack${channel.channelId}`, {
        ...common,
        configurationName: `skc-watch-${channel.channelId}`,
        slackWorkspaceId: channel.workspaceId,
        slackChannelId: channel.channelId,
        snsTopicArns: topicsOf(channel),
      });
    for (const [index, channel] of alerts.teams.entries())
      new chatbot.CfnMicrosoftTeamsChannelConfiguration(this, `Teams${index + 1}`, {
        ...common,
        configurationName: `skc-watch-teams-${index + 1}`,
        teamsTenantId: channel.tenantId,
        teamId: channel.teamId,
        teamsChannelId: asInLink(channel.channelId),
        snsTopicArns: topicsOf(channel),
      });
    Validations.of(nothing).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'A deny of everything has to name everything.',
    });
    Validations.of(nothing).acknowledge({
      id: 'AwsSolutions-IAM5[Action::*]',
      reason: 'A deny of everything has to name everything.',
    });
  }
}

/** The service wants a Teams channel's id as it stands in the channel's link: `19%3Aabc%40thread.tacv2`. */
function asInLink(channelId: string): string {
  return channelId.includes('%') ? channelId : encodeURIComponent(channelId);
}
