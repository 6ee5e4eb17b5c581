import { parse } from 'csv-parse/sync';
import type { IAMClient } from '@aws-sdk/client-iam';
import { sanitize } from '../../model/sanitize.ts';
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

/** Waits between asking whether the report is ready: short ones first, a minute in all. */
const WAITS_MS = [100, 200, 400, 800, ...Array.from({ length: 30 }, () => 2000)];

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
  for (const milliseconds of WAITS_MS) {
    const { State } = await client.send(new GenerateCredentialReportCommand({}));
    if (State === 'COMPLETE') {
      const answer = await client.send(new GetCredentialReportCommand({}));
      const text = new TextDecoder().decode(answer.Content);
      return {
        rows: parseCredentialReport(text),
        generatedAt: answer.GeneratedTime === undefined ? undefined : instant(answer.GeneratedTime),
      };
    }
    await wait(milliseconds);
  }
  throw new BadCredentialReport('The credential report was not ready after a minute; run again later.');
}

/** Pure: parses by the names in the header, since columns come and go. */
export function parseCredentialReport(csv: string): ReportRow[] {
  let lines: string[][];
  try {
    lines = parse(csv, { skip_empty_lines: true, relax_column_count: true, bom: true });
  } catch (cause) {
    throw new BadCredentialReport('The credential report is no CSV; run again later.', { cause });
  }
  const [header, ...cells] = lines;
  if (header === undefined || header[0] !== 'user' || header[1] !== 'arn')
    throw new BadCredentialReport(
      'The credential report does not begin with the columns "user" and "arn"; run again later.',
    );
  return cells.map((line) => rowOf(header, line));
}

function rowOf(header: readonly string[], cells: readonly string[]): ReportRow {
  const values = cells.length > header.length ? rejoined(cells, cells.length - header.length) : cells;
  return Object.fromEntries(
    header.flatMap((column, index) => (values[index] === undefined ? [] : [[column, values[index]]])),
  );
}

/**
 * A user's name and path may hold commas (IAM API reference, CreateUser), and a report that does not quote them has a
 * cell too many for each. The ARN ends with the name, which tells where one ends and the other begins.
 */
function rejoined(cells: readonly string[], surplus: number): string[] {
  for (let commas = 0; commas <= surplus; commas++) {
    const user = cells.slice(0, commas + 1).join(',');
    const arn = cells.slice(commas + 1, surplus + 2).join(',');
    if (arn.startsWith('arn:') && arn.endsWith(`/${user}`)) return [user, arn, ...cells.slice(surplus + 2)];
  }
  // Shifted by a column, every fact of the row would be another's.
  throw new BadCredentialReport(
    `The credential report has a row of ${cells.length} cells that cannot be told apart, which begins with ` +
      `"${sanitize(cells[0] ?? '', 60)}"; rename that user or run again later.`,
  );
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
