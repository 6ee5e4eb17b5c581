import * as z from 'zod';

/**
 * Endpoints that replace the public ones (VPC endpoints, an emulator), from the CDK context `endpoints`: a JSON
 * object of the SDK's variables `AWS_ENDPOINT_URL` and `AWS_ENDPOINT_URL_<SERVICE>`.
 */
export function endpointsFrom(context: unknown): Record<string, string> {
  if (context === undefined) return {};
  return schema.parse(typeof context === 'string' ? JSON.parse(context) : context);
}

const schema = z.record(z.string().regex(/^AWS_ENDPOINT_URL(_[A-Z0-9_]+)?$/), z.url());
