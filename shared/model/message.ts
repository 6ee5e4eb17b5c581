/** Kinds of message. Stored messages may have a kind that only a newer version knows. */
export const MESSAGE_KINDS = ['digest', 'review', 'reminder', 'compromise', 'drill', 'notice'] as const;
