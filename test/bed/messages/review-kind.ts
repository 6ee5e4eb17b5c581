import * as z from 'zod';
import type { MessageKind } from '../../../shared/messages/kinds/contract.ts';

const reviewSchema = z.object({ id: z.string(), audience: z.string(), asks: z.string() });

/** A kind of message that is not deployed yet: one declaration without its own renderer. */
export const review: MessageKind = {
  name: 'review',
  open(content) {
    const { id, audience, asks } = reviewSchema.parse(content);
    return {
      kind: 'review',
      headline: `[SKC] Review ${id}`,
      attributes: { review: id },
      outline: () => ({
        id,
        title: 'Please confirm that you are a security contact',
        thread: audience,
        paragraphs: [asks],
        sections: [{ title: 'Accounts', lines: ['pay-prod (123456789012)'] }],
        nextSteps: ['Confirm by 2026-12-01.'],
        link: 'https://skc-watch.example.com/reviews/1',
        context: { review: id },
      }),
      machine: () => JSON.stringify({ version: 1, kind: 'review', id, asks }),
      entries: 0,
      renderers: {},
    };
  },
};
