import { describe, expect, it } from 'vitest';
import type { Skc } from '../../../shared/model/skc.ts';
import { addDays } from '../../../shared/model/instant.ts';
import { isInUse } from '../../../shared/rules/use.ts';
import { accessKey, importedCertificate, kmsKey } from '../../bed/sources/aws/skcs.ts';
import { skcContextAt } from '../../bed/rules/context.ts';
import { NOW } from '../../bed/rules/label.ts';

const SECOND = 1 / 86_400;
const used = (skc: Skc) => isInUse(skc, skcContextAt(NOW, skc.type));

describe('whether something uses an SKC', () => {
  it.each<[boolean | undefined, string, Skc]>([
    [true, 'attached', importedCertificate({ inUse: true })],
    [false, 'attached to nothing, never exported', importedCertificate({ inUse: false, exported: false })],
    [undefined, 'attached to nothing, exported', importedCertificate({ inUse: false, exported: true })],
    [undefined, 'attachment unread', importedCertificate({ inUse: true, unknown: { inUse: 'denied' } })],
    [true, 'used 30 days ago', accessKey({ lastUsedAt: addDays(NOW, -30) })],
    [undefined, 'used a second earlier', accessKey({ lastUsedAt: addDays(NOW, -30 - SECOND) })],
    [undefined, 'used 90 days ago', accessKey({ lastUsedAt: addDays(NOW, -90) })],
    [false, 'used more than 90 days ago', accessKey({ lastUsedAt: addDays(NOW, -90 - SECOND) })],
    [undefined, 'last use unread', accessKey({ lastUsedAt: NOW, unknown: { lastUsedAt: 'denied' } })],
    [undefined, 'a type without last use', kmsKey({ createdAt: '2020-01-01T00:00:00Z' })],
  ])('%s: %s', (expected, _name, skc) => {
    expect(used(skc)).toBe(expected);
  });
});
