import { describe, expect, it } from 'vitest';
import { templateChanges } from '../../../../cli/deploy/template-changes.ts';
import { collectorTemplate, THREE_CLOUDS } from '../../../bed/infra/synthesised.ts';

const template = (...args: Parameters<typeof collectorTemplate>) => collectorTemplate(...args).toJSON();

describe('what a deployment changes, on a screen', () => {
  it('counts what a first deployment creates, by type', () => {
    const lines = templateChanges(undefined, template(), 120);
    expect(lines).toContain('+   8 AWS::Lambda::Function');
    expect(lines).toContain('+   1 AWS::DynamoDB::Table');
    expect(lines.length).toBeLessThanOrEqual(21);
  });

  it('names the value that a changed configuration changes, before and after', () => {
    const lines = templateChanges(
      template(),
      template({ schedule: { expression: 'rate(12 hours)' } }),
      160,
    ).join('\n');
    expect(lines).toMatch(
      /~ AWS::Scheduler::Schedule \S+ {2}ScheduleExpression: rate\(1 day\) → rate\(12 hours\)/,
    );
    expect(lines).toMatch(/EvaluationPeriods: 36 → 18/);
  });

  it('shows what is removed first', () => {
    const [first] = templateChanges(template(THREE_CLOUDS), template(), 120);
    expect(first).toMatch(/^- AWS::/);
  });

  it('says that nothing changes', () => {
    expect(templateChanges(template(), template(), 120)).toEqual(['no resource changes']);
  });

  it('puts resources that change alike on one line', () => {
    const resources = (key: string) => ({
      Resources: Object.fromEntries(
        ['A', 'B', 'C'].map((id) => [id, { Type: 'AWS::Lambda::Function', Properties: { Code: { key } } }]),
      ),
    });
    expect(templateChanges(resources('1'), resources('2'), 80)).toEqual([
      '~ AWS::Lambda::Function (3)  Code',
    ]);
  });

  // Twenty fit, twenty-one do not.
  it.each([
    [20, 20],
    [21, 21],
    [500, 21],
  ])('fits %i changes into %i lines', (changes, expected) => {
    const added = Object.fromEntries(
      Array.from({ length: changes }, (_, index) => [`R${index}`, { Type: `Custom::T${index}` }]),
    );
    const lines = templateChanges({ Resources: {} }, { Resources: added }, 80);
    expect(lines).toHaveLength(expected);
    expect(lines.at(-1)).toBe(changes === 20 ? '+ Custom::T19 R19' : `and ${changes - 20} more`);
  });

  it('cuts a line at the width of the screen', () => {
    const of = (value: string) => ({
      Resources: { R: { Type: 'Custom::Thing', Properties: { A: value, B: value, C: value, D: value } } },
    });
    const [line] = templateChanges(of('before'), of('after'), 60);
    expect(line).toHaveLength(60);
    expect(line).toMatch(/…$/);
  });
});
