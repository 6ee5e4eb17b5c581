/** A query needs an index that the table does not have yet, or that DynamoDB is still filling. */
export class IndexUnavailable extends Error {
  override readonly name = 'IndexUnavailable';
  readonly index: string;
  readonly state: 'missing' | 'being filled';

  constructor(index: string, state: IndexUnavailable['state'], cause: Error) {
    super(
      state === 'missing'
        ? `The table does not have the index ${index}: an earlier release made it.`
        : `The table's index ${index} is still being filled.`,
      { cause },
    );
    this.index = index;
    this.state = state;
  }
}

/**
 * What an error of a query over an index means; undefined where it is about something else. DynamoDB has one error name
 * for every invalid request, so its message tells them apart: "The table does not have the specified index: …" and
 * "Cannot read from backfilling global secondary index: …".
 */
export function indexUnavailable(error: unknown, index: string | undefined): IndexUnavailable | undefined {
  if (index === undefined || !(error instanceof Error) || error.name !== 'ValidationException')
    return undefined;
  if (error.message.includes('specified index')) return new IndexUnavailable(index, 'missing', error);
  if (error.message.includes('backfilling global secondary index'))
    return new IndexUnavailable(index, 'being filled', error);
  return undefined;
}
