import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';

/** A webhook on loopback that confirms its subscription and stores the messages. */
export interface HttpsSubscriber {
  url: string;
  /** File of the certificate that callers must trust. */
  certificate: string;
  confirmed: readonly string[];
  notifications: readonly { topicArn: string; message: string }[];
  /** Paths that were called with GET, as a monitoring service is called. */
  heartbeats: readonly string[];
  close(): Promise<void>;
}

/** The body that SNS posts (developer guide, "Parsing Amazon SNS message formats"). */
const postedSchema = z.discriminatedUnion('Type', [
  z.object({ Type: z.literal('SubscriptionConfirmation'), TopicArn: z.string(), SubscribeURL: z.url() }),
  z.object({ Type: z.literal('Notification'), TopicArn: z.string(), Message: z.string() }),
]);

/** Opens it, with its own certificate written to `directory`. @param bin The emulators' programs. */
export async function openHttpsSubscriber(bin: string, directory: string): Promise<HttpsSubscriber> {
  const certificate = join(directory, 'webhook.pem');
  const key = join(directory, 'webhook.key');
  await promisify(execFile)(join(bin, 'python3'), ['-c', MAKE_CERTIFICATE, certificate, key]);
  const confirmed: string[] = [];
  const notifications: { topicArn: string; message: string }[] = [];
  const heartbeats: string[] = [];
  const server = createServer(
    { cert: readFileSync(certificate), key: readFileSync(key) },
    (request, response) => {
      if (request.method === 'GET') {
        heartbeats.push(request.url ?? '');
        response.end();
        return;
      }
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const posted = postedSchema.parse(JSON.parse(Buffer.concat(chunks).toString()));
        response.end();
        if (posted.Type === 'Notification')
          notifications.push({ topicArn: posted.TopicArn, message: posted.Message });
        else void confirm(posted.SubscribeURL, posted.TopicArn, confirmed);
      });
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the subscriber has no port');
  return {
    url: `https://127.0.0.1:${address.port}/skc`,
    certificate,
    confirmed,
    notifications,
    heartbeats,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function confirm(url: string, topicArn: string, confirmed: string[]): Promise<void> {
  const answer = await fetch(url);
  if (answer.ok) confirmed.push(topicArn);
}

/** Creates the certificate with the emulators' Python, since Node cannot. */
const MAKE_CERTIFICATE = `
import datetime, ipaddress, sys
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
key = ec.generate_private_key(ec.SECP256R1())
name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
now = datetime.datetime.now(datetime.timezone.utc)
certificate = (
    x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    .serial_number(x509.random_serial_number())
    .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=30))
    .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
    .sign(key, hashes.SHA256())
)
with open(sys.argv[1], "wb") as file:
    file.write(certificate.public_bytes(serialization.Encoding.PEM))
with open(sys.argv[2], "wb") as file:
    file.write(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
`;
