/**
 * Reasons and titles that the engine gives in English, in the user's language: each form that it uses has a key under
 * `engine.says`, and a text of another form is shown as it is.
 */
import i18next from 'i18next';

const FORMS: readonly (readonly [RegExp, string])[] = [
  [/^(?<node>\S+) has a main$/, 'main'],
  [/^(?<node>\S+) is where the image is entered$/, 'entry'],
  [/^(?<from>\S+) needs (?<api>\S+) and is bound to (?<to>\S+)$/, 'bound'],
  [/^(?<from>\S+) needs (?<api>\S+)$/, 'needs'],
  [/^(?<api>\S+) has no default provider, and ports of it have no wire$/, 'noDefault'],
  [/^(?<from>\S+) takes (?<api>\S+) where there is one$/, 'takes'],
  [/^no wire reaches (?<node>\S+) from a component that is linked$/, 'unreached'],
  [/^it gets (?<name>\S+)$/, 'gets'],
  [/^(?<ref>\S+) is there$/, 'there'],
  [/^(?<node>\S+) is added for it$/, 'addedFor'],
  [/^(?<node>\S+) is added for (?<ref>\S+) as well$/, 'addedForToo'],
  [/^the answer to (?<ref>\S+)$/, 'answer'],
  [/^nothing else provides (?<api>\S+) on (?<target>\S+)$/, 'only'],
  [/^with it the fewest components are added$/, 'fewest'],
  [/^nothing is added$/, 'nothing'],
  [/^the smallest that fits (?<target>\S+)$/, 'smallest'],
  [/^with it the image is smallest$/, 'smallestImage'],
  [/^(?<names>\S+(?:, \S+)*) cannot do all that (?<api>\S+) is for$/, 'lesser'],
  [/^the first of (?<number>\d+) that would do$/, 'first'],
  [/^(?<node>\S+) is (?<name>\S+)$/, 'is'],
  [/^Add (?<title>.+) as (?<node>\S+)$/, 'add'],
  [
    /^(?<protocol>tcp|udp) port (?<port>\d+) of the host is taken by another program, and the forward (?<forward>\S+) wants it; 0 takes any free one$/,
    'portTaken',
  ],
  [
    /^(?<protocol>tcp|udp) port (?<port>\d+) of the host is for root alone, and the forward (?<forward>\S+) wants it; 0 takes any free one$/,
    'portRoot',
  ],
  [/^Use (?<ref>\S+) \((?<title>.+)\)$/, 'use'],
];

function form(text: string): string | null {
  for (const [pattern, key] of FORMS) {
    const found = pattern.exec(text);
    if (found !== null && i18next.exists(`engine.says.${key}`))
      return i18next.t(`engine.says.${key}`, { ...found.groups });
  }
  return null;
}

/** `text` in the user's language. What follows a colon is a sentence of its own. */
export function engineText(text: string): string {
  const whole = form(text);
  if (whole !== null) return whole;
  const at = text.indexOf(': ');
  const first = at < 0 ? null : form(text.slice(0, at));
  if (first === null) return text;
  const rest = text.slice(at + 2);
  return i18next.t('engine.says.why', { what: first, why: form(rest) ?? rest });
}
