import * as z from 'zod';
import { ACCOUNT } from './synthesised.ts';

const oneOrMore = z
  .union([z.string(), z.array(z.unknown()), z.record(z.string(), z.unknown())])
  .transform((value) => [value].flat());
const statementSchema = z.looseObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore.optional(),
  NotAction: oneOrMore.optional(),
  Resource: oneOrMore.optional(),
  NotResource: oneOrMore.optional(),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});
export const policySchema = z.object({ PolicyDocument: z.object({ Statement: z.array(statementSchema) }) });
export type Statement = z.infer<typeof statementSchema>;

/** A call as evaluated by IAM. */
export interface IamRequest {
  action: string;
  /** As in the template, or an ARN. */
  resource?: unknown;
  /** Condition keys. */
  context?: Readonly<Record<string, unknown>>;
}

/** Grants everything, as a later edit of the role might: the denials must still apply. */
export const EVERYTHING: Statement = { Effect: 'Allow', Action: ['*'], Resource: ['*'] };

/** Whether the statements of one role allow a call: an explicit deny wins (IAM guide, "Policy evaluation logic"). */
export function isAllowed(statements: readonly Statement[], request: IamRequest): boolean {
  const applying = statements.filter((statement) => applies(statement, request));
  return (
    applying.some(({ Effect }) => Effect === 'Allow') && !applying.some(({ Effect }) => Effect === 'Deny')
  );
}

function applies(statement: Statement, { action, resource = '*', context = {} }: IamRequest): boolean {
  const { Action, NotAction, Resource, NotResource, Condition = {} } = statement;
  return (
    names(Action, NotAction, action) &&
    names(Resource, NotResource, resolved(resource)) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, value]) => holds(operator, context[key], value)),
    )
  );
}

function names(
  these: readonly unknown[] | undefined,
  allBut: readonly unknown[] | undefined,
  what: string,
): boolean {
  const among = (patterns: readonly unknown[]) => patterns.some((pattern) => isLike(what, resolved(pattern)));
  return these === undefined ? !among(allBut ?? []) : among(these);
}

/** A key that is absent equals nothing, and so is "not equal" (IAM guide, "Condition operators"). */
function holds(operator: string, actual: unknown, expected: unknown): boolean {
  const values = [expected].flat().map(resolved);
  if (operator === 'StringEquals' || operator === 'ArnEquals')
    return actual !== undefined && values.includes(resolved(actual));
  if (operator === 'StringNotEquals') return actual === undefined || !values.includes(resolved(actual));
  if (operator === 'ForAllValues:StringEquals')
    return actual === undefined || values.includes(resolved(actual));
  if (operator === 'Null') return (actual === undefined) === (values[0] === 'true');
  if (operator === 'NumericLessThanEquals')
    return actual !== undefined && Number(actual) <= Number(values[0]);
  throw new Error(`The condition operator ${operator} is not known here.`);
}

function isLike(text: string, pattern: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`, 'i').test(text);
}

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'eu-west-1',
  'AWS::AccountId': ACCOUNT,
};
const joinSchema = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) });
const refSchema = z.object({ Ref: z.string() });
const attributeSchema = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) });

/** A value of a template as a string; other resources by their logical ids. */
export function resolved(value: unknown): string {
  const join = joinSchema.safeParse(value).data?.['Fn::Join'];
  if (join !== undefined) return join[1].map(resolved).join(join[0]);
  const ref = refSchema.safeParse(value).data?.Ref;
  if (ref !== undefined) return PSEUDO[ref] ?? ref;
  const attribute = attributeSchema.safeParse(value).data?.['Fn::GetAtt'];
  if (attribute !== undefined) return attribute.join('.');
  return z.union([z.string(), z.number(), z.boolean()]).transform(String).parse(value);
}
