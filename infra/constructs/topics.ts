import { Aws } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Config } from '../../shared/config/schema.ts';
import { watchdogTopicName } from '../../shared/contacts/topics.ts';
import { ChatChannels } from './chat-channels.ts';

/**
 * The organisation's topic. Account topics are created at run time, when an account first has a contact; only those
 * connected to a chat channel are created here, since the connection needs an existing topic.
 */
export class Topics extends Construct {
  readonly organisation: sns.Topic;
  /** The second way of alarms; none unless an address is configured. */
  readonly watchdog: sns.Topic | undefined;

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
    admitAlarms(this.organisation);
    this.watchdog = this.watchdogTopic(alerts);
    if (alerts.slack.length + alerts.teams.length > 0) new ChatChannels(this, 'Chat', { alerts, topic });
  }
  /**
   * Has nothing in common with the organisation's topic: no function may publish to it, subscribe to it or change it,
   * and it is not encrypted with the stack's key, so a disabled key does not silence it. Alarms hold no inventory.
   */
  private watchdogTopic({ topicPrefix, watchdog }: Config['alerts']): sns.Topic | undefined {
    if (watchdog.email === undefined) return undefined;
    const created = new sns.Topic(this, 'Watchdog', {
      topicName: watchdogTopicName(topicPrefix),
      enforceSSL: true,
    });
    created.addSubscription(new EmailSubscription(watchdog.email));
    admitAlarms(created);
    return created;
  }
}

function admitAlarms(topic: sns.Topic): void {
  topic.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'AlarmsPublish',
      principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
  );
}
