import { parse } from 'csv-parse/sync';
import type { IAMClient } from '@aws-sdk/client-iam';
import { sanitize } from '../../model/sanitize.ts';
import type { Instant } from '../../model/instant.ts';
import { dateField } from '../fields.ts';

/** A row of the credential report: column → value, as in the CSV. */
export type ReportRow = Readonly<Record<string, string>>;

export interface CredentialReport {
  rows: readonly ReportRow[];
  /** What the rows begin with that cannot be assigned to columns. */
  refused: readonly string[];
  /** AWS returns the same report for four hours. */
  generatedAt: Instant | undefined;
}

/** The report is not in the form described in the IAM user guide, or did not become ready. */
export class BadCredentialReport extends Error {
  override readonly name = 'BadCredentialReport';
}

/** Waits between polls for the report, about a minute in total. */
const WAITS_MS = [100, 200, 400, 800, ...Array.from({ length: 30 }, () => 2000)];

/**
 * Generates the account's credential report, unless one from the last four hours exists, and reads it. AWS itself
 * reuses the report for four hours (IAM user guide, "Getting credential reports").
 * @throws {BadCredentialReport} if it does not become ready or cannot be parsed.
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
        ...parseCredentialReport(text),
        generatedAt: dateField(answer.GeneratedTime, 'generatedAt', { unknown: {} }),
      };
    }
    await wait(milliseconds);
  }
  throw new BadCredentialReport('The credential report was not ready after a minute; try again later.');
}

/**
 * Pure: parses by header names, since columns may be added or removed. A row that cannot be assigned to columns costs
 * only itself.
 * @throws {BadCredentialReport} if it is no CSV, or has no header.
 */
export function parseCredentialReport(csv: string): Pick<CredentialReport, 'rows' | 'refused'> {
  let lines: string[][];
  try {
    lines = parse(csv, { skip_empty_lines: true, relax_column_count: true, bom: true });
  } catch (cause) {
    throw new BadCredentialReport('The credential report is not valid CSV; try again later.', { cause });
  }
  const [header, ...cells] = lines;
  if (header === undefined || header[0] !== 'user' || header[1] !== 'arn')
    throw new BadCredentialReport(
      'The credential report does not begin with the columns "user" and "arn"; try again later.',
    );
  const read = cells.map((line) => rowOf(header, line) ?? sanitize(line[0] ?? '', 60));
  return {
    rows: read.filter((row) => typeof row !== 'string'),
    refused: read.filter((row) => typeof row === 'string'),
  };
}

/** Undefined for a row that names no user. */
function rowOf(header: readonly string[], cells: readonly string[]): ReportRow | undefined {
  const values = cells.length > header.length ? rejoined(cells, cells.length - header.length) : cells;
  if (values === undefined || values[0] === '' || values[1]?.startsWith('arn:') !== true) return undefined;
  return Object.fromEntries(
    header.flatMap((column, index) => (values[index] === undefined ? [] : [[column, values[index]]])),
  );
}

/**
 * A user's name and path may contain commas (IAM API reference, CreateUser), and a report that does not quote them
 * has an extra cell for each. The ARN ends with the name, which shows where to split.
 */
function rejoined(cells: readonly string[], surplus: number): string[] | undefined {
  for (let commas = 0; commas <= surplus; commas++) {
    const user = cells.slice(0, commas + 1).join(',');
    const arn = cells.slice(commas + 1, surplus + 2).join(',');
    if (arn.startsWith('arn:') && arn.endsWith(`/${user}`)) return [user, arn, ...cells.slice(surplus + 2)];
  }
  // A wrong split would assign every value of the row to the wrong column.
  return undefined;
}

/** `N/A`, `no_information`, `not_supported` and an empty cell all mean no value. */
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

/** Booleans in any letter case; undefined if the column is missing or has another value. */
export function reportFlag(row: ReportRow, column: string): boolean | undefined {
  const value = row[column]?.toLowerCase();
  return value === 'true' ? true : value === 'false' ? false : undefined;
}
