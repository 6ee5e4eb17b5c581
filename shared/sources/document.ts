import type { Source } from './contract.ts';

type Documented = Omit<Source<never>, 'list' | 'isGone'>;

/** The page `docs/sources.md`: what each source reads, what it needs, what it is never granted. */
export function sourcesDocument(sources: readonly Documented[]): string {
  return [HEAD, ...sources.map(section)].join('\n');
}

const HEAD = `# Sources

Made from the registries in \`shared/sources\` by \`shared/sources/document.ts\`; \`test/contract/documents.test.ts\` holds this page to them (\`-u\` writes it anew).

Every source reads metadata only. Roles are derived from these declarations; whatever stands under "never" is in none of them, and where a role can say so it is denied explicitly as well.
`;

const USES = {
  list: 'without it nothing is seen',
  detail: 'without it fields are unknown',
  verify: 'confirms a finding before it opens',
  absence: 'confirms that it is gone before it is recorded as deleted',
} as const;

function section(source: Documented): string {
  const lines = [
    `## ${source.title}`,
    '',
    `\`${source.type}\`, a ${source.kind}; read ${source.scope === 'global' ? 'once an account' : 'in every location'}.`,
    '',
    '| needs | what for |',
    '|---|---|',
    ...source.permissions.map(({ action, use }) => `| \`${action}\` | ${USES[use]} |`),
    ...(source.denied.length === 0
      ? []
      : [`| never | ${source.denied.map((action) => `\`${action}\``).join(', ')} |`]),
    '',
  ];
  for (const { field, confirms, why } of source.precise)
    lines.push(
      `- \`${field}\` is read precisely before ${confirms.map((rule) => `\`${rule}\``).join(' or ')} opens: ${why}`,
    );
  if (source.precise.length > 0) lines.push('');
  return lines.join('\n');
}
