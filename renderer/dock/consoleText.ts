/** Pure helpers of the console: plain text of a stream, link check, file names. */

// CSI, OSC (ended by BEL or ST), other two-character escapes.
const ESCAPES = /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[ -/]*[0-~]/g;

/** What a reader sees of a stream: no escapes, `\n` line ends, carriage returns overwrite from the line's start. */
export function plainText(stream: string): string {
  return stream
    .replace(ESCAPES, '')
    .replace(/\r+\n/g, '\n')
    .split('\n')
    .map((line) => (line.includes('\r') ? overwrite(line) : line))
    .join('\n')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '');
}

function overwrite(line: string): string {
  return line.split('\r').reduce((shown, part) => part + shown.slice(part.length), '');
}

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
