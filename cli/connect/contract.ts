import type { Config } from '../../shared/config/schema.ts';

/** What a guide depends on. */
export interface ConnectRequest {
  config: Config;
  /** ARN of the AWS role that reads the cloud; undefined: the guide uses the role of the deployment. */
  roleArn: string | undefined;
}

/** One step of the guide, for a person with a shell. */
export interface ConnectStep {
  title: string;
  /** Why it is needed, in a sentence or two. */
  why: string;
  commands: readonly string[];
}

export interface GuideFile {
  name: string;
  /** Contains shell variables that earlier steps export, as `$NAME`. */
  content: string;
  /** Names of those variables; filled in when only this file is printed. */
  variables?: readonly string[];
}

/** All steps that let SKC Watch read a cloud. They are printed, never run. */
export interface ConnectGuide {
  steps: readonly ConnectStep[];
  /** Files that steps use, and the same set-up as infrastructure as code: `main.bicep`, `main.tf`. */
  files: readonly GuideFile[];
}

/** A cloud that `skc connect` knows: one file and one line in the registry. */
export interface ConnectableCloud {
  name: 'azure' | 'gcp';
  title: string;
  guide(request: ConnectRequest): ConnectGuide;
}
