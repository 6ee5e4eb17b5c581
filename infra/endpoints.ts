import * as z from 'zod';

/**
 * Endpoints that the functions call instead of the public ones (VPC endpoints, an emulator), from the context
 * `endpoints`: a JSON object of `AWS_ENDPOINT_URL` and `AWS_ENDPOINT_URL_<SERVICE>`, the SDK's own variables.
 */
export function endpointsFrom(context: unknown): Record<string, string> {
  if (context === undefined) return {};
  return schema.parse(typeof context === 'string' ? JSON.parse(context) : context);
}

const schema = z.record(z.string().regex(/^AWS_ENDPOINT_URL(_[A-Z0-9_]+)?$/), z.url());
