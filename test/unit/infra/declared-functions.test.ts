import { Match, type Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { FUNCTIONS } from '../../../functions/registry.ts';
import type { FunctionDeclaration } from '../../../functions/runtime/declaration.ts';
import { deployedDocument } from '../../../infra/deployed-document.ts';
import { orderedSteps, stagesFor, workflowStages } from '../../../infra/workflow-order.ts';
import { CLOUDS } from '../../../shared/model/account.ts';
import { evidence, page, probe, WITH_ADDED } from '../../bed/infra/added-functions.ts';
import { checkedByNag, collectorTemplate, THREE_CLOUDS } from '../../bed/infra/synthesised.ts';

/** Functions with only a place in the workflow. */
function step(
  name: string,
  place: FunctionDeclaration['place'],
  cloud?: 'aws' | 'azure',
): FunctionDeclaration {
  return {
    ...probe,
    name,
    ...(place === undefined ? {} : { place }),
    ...(cloud === undefined ? {} : { cloud }),
  };
}

describe('a function declared in its folder and registered in one line', () => {
  let template: Template;
  beforeAll(() => {
    template = collectorTemplate(THREE_CLOUDS, { functions: WITH_ADDED });
  }, 60_000);

  it.each([probe, page, evidence])(
    '$name has a function with its memory and time limit, a role and a log',
    (declared) => {
      const name = `skc-watch-${declared.name}`;
      template.hasResourceProperties('AWS::Lambda::Function', {
        FunctionName: name,
        MemorySize: declared.memoryMb,
        Timeout: declared.seconds,
      });
      template.hasResourceProperties('AWS::IAM::Role', { RoleName: name });
      template.hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: `/aws/lambda/${name}` });
    },
  );

  it('has a URL and an output only if it is a page', () => {
    template.resourceCountIs('AWS::Lambda::Url', 1);
    template.hasResourceProperties('AWS::Lambda::Url', {
      TargetFunctionArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ReviewPageFunction'), 'Arn'] },
    });
    expect(Object.keys(template.findOutputs('*'))).toContain('ReviewPageUrl');
    expect(Object.keys(template.findOutputs('*'))).toContain('EvidenceFunctionName');
  });

  it('has the keys that it declares, with matching key types, and knows their ARNs', () => {
    template.hasResourceProperties('AWS::KMS::Key', {
      Description: 'SKC Watch: review-links',
      KeySpec: 'HMAC_256',
      KeyUsage: 'GENERATE_VERIFY_MAC',
    });
    template.hasResourceProperties('AWS::KMS::Key', {
      Description: 'SKC Watch: evidence',
      KeyUsage: 'SIGN_VERIFY',
    });
    template.hasResourceProperties('AWS::KMS::Alias', { AliasName: 'alias/skc-watch-review-links' });
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'skc-watch-review-page',
      Environment: { Variables: { KEY_REVIEW_LINKS: { 'Fn::GetAtt': [Match.anyValue(), 'Arn'] } } },
    });
  });

  it('is invoked by the workflow at its place, with permission to do so', () => {
    const [machine] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
    const definition = JSON.stringify(machine?.['Properties'].DefinitionString).replaceAll('\\', '');
    expect(definition).toContain('"Evaluate":{"Next":"Probe"');
    expect(definition).toContain('"Probe":{"Next":"Still in the organisation?"');
    template.hasResourceProperties('AWS::IAM::Role', {
      RoleName: 'skc-watch-workflow',
      Policies: [
        Match.objectLike({
          PolicyDocument: {
            Statement: Match.arrayWith([
              Match.objectLike({
                Sid: 'Steps',
                Resource: Match.arrayWith([
                  { 'Fn::GetAtt': [Match.stringLikeRegexp('^ProbeFunction'), 'Arn'] },
                ]),
              }),
            ]),
          },
        }),
      ],
    });
  });

  it('is on the dashboard with its cost, and in the diagram', () => {
    const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
    expect(JSON.stringify(dashboard)).toContain('probeMs / 1000');
    const document = deployedDocument(template.toJSON(), { Resources: {} }, WITH_ADDED);
    expect(document).toContain('evaluate --> probe --> alert --> finish');
    expect(document).toContain('review-page -.-> key-review-links');
    expect(document).toContain('people([people, by a link]) --> review-page');
  });

  it('passes cdk-nag', () => {
    expect(() => checkedByNag(THREE_CLOUDS, { functions: WITH_ADDED })).not.toThrow();
  });

  it('is not in the deployed stack, and neither is any key but the stack’s own', () => {
    const today = collectorTemplate(THREE_CLOUDS);
    expect(Object.keys(today.findResources('AWS::Lambda::Url'))).toEqual([]);
    expect(Object.keys(today.findResources('AWS::KMS::Key'))).toEqual(['StackKey']);
  });

  it('is refused if one key would be used for HMACs and signatures', () => {
    const both = { ...page, grants: { keys: { links: ['kms:GenerateMac', 'kms:Sign'] } } } as const;
    expect(() => collectorTemplate({}, { functions: [...FUNCTIONS, both] })).toThrow(
      'declared both for HMAC codes',
    );
  });
});

describe("the workflow's order", () => {
  it('follows the declarations', () => {
    expect(workflowStages(FUNCTIONS).map(({ steps }) => steps.map(({ name }) => name))).toEqual([
      ['begin'],
      ['plan'],
      ['collect-aws', 'collect-azure', 'collect-gcp'],
      ['evaluate', 'alert'],
      ['finish'],
    ]);
  });

  it('is unchanged if a step follows one of a cloud that is not read', () => {
    const stages = stagesFor(['gcp'], FUNCTIONS);
    expect(stages.map(({ steps }) => steps.map(({ name }) => name))).toEqual([
      ['begin'],
      ['plan'],
      ['collect-gcp'],
      ['evaluate', 'alert'],
      ['finish'],
    ]);
    expect(stagesFor(CLOUDS, FUNCTIONS)).toEqual(workflowStages(FUNCTIONS));
  });

  it('puts a step directly after the one it follows, wherever it is registered', () => {
    const late = step('late', { per: 'run', after: 'begin' });
    expect(
      orderedSteps([...FUNCTIONS, late])
        .map(({ name }) => name)
        .slice(0, 3),
    ).toEqual(['begin', 'late', 'plan']);
  });

  it('has one more cloud in addition to the others', () => {
    const more = step('collect-more', { per: 'batch', after: 'plan' }, 'aws');
    const [, , batch] = workflowStages([...FUNCTIONS, more]);
    expect(batch?.steps.map(({ name }) => name)).toEqual([
      'collect-aws',
      'collect-azure',
      'collect-gcp',
      'collect-more',
    ]);
  });

  it.each([
    [step('lost', { per: 'run', after: 'nowhere' }), 'lost follows nowhere, which is not an earlier step'],
    [step('between', { per: 'run', after: 'evaluate' }), 'alert would need a second pass over each account'],
    [step('again', { per: 'account', after: 'finish' }), 'again would need a second pass over each account'],
  ])('is refused if it is impossible: %j', (added, message) => {
    expect(() => workflowStages([...FUNCTIONS, added])).toThrow(message);
  });
});
