import { parse } from 'csv-parse/sync';
import type { IAMClient } from '@aws-sdk/client-iam';
import { instant, type Instant } from '../../model/instant.ts';

/** A row of the credential report: column → value, as the CSV has it. */
export type ReportRow = Readonly<Record<string, string>>;

export interface CredentialReport {
  rows: readonly ReportRow[];
  /** AWS hands the same report out for four hours. */
  generatedAt: Instant | undefined;
}

/** The report is there, but is not what the IAM user guide describes. */
export class BadCredentialReport extends Error {
  override readonly name = 'BadCredentialReport';
}

const POLL_MS = 500;
const POLLS = 120;

/**
 * Has the account's credential report made, unless one of the last four hours exists, and reads it.
 * GenerateCredentialReport itself keeps to the four hours (IAM user guide, "Getting credential reports").
 * @throws {BadCredentialReport} when it does not become ready or cannot be parsed.
 */
export async function readCredentialReport(
  client: IAMClient,
  wait: (milliseconds: number) => Promise<unknown>,
): Promise<CredentialReport> {
  const { GenerateCredentialReportCommand, GetCredentialReportCommand } = await import('@aws-sdk/client-iam');
  for (let poll = 0; poll < POLLS; poll++) {
    const { State } = await client.send(new GenerateCredentialReportCommand({}));
    if (State === 'COMPLETE') {
      const answer = await client.send(new GetCredentialReportCommand({}));
      const text = new TextDecoder().decode(answer.Content);
      return {
        rows: parseCredentialReport(text),
        generatedAt: answer.GeneratedTime === undefined ? undefined : instant(answer.GeneratedTime),
      };
    }
    await wait(POLL_MS);
  }
  throw new BadCredentialReport(
    `The credential report was not ready after ${(POLLS * POLL_MS) / 1000} seconds; run again later.`,
  );
}

/** Pure: parses by the names in the header, since columns come and go. */
export function parseCredentialReport(csv: string): ReportRow[] {
  let rows: ReportRow[];
  try {
    rows = parse<ReportRow>(csv, {
      columns: true,
      skip_empty_lines: true,
      relax_column_count: true,
      bom: true,
    });
  } catch (cause) {
    throw new BadCredentialReport('The credential report is no CSV; run again later.', { cause });
  }
  const first = rows[0];
  if (first === undefined || first['user'] === undefined || first['arn'] === undefined)
    throw new BadCredentialReport('The credential report has no columns "user" and "arn"; run again later.');
  return rows;
}

/** `N/A`, `no_information`, `not_supported` and the empty text all say that there is no value. */
export function reportValue(row: ReportRow, column: string): string | undefined {
  const value = row[column];
  if (
    value === undefined ||
    value === '' ||
    value === 'N/A' ||
    value === 'no_information' ||
    value === 'not_supported'
  )
    return undefined;
  return value;
}

/** Booleans come in either case; undefined where the column is missing or says something else. */
export function reportFlag(row: ReportRow, column: string): boolean | undefined {
  const value = row[column]?.toLowerCase();
  return value === 'true' ? true : value === 'false' ? false : undefined;
}
