/**
 * Takes from a text what mail and chat programs turn into links by its form alone: `https://…`, `www.…`, `tel:…`,
 * `mailto:…`, e-mail addresses and network paths of Windows. The text stays readable: `www[.]evil.example`,
 * `user[at]evil.example`. A bare domain stays as it is, since the names of certificates are domains.
 *
 * Wherever they are in a word, since a long word is broken over lines.
 */
export function unlinked(text: string): string {
  return text
    .replaceAll('://', '[:]//')
    .replaceAll(/(?<=www\d{0,3})\.(?=[\p{L}\p{N}])/giu, '[.]')
    .replaceAll(
      /(?<=mailto|tel|sms|smsto|callto|facetime|facetime-audio|skype|sips?|xmpp):(?=[^\s(])/giu,
      '[:]',
    )
    .replaceAll(/(?<=[^\s@])[@＠](?=[\p{L}\p{N}])/gu, '[at]')
    .replaceAll(/\\\\(?=[\p{L}\p{N}])/gu, '[\\\\]');
}
