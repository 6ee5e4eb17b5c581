import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { clientConfig } from '../../shared/clouds/aws/client.ts';
import type { Environment } from './environment.ts';

/** Reads JSON documents from the bucket of plans and reports. */
export interface DocumentReader {
  read(key: string): Promise<unknown>;
  keys(prefix: string): Promise<string[]>;
}

export function openDocumentReader({
  region,
  bucket,
}: Pick<Environment, 'region' | 'bucket'>): DocumentReader {
  const client = new S3Client(clientConfig(region));
  return {
    async read(key) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      if (Body === undefined)
        throw new Error(`s3://${bucket}/${key} was returned without a body; try again.`);
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
