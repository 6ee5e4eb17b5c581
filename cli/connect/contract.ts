import type { Config } from '../../shared/config/schema.ts';

/** What a cloud is told apart from its own configuration. */
export interface ConnectWish {
  config: Config;
  /** ARN of the AWS role that reads the cloud; without it the guide says where to find it. */
  roleArn: string | undefined;
}

/** One step of the way, for a person with a shell. */
export interface ConnectStep {
  title: string;
  /** Why it is needed, in a sentence or two. */
  why: string;
  commands: readonly string[];
}

export interface GuideFile {
  name: string;
  /** Shell variables that earlier steps exported stand in it as `$NAME`. */
  content: string;
  /** Names of those variables; filled in when the file is printed alone. */
  variables?: readonly string[];
}

/** The whole way to let the product read a cloud: it is printed, never run. */
export interface ConnectGuide {
  steps: readonly ConnectStep[];
  /** The same way for who declares infrastructure instead: `main.bicep`, `main.tf`. */
  files: readonly GuideFile[];
}

/** A cloud that `skc connect` knows: one file and one line in the registry. */
export interface ConnectableCloud {
  name: 'azure' | 'gcp';
  title: string;
  guide(wish: ConnectWish): ConnectGuide;
}
