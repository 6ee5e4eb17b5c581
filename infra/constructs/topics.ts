import { Aws } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Config } from '../../shared/config/schema.ts';
import { ChatChannels } from './chat-channels.ts';

/**
 * The organisation's topic. Account topics are created at run time, when an account first has a contact; only those
 * connected to a chat channel are created here, since the connection needs an existing topic.
 */
export class Topics extends Construct {
  readonly organisation: sns.Topic;

  constructor(scope: Construct, id: string, { key, alerts }: { key: IKey; alerts: Config['alerts'] }) {
    super(scope, id);
    const made = new Map<string, sns.Topic>();
    const topic = (audience: string) => {
      const existing = made.get(audience);
      if (existing !== undefined) return existing;
      const name = `${alerts.topicPrefix}-${audience}`;
      const created = new sns.Topic(this, audience, { topicName: name, masterKey: key, enforceSSL: true });
      made.set(audience, created);
      return created;
    };
    this.organisation = topic('organisation');
    this.organisation.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'AlarmsSpeakHere',
        principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.organisation.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
    if (alerts.slack.length + alerts.teams.length > 0) new ChatChannels(this, 'Chat', { alerts, topic });
  }
}
