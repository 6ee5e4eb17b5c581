import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** From the bottom up. A file imports from its own layer or a lower one, types included. */
const LAYERS = [
  ['shared/model'],
  ['shared/config', 'shared/clouds', 'shared/contacts', 'shared/inventory'],
  ['shared/sources', 'shared/rules', 'shared/messages'],
  ['shared/readers', 'shared/findings'],
  ['doctor', 'functions'],
  ['cli', 'infra'],
];
const imports = importsIn(['shared', 'doctor', 'functions', 'cli', 'infra']);

/** By file, the files that it imports. */
function importsIn(folders: readonly string[]): Map<string, string[]> {
  return new Map(
    folders.flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
        .map((name): [string, string[]] => [join(folder, name), importsOf(join(folder, name))]),
    ),
  );
}

function importsOf(file: string): string[] {
  const statements = readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+\.ts)'/g);
  return [...statements].map(([, path = '']) => join(dirname(file), path));
}

function roomOf(file: string): string {
  return LAYERS.flat().find((room) => file.startsWith(`${room}/`)) ?? 'none';
}
const layerOf = (file: string) => LAYERS.findIndex((rooms) => rooms.includes(roomOf(file)));

/** The nodes on a cycle. */
function cycles(edges: ReadonlyMap<string, readonly string[]>): string[] {
  return [...edges.keys()].filter((start) => {
    const seen = new Set(edges.get(start));
    for (const node of seen) for (const next of edges.get(node) ?? []) seen.add(next);
    return seen.has(start);
  });
}

const arrows = [...imports].flatMap(([file, all]) => all.map((imported) => ({ file, imported })));
describe('the layers of the product', () => {
  it('import only downwards', () => {
    const up = arrows.filter(({ file, imported }) => layerOf(imported) > layerOf(file) || layerOf(file) < 0);
    expect(up.map(({ file, imported }) => `${file} → ${imported}`)).toEqual([]);
  });

  it('have no cycle of files', () => expect(cycles(imports)).toEqual([]));

  it('have no cycle of rooms', () => {
    const between = arrows.filter(({ file, imported }) => roomOf(file) !== roomOf(imported));
    const edges = Map.groupBy(between, ({ file }) => roomOf(file));
    const rooms = new Map(
      [...edges].map(([room, all]) => [room, all.map(({ imported }) => roomOf(imported))]),
    );
    expect(cycles(rooms)).toEqual([]);
  });
});

describe('what the product is tried with', () => {
  it.each(['sandbox', 'bench', 'test'])('%s has no cycle of files', (folder) => {
    const files = importsIn([folder]);
    expect(files.size).toBeGreaterThan(20);
    expect(cycles(files)).toEqual([]);
  });
});
