import { readdir } from 'node:fs/promises';
import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { renderCommandsDocument } from '../../../cli/commands/document.ts';
import { COMMANDS } from '../../../cli/commands/registry.ts';
import type { Dependencies } from '../../../cli/program/dependencies.ts';
import { buildProgram } from '../../../cli/main.ts';

const dependencies: Dependencies = {
  terminal: {
    print: () => Promise.resolve(),
    show: () => undefined,
    say: () => undefined,
    columns: 100,
    colours: pc.createColors(false),
    debug: false,
  },
  now: () => '2026-11-21T06:00:00Z',
  open: () => Promise.reject(new Error('nothing is opened to print help')),
  finish: () => undefined,
};

describe('the registry of commands', () => {
  it('has every file of cli/commands', async () => {
    const folder = new URL('../../../cli/commands/', import.meta.url);
    const files = (await readdir(folder)).filter((file) => !['registry.ts', 'document.ts'].includes(file));
    const names = buildProgram(dependencies).commands.map((command) => `${command.name()}.ts`);
    expect(names).toEqual(expect.arrayContaining(files));
    expect(names).toHaveLength(COMMANDS.length);
  });

  it('gives every command a description and examples', () => {
    for (const command of buildProgram(dependencies).commands) {
      expect(command.description()).toMatch(/\.$/);
      expect(renderCommandsDocument(buildProgram(dependencies))).toContain(`$ skc ${command.name()}`);
    }
  });
});

describe('docs/commands.md', () => {
  it('has every command and option of the program (vitest -u updates it)', async () => {
    await expect(renderCommandsDocument(buildProgram(dependencies))).toMatchFileSnapshot(
      '../../../docs/commands.md',
    );
  });
});
