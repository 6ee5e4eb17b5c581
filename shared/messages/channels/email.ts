import { isEmail } from '../../contacts/channel.ts';
import type { Message, Outline } from '../kinds/contract.ts';
import type { Channel } from './contract.ts';
import { plain, wrap } from './text-layout.ts';

const WIDTH = 78;
const RULE = '-'.repeat(72);

/** Plain text, the only form that SNS sends by e-mail. No line is wider than 78 columns. */
export const email: Channel = {
  name: 'email',
  protocols: ['email'],
  ownTopic: false,
  accepts: isEmail,
  isDefaultFor: ({ address }) => isEmail(address),
  render: (message: Message) => message.renderers['email']?.() ?? mail(message.outline()),
};

function mail(outline: Outline): string {
  const lines = wrap(plain(outline.title, 200), '', WIDTH);
  for (const paragraph of outline.paragraphs) lines.push('', ...wrap(plain(paragraph, 600), '', WIDTH));
  for (const section of outline.sections) {
    lines.push('', plain(section.title, 60).toUpperCase());
    // Indented, so that no text can pass for a title.
    for (const line of section.lines) lines.push(...wrap(plain(line, 400), '  ', WIDTH));
  }
  if (outline.nextSteps.length > 0) lines.push('', 'NEXT STEPS');
  for (const [index, step] of outline.nextSteps.entries())
    lines.push(...wrap(plain(step, 400), `${String(index + 1).padStart(2)}. `, WIDTH));
  lines.push('', RULE);
  if (outline.link !== undefined) lines.push(outline.link);
  return [...lines, `Message ${plain(outline.id, 60)}`, ''].join('\n');
}
