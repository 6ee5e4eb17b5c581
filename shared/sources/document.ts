import type { Source } from './contract.ts';

type Documented = Omit<Source<never>, 'list' | 'isGone'>;

/** Renders `docs/sources.md`: the permissions of each source, and what it is never granted. */
export function sourcesDocument(sources: readonly Documented[]): string {
  return [HEAD, ...sources.map(section)].join('\n');
}

const HEAD = `# Sources

Generated from the registries in \`shared/sources\` by \`shared/sources/document.ts\`; \`test/contract/documents.test.ts\` checks this page (run it with \`-u\` to regenerate).

Every source reads metadata only. Roles are derived from these declarations. Actions under "never" are in no role, and explicitly denied where the cloud supports it.
`;

/** Where the tags come from, in words. */
function tagsOf({ tags, traits, permissions }: Documented): string {
  if (traits.tags === 'none') return 'the type has none.';
  if (tags === undefined) return 'from the listing, without a further call.';
  const isReadAnyway = permissions.some(({ action }) => action === tags.permission);
  const when = isReadAnyway ? '' : ', only where the configuration asks for tags';
  return `in bulk with \`${tags.permission}\`${when}.`;
}

const USES = {
  list: 'needed to list anything',
  detail: 'without it fields are unknown',
  verify: 'confirms a finding before it opens',
  absence: 'confirms that it is gone before it is recorded as deleted',
} as const;

function section(source: Documented): string {
  const lines = [
    `## ${source.title}`,
    '',
    `\`${source.type}\`, a ${source.kind}; read ${source.scope === 'global' ? 'once per account' : 'in every location'}.`,
    '',
    '| permission | use |',
    '|---|---|',
    ...source.permissions.map(({ action, use }) => `| \`${action}\` | ${USES[use]} |`),
    ...(source.denied.length === 0
      ? []
      : [`| never | ${source.denied.map((action) => `\`${action}\``).join(', ')} |`]),
    '',
    `Tags, labels or annotations: ${tagsOf(source)}`,
    '',
  ];
  for (const { field, confirms, why } of source.precise)
    lines.push(
      confirms.length === 0
        ? `- \`${field}\` is read once, over the runs from the day after the discovery: ${why}`
        : `- \`${field}\` is read precisely before ${confirms.map((rule) => `\`${rule}\``).join(' or ')} opens: ${why}`,
    );
  if (source.precise.length > 0) lines.push('');
  return lines.join('\n');
}
