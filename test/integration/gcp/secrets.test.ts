import { afterEach, describe, expect, it } from 'vitest';
import { addDays } from '../../../shared/model/instant.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import { EPOCH, gcpEstate, gcpProject, openGcpStage, type GcpStage } from '../../bed/gcp/stage.ts';

const at = (days: number) => addDays(EPOCH, days);
const dynalite = dynaliteOfFile();
let stage: GcpStage;
afterEach(() => stage.close());

describe('secrets of Secret Manager', () => {
  it('are read with the date of their newest enabled version', async () => {
    const secret = {
      name: 'db',
      createdAt: at(-400),
      versions: [at(-400), at(-20)],
      labels: { team: 'pay' },
    };
    stage = await openGcpStage(
      dynalite.url,
      gcpEstate([gcpProject('pay-prod-1', '100000000001', { secrets: [secret] })]),
    );
    const scans = await stage.collectAll();
    const outcomes = scans
      .map(({ scan }) => scan)
      .filter(({ source }) => source === 'gcp.secret-manager-secret');
    expect(outcomes.map((scan) => [scan.location, scan.outcome, scan.problems])).toEqual([
      ['global', 'complete', []],
      ['europe-west3', 'complete', []],
    ]);
    expect(await stage.stored('gcp#pay-prod-1')).toMatchObject([
      {
        id: '//secretmanager.googleapis.com/projects/100000000001/secrets/db',
        name: 'db',
        state: 'active',
        currentVersion: '2',
        versionCreatedAt: at(-20),
        lastRotatedAt: at(-20),
        rotationEnabled: false,
        tags: { team: 'pay' },
      },
    ]);
  });
});
