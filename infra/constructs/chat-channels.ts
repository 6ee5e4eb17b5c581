import { Validations } from 'aws-cdk-lib';
import * as chatbot from 'aws-cdk-lib/aws-chatbot';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Config } from '../../shared/config/schema.ts';

/**
 * Slack and Teams channels, connected by Amazon Q Developer in chat applications. A person must first authorise the
 * workspace in the console.
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
    // Chat users must not run anything in the account: this guardrail denies every action.
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
      reason: 'It denies everything.',
    });
    Validations.of(nothing).acknowledge({
      id: 'AwsSolutions-IAM5[Action::*]',
      reason: 'It denies everything.',
    });
  }
}

/**
 * The service expects a Teams channel id in the URL-encoded form of the channel's link: `19%3Aabc%40thread.tacv2`.
 */
function asInLink(channelId: string): string {
  return channelId.includes('%') ? channelId : encodeURIComponent(channelId);
}
