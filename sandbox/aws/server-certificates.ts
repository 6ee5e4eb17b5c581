import type { Instant } from '../../shared/model/instant.ts';
import { page, size, text } from '../wire/input.ts';
import { perInstant } from './operation.ts';
import type { Operations } from './operation.ts';

declare module '../estate/estate.ts' {
  interface EstateAccount {
    serverCertificates?: ServerCertificateDeclaration[];
  }
}

/** A certificate that was uploaded to IAM. */
export interface ServerCertificateDeclaration {
  name: string;
  /** The id that IAM gave the upload. */
  id: string;
  /** Begins and ends with `/`; default: `/`. */
  path?: string;
  uploadedAt: Instant;
  expiresAt: Instant;
  deletedAt?: Instant;
  tags?: Record<string, string>;
}

const BAD = 'ValidationError';

/** IAM's list of server certificates. */
export const serverCertificates: Operations = {
  ListServerCertificates: (input, setting) => {
    const prefix = text(input, 'PathPrefix') ?? '/';
    const all = certificatesOf(setting).filter(({ path = '/' }) => path.startsWith(prefix));
    const cut = page(all, text(input, 'Marker'), size(input, 'MaxItems', 1000, 100, BAD), BAD);
    return {
      ServerCertificateMetadataList: cut.items.map(({ name, id, path = '/', ...dates }) => ({
        Path: path,
        ServerCertificateName: name,
        ServerCertificateId: id,
        Arn: `arn:aws:iam::${setting.account.id}:server-certificate${path}${name}`,
        UploadDate: dates.uploadedAt,
        Expiration: dates.expiresAt,
      })),
      IsTruncated: cut.next !== undefined,
      Marker: cut.next,
    };
  },
};

const certificatesOf = perInstant(({ account, now }) =>
  (account.serverCertificates ?? []).filter(
    (each) => each.uploadedAt <= now && (each.deletedAt === undefined || each.deletedAt > now),
  ),
);
