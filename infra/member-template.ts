import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, LegacyStackSynthesizer, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import * as z from 'zod';
import type { Config } from '../shared/config/schema.ts';
import { wantsTags } from '../shared/config/tags.ts';
import { MemberStack } from './member-stack.ts';
import { NAMES, TAGS } from './names.ts';

/** What the template depends on. */
type MemberConfig = Pick<Config, 'memberRole' | 'tags' | 'exclusions' | 'attributes' | 'expiryTags'>;

/**
 * The member role's template as plain CloudFormation, without CDK metadata: for the StackSet, for the management
 * account, which StackSets skip, and for accounts outside the organisation.
 * @throws if cdk-nag reports a finding.
 */
export function memberTemplate(config: MemberConfig): string {
  const outdir = mkdtempSync(join(tmpdir(), 'skc-watch-member-'));
  try {
    const app = new App({ outdir, analyticsReporting: false });
    const stack = new MemberStack(app, NAMES.memberStack, {
      description: 'SKC Watch: lets the collector read metadata in this account.',
      memberRole: config.memberRole,
      readsTags: wantsTags(config),
      synthesizer: new LegacyStackSynthesizer(),
    });
    for (const [key, value] of Object.entries(TAGS)) Tags.of(stack).add(key, value);
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    const template = z
      .record(z.string(), z.unknown())
      .parse(app.synth().getStackByName(NAMES.memberStack).template);
    return JSON.stringify(template, undefined, 1);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** Writes the template to the cloud assembly as `SkcWatchMember.template.json`. */
export function writeMemberTemplate(directory: string, config: MemberConfig): string {
  const file = join(directory, `${NAMES.memberStack}.template.json`);
  writeFileSync(file, `${memberTemplate(config)}\n`);
  return file;
}
