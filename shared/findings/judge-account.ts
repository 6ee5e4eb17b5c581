import { acceptedReason } from '../config/expected-unreadable.ts';
import { exclusionFor } from '../config/exclusion-for.ts';
import type { Config } from '../config/schema.ts';
import type { InventoriedAccount } from '../inventory/contract.ts';
import type { Finding, RuleId } from '../model/finding.ts';
import type { Run } from '../model/run.ts';
import { targetId, type Scan, type Target } from '../model/target.ts';
import type { StoredSkc } from '../model/skc.ts';
import type { Outcome, ReadTarget, Thresholds } from '../rules/contract.ts';
import { judgeSkc } from '../rules/judge.ts';
import { SKC_RULES, TARGET_RULES } from '../rules/registry.ts';
import { nextFinding, type Judged } from './transition.ts';

export interface AccountState {
  account: InventoriedAccount;
  /** By `findingName`. */
  findings: ReadonlyMap<string, Finding>;
  /** By `targetId`. */
  scans: ReadonlyMap<string, Scan>;
}

export interface AccountContext {
  run: Pick<Run, 'id' | 'now'>;
  config: Config;
  thresholds: Thresholds;
}

/** Names a finding within its account. */
export function findingName(subjectId: string, rule: RuleId): string {
  return `${rule} ${subjectId}`;
}

const SPEAKS_WHILE_UNREAD = new Set<RuleId>(
  SKC_RULES.filter((rule) => 'speaksWhileUnread' in rule && rule.speaksWhileUnread).map((rule) => rule.id),
);

/** What one SKC's rules say and the findings that follow, unchanged ones included. Pure. */
export function judgeStoredSkc(
  skc: StoredSkc,
  state: AccountState,
  { run, config, thresholds }: AccountContext,
): { outcomes: Outcome[]; findings: Finding[] } {
  const context = { now: run.now, thresholds };
  const retired = state.account.status === 'retired';
  const scan = state.scans.get(targetId({ account: skc.account, location: skc.location, source: skc.type }));
  const read = scan !== undefined && scan.listed && scan.runId === run.id;
  const outcomes = judgeSkc(skc, context);
  const lastKnown =
    Object.keys(skc.unknown).length === 0 ? outcomes : judgeSkc({ ...skc, unknown: {} }, context);
  const expiredByNow = lastKnown.some(
    ({ rule, outcome }) => rule === 'expired' && outcome.verdict === 'fails',
  );
  const findings: Finding[] = [];
  for (const [index, { rule, outcome }] of outcomes.entries()) {
    const known = lastKnown[index]?.outcome ?? outcome;
    const before = state.findings.get(findingName(skc.id, rule));
    const after = nextFinding(before, {
      account: skc.account,
      subject: {
        kind: 'skc',
        id: skc.id,
        name: skc.name,
        skcKind: skc.kind,
        type: skc.type,
        location: skc.location,
      },
      rule,
      judged: judgedOf({
        skc,
        rule,
        outcome,
        known,
        read,
        open: before?.state === 'open',
        expiredByNow,
        retired,
      }),
      now: run.now,
      lastSeenAt: scan?.lastListedAt,
      exclusion: exclusionFor(config, skc, skc.tags, rule, run.now),
    });
    if (after !== undefined) findings.push(after);
  }
  // What was not read is unknown, whatever the last known facts say.
  const notified: Outcome[] = read
    ? outcomes.map(({ outcome }) => outcome)
    : outcomes.map(({ outcome }) =>
        outcome.verdict === 'not applicable'
          ? outcome
          : { verdict: 'unknown', because: 'Its target was not read in this run.', missing: [] },
      );
  return { outcomes: notified, findings };
}

/** Common law: stale, not resolved; and what could not be read may quiet a rule, never an end that is known. */
function judgedOf(input: {
  skc: StoredSkc;
  rule: RuleId;
  outcome: Outcome;
  known: Outcome;
  read: boolean;
  open: boolean;
  expiredByNow: boolean;
  retired: boolean;
}): Judged {
  const { skc, rule, outcome, known, read, open, expiredByNow, retired } = input;
  // An account that was suspended or left takes its SKCs with it.
  if (retired) return { is: 'deleted' };
  if (read && outcome.verdict === 'fails') return { is: 'failing', fails: outcome, stale: false };
  if (read && outcome.verdict !== 'unknown') return { is: skc.absentAt === undefined ? 'over' : 'deleted' };
  if (skc.absentAt !== undefined && outcome.verdict !== 'fails') return { is: 'deleted' };
  // From here on the facts are the last known ones. An end that has come takes over from its approach.
  if (rule === 'expiring' && expiredByNow) return { is: 'over' };
  if (known.verdict === 'fails' && (open || SPEAKS_WHILE_UNREAD.has(rule)))
    return { is: 'failing', fails: known, stale: true };
  return { is: 'unread' };
}

/** A fact that was not read this time resolves nothing. */
function judgedTarget(outcome: Outcome): Judged {
  if (outcome.verdict === 'fails') return { is: 'failing', fails: outcome, stale: false };
  return { is: outcome.verdict === 'unknown' ? 'unread' : 'over' };
}

/** What is said of one planned target and the findings that follow. Pure. */
export function judgeTarget(
  target: Target,
  criticalSkcs: number,
  state: AccountState,
  { run, config, thresholds }: AccountContext,
): Finding[] {
  const id = targetId(target);
  const scan = state.scans.get(id);
  const read: ReadTarget = {
    target,
    scan,
    current: scan?.runId === run.id,
    criticalSkcs,
    accepted: acceptedReason(config, target),
  };
  const context = { now: run.now, thresholds };
  return TARGET_RULES.flatMap((rule) => {
    const outcome = rule.judge(read, context);
    const name = `${target.source} in ${target.location}`;
    const after = nextFinding(state.findings.get(findingName(id, rule.id)), {
      account: target.account,
      subject: { kind: 'target', id, name, type: target.source, location: target.location },
      rule: rule.id,
      judged: judgedTarget(outcome),
      now: run.now,
      lastSeenAt: scan?.lastListedAt,
      exclusion: exclusionFor(
        config,
        { account: target.account, name, type: target.source },
        {},
        rule.id,
        run.now,
      ),
    });
    return after === undefined ? [] : [after];
  });
}
