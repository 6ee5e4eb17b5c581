import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { keep, KEPT } from '../retained.ts';
import { bucketName } from '../names.ts';

/** Plans and reports of runs: private, TLS only, versioned. Plans expire after a month, reports after 13 months. */
export class PlansBucket extends Construct {
  readonly bucket: s3.Bucket;

  constructor(scope: Construct, id: string, { key }: { key: IKey }) {
    super(scope, id);
    this.bucket = new s3.Bucket(this, 'Bucket', {
      bucketName: bucketName(this),
      encryption: s3.BucketEncryption.KMS,
      encryptionKey: key,
      // One data key for many objects means fewer calls to KMS.
      bucketKeyEnabled: true,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        { id: 'plans', prefix: 'plans/', expiration: Duration.days(31) },
        { id: 'reports', prefix: 'reports/', expiration: Duration.days(396) },
        {
          id: 'leftovers',
          noncurrentVersionExpiration: Duration.days(31),
          abortIncompleteMultipartUploadAfter: Duration.days(7),
          expiredObjectDeleteMarker: true,
        },
      ],
    });
    keep(this.bucket, KEPT.bucket);
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'It holds metadata and is used only by the functions of this stack; enable CloudTrail data events to log reads.',
    });
  }
}
