import { isEmail } from '../../contacts/channel.ts';
import type { Message, Outline } from '../kinds/contract.ts';
import type { Channel } from './contract.ts';
import { hanging, plain, wrap } from './text-layout.ts';

const RULE = '-'.repeat(40);

/** Plain text, the only form that SNS sends by e-mail. Lines of about 40 columns, at most 78 where a word is long. */
export const email: Channel = {
  name: 'email',
  protocols: ['email'],
  ownTopic: false,
  accepts: isEmail,
  isDefaultFor: ({ address }) => isEmail(address),
  render: (message: Message) => message.renderers['email']?.() ?? mail(message.outline()),
};

function mail(outline: Outline): string {
  const lines = hanging(plain(outline.title, 200));
  for (const paragraph of outline.paragraphs) lines.push('', ...hanging(plain(paragraph, 600)));
  for (const section of outline.sections) {
    lines.push('', plain(section.title, 60).toUpperCase());
    // Indented, so that no text can pass for a title.
    for (const line of section.lines) lines.push(...wrap(plain(line, 400), '  '));
  }
  if (outline.nextSteps.length > 0) lines.push('', 'NEXT STEPS');
  for (const [index, step] of outline.nextSteps.entries())
    lines.push(...wrap(plain(step, 400), `${String(index + 1).padStart(2)}. `));
  lines.push('', RULE);
  if (outline.link !== undefined) lines.push(outline.link);
  return [...lines, `Message ${plain(outline.id, 60)}`, ''].join('\n');
}
