import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { renderDoctorReport } from '../../../cli/screen/doctor-page.ts';
import type { AccountCheck, Check, DoctorReport, Lack } from '../../../doctor/report.ts';

function screenOf(accounts: AccountCheck[], checks: Check[] = []): string {
  const report: DoctorReport = { version: 2, now: '2026-11-21T06:00:00Z', by: 'ann', accounts, checks };
  return renderDoctorReport(report, pc.createColors(false));
}

function account(lacks: Lack[]): AccountCheck {
  return {
    account: 'azure#a0000000-0000-4000-8000-000000000001',
    name: 'pay-prod',
    lacks: [],
    sources: [{ source: 'azure.key-vault-secret', granted: [], untried: [], lacks }],
  };
}

const lack = (location: string, nextStep = 'Grant it.'): Lack => ({
  permission: 'secrets/read',
  location,
  state: 'missing',
  because: `Forbidden: not in ${location}`,
  nextStep,
});

describe('the doctor’s report on the screen', () => {
  it('names a few of many places, counts the rest, and prints the next step once', () => {
    const lacks = Array.from({ length: 200 }, (_, index) => lack(`kv-${index}`));
    const lines = screenOf([account(lacks)]).split('\n');
    expect(lines.filter((line) => line.includes('secrets/read'))).toEqual([
      '         missing secrets/read (key-vault-secret, kv-0, kv-1, kv-2, kv-3, kv-4 and 195 more): Forbidden: not in kv-0',
    ]);
    expect(lines.filter((line) => line.includes('Grant it.'))).toEqual(['         → Grant it.']);
  });

  it('prints a next step of several lines exactly as it must be run', () => {
    const nextStep = 'for VAULT in kv-a kv-b; do\n  az keyvault set-policy --name "$VAULT"\ndone';
    expect(screenOf([account([lack('kv-a', nextStep)])])).toContain(
      [
        '         → for VAULT in kv-a kv-b; do',
        '             az keyvault set-policy --name "$VAULT"',
        '           done',
      ].join('\n'),
    );
  });

  it('does not truncate commands', () => {
    const nextStep = `az keyvault show ${'x'.repeat(1500)} --end`;
    expect(
      screenOf([], [{ about: 'azure', subject: 'A step', state: 'wrong', says: 'no', nextStep }]),
    ).toContain(nextStep);
  });

  it('says which cloud a step connects', () => {
    const step = { subject: 'A step', state: 'fine', says: 'done' } as const;
    const screen = screenOf(
      [],
      [
        { about: 'azure', ...step },
        { about: 'gcp', ...step },
      ],
    );
    expect(screen).toContain('ok       connecting Azure, A step: done');
    expect(screen).toContain('ok       connecting Google Cloud, A step: done');
  });

  it('lets no name send escape sequences to the terminal', () => {
    expect(screenOf([account([lack('kv\u001b[31m-red')])])).not.toContain('\u001b');
  });
});
