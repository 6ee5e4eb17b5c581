import { describe, expect, it } from 'vitest';
import { captured } from '../../../bed/cli/captured.ts';

const unreachable = {
  now: () => '2026-11-21T06:00:00Z',
  open: () => Promise.reject(new Error('nothing is opened')),
};

// The tests' standard input is no terminal, like that of `echo n | skc deploy`.
const COMMANDS = [
  { name: 'deploy', options: [] },
  { name: 'destroy', options: [] },
  { name: 'restore', options: ['--to', '2026-11-20T06:00:00Z'] },
];

describe('commands that change the deployment', () => {
  it.each(COMMANDS)(
    '$name refuses where no person can be asked, in one sentence',
    async ({ name, options }) => {
      const { code, stdout, stderr } = await captured([name, ...options], unreachable);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toBe(
        `usage error: skc ${name} asks for confirmation, and there is no terminal to ask on; nothing was changed\n` +
          `  To skip the question: skc ${name} --yes\n`,
      );
    },
  );

  it.each(COMMANDS)(
    '$name refuses a stack of another name, before anything is called',
    async ({ name, options }) => {
      const { code, stderr } = await captured(['--stack', 'Other', name, ...options, '--yes'], unreachable);
      expect(code).toBe(2);
      expect(stderr).toContain('there is no stack Other to change');
      expect(stderr).toContain('name SkcWatch');
    },
  );
});

describe('skc restore', () => {
  it.each(['yesterday', '2026-11-20', '2026-11-20T06:00:00'])('refuses --to %s', async (to) => {
    const { code, stderr } = await captured(['restore', '--to', to, '--yes'], unreachable);
    expect(code).toBe(2);
    expect(stderr).toContain('expected a UTC date and time like');
  });

  it('refuses a time in the future', async () => {
    const { code, stderr } = await captured(
      ['restore', '--to', '2026-11-21T06:00:01Z', '--yes'],
      unreachable,
    );
    expect(code).toBe(2);
    expect(stderr).toContain('is in the future');
  });
});
