import { Option } from 'commander';
import { SEVERITIES } from '../../shared/model/finding.ts';

/** `--fail-on` of the commands that run the pipeline. */
export function failOnOption(): Option {
  return new Option(
    '--fail-on <severity>',
    'exit with 1 if an open finding has this severity or higher',
  ).choices(SEVERITIES);
}
