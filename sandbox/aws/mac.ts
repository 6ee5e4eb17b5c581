import { createHmac } from 'node:crypto';
import { CloudError } from '../wire/cloud-error.ts';
import { required } from '../wire/input.ts';
import type { Operations } from './operation.ts';

/** MACs of the product’s own HMAC keys; other keys are refused earlier. The ARN serves as the secret. */
export const mac: Operations = {
  GenerateMac: (input) => ({
    KeyId: required(input, 'KeyId'),
    Mac: codeOf(input),
    MacAlgorithm: required(input, 'MacAlgorithm'),
  }),
  VerifyMac: (input) => {
    if (required(input, 'Mac') !== codeOf(input))
      throw new CloudError('KMSInvalidMacException', 'The code is not that of this message.');
    return {
      KeyId: required(input, 'KeyId'),
      MacValid: true,
      MacAlgorithm: required(input, 'MacAlgorithm'),
    };
  },
};

function codeOf(input: Record<string, unknown>): string {
  const message = Buffer.from(required(input, 'Message'), 'base64');
  return createHmac('sha256', required(input, 'KeyId')).update(message).digest('base64');
}
