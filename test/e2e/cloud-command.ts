import { appendFileSync, readFileSync } from 'node:fs';
import * as z from 'zod';

/**
 * Replaces `aws`, `az`, `gcloud` and `npm` in a shell: `node cloud-command.ts <program> <arguments>`. It prints the
 * configured response, does nothing, and records its arguments, including files that they name.
 */
export const askedSchema = z.object({
  program: z.string(),
  args: z.array(z.string()),
  /** Contents of files, by the argument that names them: `@role.json`, `--file=role.yaml`. */
  files: z.record(z.string(), z.string()),
});
export type Asked = z.output<typeof askedSchema>;

/** Responses by words that a command contains; the first match is used. */
export const answersSchema = z.array(
  z.object({
    words: z.array(z.string()).min(1),
    says: z.string().default(''),
    /** Whether the command fails. */
    refuses: z.boolean().default(false),
  }),
);
export type Answers = z.input<typeof answersSchema>;

if (import.meta.main) answer(process.argv.slice(2), process.env);

function answer([program = '', ...args]: string[], environment: NodeJS.ProcessEnv): void {
  const { CLOUD_COMMANDS_ASKED: asked = '', CLOUD_COMMANDS_ANSWERS: answers = '[]' } = environment;
  const files = Object.fromEntries(
    args.flatMap((arg) => {
      const name = /^(?:@|--file=)(.+)$/.exec(arg)?.[1];
      return name === undefined ? [] : [[arg, readFileSync(name, 'utf8')]];
    }),
  );
  appendFileSync(asked, `${JSON.stringify({ program, args, files } satisfies Asked)}\n`);
  const line = [program, ...args].join(' ');
  const known = answersSchema.parse(JSON.parse(answers));
  const found = known.find(({ words }) => words.every((word) => line.includes(word)));
  process.stdout.write(found?.says ?? '');
  if (found?.refuses === true) process.exitCode = 1;
}
