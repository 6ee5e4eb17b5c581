import { GetObjectCommand, paginateListObjectsV2, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { clientConfig } from '../shared/clouds/aws/client.ts';
import type { Environment } from './environment.ts';

/** The bucket of plans and reports: JSON documents by key. */
export interface Bucket {
  write(key: string, document: unknown): Promise<void>;
  read(key: string): Promise<unknown>;
  keys(prefix: string): Promise<string[]>;
}

export function openBucket({ region, bucket }: Pick<Environment, 'region' | 'bucket'>): Bucket {
  const client = new S3Client(clientConfig(region));
  return {
    async write(key, document) {
      await client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: key,
          Body: JSON.stringify(document),
          ContentType: 'application/json',
        }),
      );
    },

    async read(key) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      if (Body === undefined) throw new Error(`s3://${bucket}/${key} came without a body; run again.`);
      return JSON.parse(await Body.transformToString());
    },

    async keys(prefix) {
      const keys: string[] = [];
      for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix }))
        for (const { Key } of page.Contents ?? []) if (Key !== undefined) keys.push(Key);
      return keys;
    },
  };
}
