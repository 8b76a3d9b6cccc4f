/** Pure helpers of the console: link check, file names. */

/** The URL when a console may open it (http, https, no credentials in it), else null. */
export function safeLink(uri: string): string | null {
  if (!URL.canParse(uri)) return null;
  const url = new URL(uri);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  return url.username === '' && url.password === '' ? url.href : null;
}

/** `hello · microvm` → `hello-microvm.log`; any script's letters stay. */
export function logName(title: string): string {
  const stem = title.replace(/[^\p{L}\p{N}_.]+/gu, '-').replace(/^[-.]+|[-.]+$/g, '');
  return `${stem === '' ? 'console' : stem}.log`;
}
