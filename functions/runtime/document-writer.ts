import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { clientConfig } from '../../shared/clouds/aws/client.ts';
import type { Environment } from './environment.ts';

/** Writes JSON documents into the bucket of plans and reports. */
export interface DocumentWriter {
  write(key: string, document: unknown): Promise<void>;
}

export function openDocumentWriter({
  region,
  bucket,
}: Pick<Environment, 'region' | 'bucket'>): DocumentWriter {
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
  };
}
