/** Kinds of message. An older version may meet one that a newer version added. */
export const MESSAGE_KINDS = ['digest', 'review', 'reminder', 'compromise', 'drill', 'notice'] as const;
