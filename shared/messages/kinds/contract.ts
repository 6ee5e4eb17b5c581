/**
 * A kind of message: `digest` today. It knows its content; a channel knows its receiver. What a channel cannot say
 * well from the outline, the kind renders for it itself.
 */
export interface MessageKind {
  /** Its word in the log, in the attribute `kind` and in filter policies. */
  name: string;
  /**
   * Reads content as the log keeps it, also that of an older release.
   * @throws {z.ZodError} when it is anything else.
   */
  open(content: unknown): Message;
}

/** A message whose content was read. Everything in it depends on the content alone, so that a repeat is the same. */
export interface Message {
  kind: string;
  /** The e-mail's subject: printable ASCII, at most 99 characters (SNS takes fewer than 100). */
  headline: string;
  /**
   * Message attributes for filter policies, the same set in every message of a kind. `kind` is added.
   * SNS: String values are not empty; an array is sent as `String.Array`.
   */
  attributes: Readonly<Record<string, string | readonly string[]>>;
  outline(): Outline;
  /** The machine JSON. @param entries At most so many of the list entries that may be left out; the rest is counted. */
  machine(entries?: number): string;
  /** List entries of the machine JSON that may be left out to fit SNS's limit: those that something else in it names. */
  entries: number;
  /** Texts that the kind renders for a channel itself, by the channel's name. */
  renderers: Readonly<Partial<Record<string, () => string>>>;
}

/** What a message says, for channels that the kind has no renderer for. Texts may come from a cloud: not yet safe. */
export interface Outline {
  /** The same for the same content. */
  id: string;
  title: string;
  /** The same for all messages of one audience. */
  thread: string;
  paragraphs: readonly string[];
  sections: readonly { title: string; lines: readonly string[] }[];
  nextSteps: readonly string[];
  /** An https address. */
  link?: string | undefined;
  /** Facts for programs: short names and values. */
  context: Readonly<Record<string, string>>;
}
